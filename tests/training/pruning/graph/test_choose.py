"""The least important go, as many as was said, in widths that run fast, and never all of a group."""

from __future__ import annotations

import numpy as np
import pytest

from training.errors import RecipeError
from training.pruning.graph.choose import Cut, Ranking, choose
from training.pruning.graph.couple import Group, Place


def group(start: int, count: int, width: int = 1) -> Group:
    return Group((Place(f"p{start}", 0),) * width, np.arange(start, start + count))


def test_the_least_important_of_each_group_go() -> None:
    groups = [group(0, 4), group(10, 4)]
    removed = choose(groups, [np.array([4, 1, 3, 2.0]), np.array([1, 2, 3, 4.0])], Cut(0.5, round_to=1))
    assert sorted(removed.tolist()) == [1, 3, 10, 11]


def test_one_threshold_takes_from_where_it_is_cheap() -> None:
    groups = [group(0, 10), group(10, 10)]
    values = [np.linspace(0, 0.4, 10), np.linspace(0.5, 1, 10)]
    removed = choose(groups, values, Cut(0.4, Ranking.GLOBAL, round_to=1))
    assert sorted(removed.tolist()) == list(range(8))


def test_no_group_loses_more_than_the_largest_share() -> None:
    groups = [group(0, 10), group(10, 10)]
    removed = choose(groups, [np.zeros(10), np.ones(10)], Cut(0.5, Ranking.GLOBAL, round_to=1, largest=0.6))
    assert (removed < 10).sum() == 6


@pytest.mark.parametrize(
    ("count", "ratio", "left"), [(32, 0.5, 16), (32, 0.3, 24), (30, 0.5, 16), (6, 0.5, 3), (1, 0.9, 1)]
)
def test_what_is_left_is_rounded_up_to_eight_where_there_are_as_many(count: int, ratio: float, left: int) -> None:
    removed = choose([group(0, count)], [np.arange(count, dtype=float)], Cut(ratio))
    assert count - len(removed) == left


def test_one_threshold_takes_as_much_as_was_asked_for_though_widths_are_rounded() -> None:
    groups = [group(1000 * number, 64) for number in range(30)]
    random = np.random.default_rng(0)
    values = [random.random(64) * level for level in np.linspace(0.3, 1, 30)]
    removed = choose(groups, values, Cut(0.5, Ranking.GLOBAL))
    left = [64 - int(((removed >= one.channels[0]) & (removed < one.channels[0] + 64)).sum()) for one in groups]
    assert len(removed) / (30 * 64) == pytest.approx(0.5, abs=0.02)
    assert all(width % 8 == 0 and width >= 16 for width in left)
    assert len(set(left)) > 2


def test_what_a_group_may_not_lose_is_taken_from_others() -> None:
    groups = [group(0, 10), group(10, 10), group(20, 10)]
    values = [np.zeros(10), np.ones(10), np.full(10, 2.0)]
    removed = choose(groups, values, Cut(0.5, Ranking.GLOBAL, round_to=1))
    assert [int((removed // 10 == number).sum()) for number in range(3)] == [8, 7, 0]


def test_heads_that_are_wide_enough_need_no_rounding() -> None:
    assert len(choose([group(0, 12, width=64)], [np.arange(12.0)], Cut(0.5))) == 6
    assert len(choose([group(0, 12, width=4)], [np.arange(12.0)], Cut(0.4))) == 4


def test_nothing_is_chosen_where_nothing_can_go_or_should() -> None:
    assert len(choose([], [], Cut(0.5))) == 0
    assert len(choose([group(0, 8)], [np.arange(8.0)], Cut(0.0))) == 0


@pytest.mark.parametrize("ratio", [1.0, -0.1, 2.0])
def test_a_share_that_makes_no_sense_is_refused(ratio: float) -> None:
    with pytest.raises(RecipeError, match=f"0 to below 1; got {ratio}"):
        Cut(ratio)


def test_a_rounding_that_makes_no_sense_is_refused() -> None:
    with pytest.raises(RecipeError, match="1 or more; got 0"):
        Cut(0.5, round_to=0)
