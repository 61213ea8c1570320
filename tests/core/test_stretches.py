from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gesture_app.core.stretches import GAP_S, Split, split_by_time


@given(st.lists(st.floats(0, 20), min_size=10, max_size=80, unique=True))
def test_no_neighbours_lie_on_both_sides(times: list[float]) -> None:
    splits = split_by_time(times)
    sides = {split: [at_s for at_s, one in zip(times, splits, strict=True) if one is split] for split in (*Split, None)}
    assert sides[Split.VAL]
    low, high = min(sides[Split.VAL]), max(sides[Split.VAL])
    assert all(at_s <= low - GAP_S or at_s >= high + GAP_S for at_s in sides[Split.TRAIN])
    assert all(low - GAP_S < at_s < high + GAP_S for at_s in sides[None])


def test_a_fifth_is_for_validation_in_one_stretch() -> None:
    splits = split_by_time([index * 0.25 for index in range(80)])
    assert splits.count(Split.VAL) == 16
    assert splits.count(None) == 4
    first = splits.index(Split.VAL)
    assert splits[first : first + 16] == [Split.VAL] * 16


@pytest.mark.parametrize("count", [3, 4, 10])
def test_even_a_short_recording_has_both(count: int) -> None:
    splits = split_by_time([float(index) for index in range(count)])
    assert {Split.TRAIN, Split.VAL} <= set(splits)
