"""Weights lose a share of what they move, all the same, and stop at zero."""

from __future__ import annotations

import pytest
import torch
from torch import nn

from training.pruning.parts.shrink import Shrink, soften_each
from training.pruning.parts.training import Hooks, Step


@pytest.fixture
def weights():
    """Four weights."""
    return {"a": nn.Parameter(torch.tensor([1.0, -1.0, 0.05])), "b": nn.Parameter(torch.tensor([2.0]))}


STEP = Step(0, 1, torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=0.1))


def test_all_lose_the_same_and_stop_at_zero(weights):
    soften_each(weights)(0.1)
    assert weights["a"].tolist() == pytest.approx([0.9, -0.9, 0.0])
    assert weights["b"].tolist() == pytest.approx([1.9])


def test_the_threshold_follows_the_mean_step(weights):
    shrink = Shrink(weights, soften_each(weights), 0.5)
    weights["b"].data += 0.8  # 0.2 on average
    shrink.after_step(STEP)
    assert weights["b"].tolist() == pytest.approx([2.7])
    assert shrink.total == pytest.approx(0.1)


def test_the_shrinking_itself_is_no_step(weights):
    shrink = Shrink(weights, soften_each(weights), 0.5)
    weights["b"].data += 0.8
    shrink.after_step(STEP)
    shrink.after_step(STEP)
    assert shrink.total == pytest.approx(0.1)


def test_the_zeros_are_shown(weights):
    shrink = Shrink(weights, soften_each(weights), 1.0)
    weights["b"].data += 0.4
    shrink.after_step(STEP)
    assert shrink.figures() == {"zeros": 0.25}


def test_a_training_that_shrinks_ends_with_exact_zeros(bench, tiny):
    network = bench.fresh()
    weights = {"4.weight": network[4].weight}
    shrink = Shrink(weights, soften_each(weights), 4.0)
    bench.train(network, "sparse", hooks=Hooks(after_step=shrink.after_step))
    assert int((network[4].weight == 0).sum()) > 0
