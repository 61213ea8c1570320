"""Of the living weights the highest stay, and negative ones can be singled out."""

from __future__ import annotations

import pytest
import torch

from training.pruning.parts.allocation import Allocation
from training.pruning.parts.cut import count_negatives, keep_allocated, keep_highest, movement, only_negatives

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


def layers() -> tuple[dict[str, torch.Tensor], dict[str, torch.Tensor]]:
    """A small layer of high scores and a large one of low scores, all alive."""
    random = torch.Generator().manual_seed(0)
    scores = {"small": 1 + torch.rand(4, 5, generator=random), "large": torch.rand(10, 20, generator=random)}
    return scores, {name: torch.ones_like(score, dtype=torch.bool) for name, score in scores.items()}


@pytest.mark.parametrize(
    ("allocation", "of_small"),
    [(Allocation.UNIFORM, 10), (Allocation.ERK, 20), (Allocation.GLOBAL, 20)],
)
def test_each_layer_keeps_what_it_is_given(allocation: Allocation, of_small: int) -> None:
    scores, alive = layers()
    kept = keep_allocated(allocation, scores, alive, 110)
    assert [int(mask.sum()) for mask in kept.values()] == [of_small, 110 - of_small]
    for name, mask in kept.items():
        assert mask.all() or scores[name][mask].min() > scores[name][~mask].max()


@pytest.mark.parametrize("allocation", list(Allocation))
@pytest.mark.parametrize("count", [1, 57, 109])
def test_exactly_so_many_stay_of_what_is_still_alive(allocation: Allocation, count: int) -> None:
    """Of the large layer hardly any are, so that the other has to make up for it."""
    scores, alive = layers()
    alive["large"] = scores["large"] > 0.95
    living = sum(int(mask.sum()) for mask in alive.values())
    kept = keep_allocated(allocation, scores, alive, min(count, living))
    assert sum(int(mask.sum()) for mask in kept.values()) == min(count, living)
    assert not any((mask & ~alive[name]).any() for name, mask in kept.items())
