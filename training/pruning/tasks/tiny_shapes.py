"""Drawn shapes that a small network learns in a second or two: a first try without any data, and what the tests use."""

from __future__ import annotations

from typing import TYPE_CHECKING

from training.pruning.datasets import DRAWN, drawn_shapes
from training.pruning.judging import accuracy, cross_entropy
from training.pruning.types import Family, Task, TrainingPlan

if TYPE_CHECKING:
    from torch import nn

CHANNELS = (8, 0, 16, 0, 16)  # 0 halves the picture


def _build(width: float) -> nn.Module:
    from training.pruning.networks.plain import vgg

    return vgg([max(round(width * channels), 1) if channels else 0 for channels in CHANNELS], classes=4)


TASK = Task(
    name="tiny_shapes",
    title="Three convolutions on drawn shapes",
    family=Family.CNN,
    data=DRAWN,
    score_name="accuracy",
    is_higher_better=True,
    plan=TrainingPlan(epochs=6, batch=50, learning_rate=0.1),
    keep_dense=("0", "13"),
    build=_build,
    load=drawn_shapes,
    loss=cross_entropy,
    score=accuracy,
)
