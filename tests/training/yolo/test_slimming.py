"""Slimming pulls every scale by exactly what is said, and not through zero."""

from __future__ import annotations

import torch
from torch import nn

from training.yolo.slimming import batch_norms, shrink_scales


def norm(*scales: float) -> nn.BatchNorm2d:
    layer = nn.BatchNorm2d(len(scales))
    layer.weight.data = torch.tensor(scales)
    return layer


def test_scales_are_soft_thresholded() -> None:
    model = nn.Sequential(norm(1.0, -0.5, 0.05, -0.05, 0.0), nn.ReLU(), norm(0.2))
    shrink_scales(model, 0.1)
    first, second = batch_norms(model)
    torch.testing.assert_close(first.weight.data, torch.tensor([0.9, -0.4, 0.0, 0.0, 0.0]))
    torch.testing.assert_close(second.weight.data, torch.tensor([0.1]))


def test_many_small_pulls_are_one_large_one() -> None:
    model = norm(0.7, -0.25, 0.1)
    for _ in range(10):
        shrink_scales(model, 0.02)
    torch.testing.assert_close(model.weight.data, torch.tensor([0.5, -0.05, 0.0]))
