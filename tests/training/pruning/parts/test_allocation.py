"""A sparsity is shared out so that the whole is right."""

from __future__ import annotations

import pytest
import torch

from training.pruning.parts.allocation import Allocation, allocate

SCORES = {"small": torch.full((4, 4), 5.0), "large": torch.arange(1600.0).view(40, 40) / 1600}


@pytest.mark.parametrize("allocation", Allocation)
@pytest.mark.parametrize("sparsity", [0.0, 0.5, 0.9])
def test_the_whole_is_as_sparse_as_was_asked(allocation, sparsity):
    counts = allocate(allocation, SCORES, sparsity)
    assert sum(counts.values()) == pytest.approx((1 - sparsity) * 1616, abs=1.01)
    assert all(0 <= counts[name] <= score.numel() for name, score in SCORES.items())


def test_uniform_takes_the_same_share_everywhere():
    assert allocate(Allocation.UNIFORM, SCORES, 0.75) == {"small": 4, "large": 400}


def test_erk_leaves_small_layers_denser():
    assert allocate(Allocation.ERK, SCORES, 0.9) == {"small": 15, "large": 147}


def test_global_takes_the_lowest_wherever_they_are():
    assert allocate(Allocation.GLOBAL, SCORES, 0.9) == {"small": 16, "large": 146}


def test_global_does_not_stumble_over_equal_scores():
    equal = {"one": torch.ones(10, 2), "other": torch.ones(10, 2)}
    assert sum(allocate(Allocation.GLOBAL, equal, 0.5).values()) == 20


def test_lamp_leaves_something_of_a_layer_of_tiny_weights():
    scores = {"tiny": torch.linspace(0.001, 0.002, 50), "large": torch.linspace(1, 2, 50)}
    assert allocate(Allocation.GLOBAL, scores, 0.5)["tiny"] == 0
    assert allocate(Allocation.LAMP, scores, 0.5)["tiny"] == 25
