"""Values of single weights are what the formulas say."""

from __future__ import annotations

import pytest
import torch
from torch import nn

from training.channels.weights import lamp, mean_of_gradients


def test_lamp_is_the_share_of_what_is_not_lower():
    found = lamp(torch.tensor([[3.0, 1.0], [2.0, -1.0]]))
    assert found.tolist() == [[1.0, pytest.approx(1 / 14)], [pytest.approx(4 / 13), 0.0]]


def test_squares_are_taken_of_each_loss_and_not_of_their_mean():
    asked, unasked = nn.Parameter(torch.tensor([1.0, 2.0])), nn.Parameter(torch.ones(3))
    losses = (factor * asked.sum() for factor in (1.0, -3.0))
    found = mean_of_gradients({"asked": asked, "unasked": unasked}, losses, torch.square)
    assert found["asked"].tolist() == [5.0, 5.0]
    assert found["unasked"].tolist() == [0.0, 0.0, 0.0]
