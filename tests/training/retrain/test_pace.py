"""The guess of how long it takes is worth something, or is not made."""

from __future__ import annotations

import pytest

from training.retrain.pace import Pace


class Clock:
    """A clock that is set by hand."""

    def __init__(self) -> None:
        self.now_s = 100.0

    def __call__(self) -> float:
        return self.now_s


def test_it_counts_from_where_this_process_came_in_and_what_comes_after() -> None:
    clock = Clock()
    pace = Pace({"train": 0.5}, clock)
    assert pace.seconds_left("train", 0.4) is None
    clock.now_s += 10
    assert pace.seconds_left("train", 0.5) == pytest.approx(10 / 0.1 * (0.5 + 0.5))


def test_the_first_seconds_and_a_stage_that_stands_still_tell_nothing() -> None:
    clock = Clock()
    pace = Pace({}, clock)
    pace.seconds_left("train", 0.0)
    clock.now_s += 1
    assert pace.seconds_left("train", 0.1) is None
    clock.now_s += 10
    assert pace.seconds_left("train", 0.0) is None


def test_where_nobody_knows_what_comes_after_nothing_is_guessed() -> None:
    clock = Clock()
    pace = Pace({"tune": None}, clock)
    pace.seconds_left("tune", 0.0)
    clock.now_s += 10
    assert pace.seconds_left("tune", 0.5) is None


def test_every_stage_is_watched_by_itself() -> None:
    clock = Clock()
    pace = Pace({}, clock)
    pace.seconds_left("train", 0.0)
    clock.now_s += 100
    assert pace.seconds_left("tune", 0.1) is None
    clock.now_s += 5
    assert pace.seconds_left("tune", 0.6) == pytest.approx(4)
