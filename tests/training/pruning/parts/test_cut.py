"""Of the living weights the highest stay, and negative ones can be singled out."""

from __future__ import annotations

import pytest
import torch

from training.pruning.parts.cut import count_negatives, keep_highest, movement, only_negatives

WEIGHTS = {"a": torch.tensor([[1.0, -2.0]]), "b": torch.tensor([[-3.0, 4.0]])}
ALL = {name: torch.ones(1, 2, dtype=torch.bool) for name in WEIGHTS}


def test_the_highest_of_all_layers_stay():
    kept = keep_highest({name: weight.abs() for name, weight in WEIGHTS.items()}, ALL, 2)
    assert kept["a"].tolist() == [[False, False]]
    assert kept["b"].tolist() == [[True, True]]


def test_the_dead_do_not_come_back():
    alive = {"a": ALL["a"], "b": torch.tensor([[False, True]])}
    kept = keep_highest({name: weight.abs() for name, weight in WEIGHTS.items()}, alive, 2)
    assert kept["a"].tolist() == [[False, True]]
    assert kept["b"].tolist() == [[False, True]]


def test_more_than_are_alive_cannot_stay():
    with pytest.raises(ValueError, match="5 weights cannot stay where 4 are alive"):
        keep_highest(WEIGHTS, ALL, 5)


def test_the_negative_weight_that_moved_least_goes_first():
    began = {"a": torch.tensor([[1.0, -1.9]]), "b": torch.tensor([[-1.0, 4.0]])}
    scores = only_negatives(movement(WEIGHTS, began), WEIGHTS)
    kept = keep_highest(scores, ALL, 3)
    assert kept["a"].tolist() == [[True, False]]
    assert kept["b"].tolist() == [[True, True]]


def test_only_living_negatives_are_counted():
    assert count_negatives(WEIGHTS, ALL) == 2
    assert count_negatives(WEIGHTS, {"a": ALL["a"], "b": torch.tensor([[False, True]])}) == 1
