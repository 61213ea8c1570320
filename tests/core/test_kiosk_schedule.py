from __future__ import annotations

from datetime import datetime, time, timedelta

import pytest

from gesture_app.core.kiosk_schedule import Daily, parse_hour

NIGHT = datetime(2026, 3, 1, 3, 59, 59)


class Wall:
    def __init__(self) -> None:
        self.now = NIGHT

    def __call__(self) -> datetime:
        return self.now


def test_an_hour_is_read_and_nonsense_is_not() -> None:
    assert parse_hour("04:00") == time(4)
    assert [parse_hour(text) for text in ("", "4", "24:00", "04:00:00", "four")] == [None] * 5


def test_it_is_due_once_when_the_hour_has_passed_and_again_the_next_day() -> None:
    wall = Wall()
    daily = Daily(time(4), wall)
    due = []
    for _ in range(5):
        wall.now += timedelta(seconds=1)
        due.append(daily.is_due())
    wall.now += timedelta(days=1)
    due.append(daily.is_due())
    assert due == [True, False, False, False, False, True]


@pytest.mark.parametrize("jump", [timedelta(hours=-1), timedelta(days=-40)])
def test_a_clock_that_is_set_back_is_not_due(jump: timedelta) -> None:
    wall = Wall()
    daily = Daily(time(4), wall)
    wall.now += jump
    assert not daily.is_due()


def test_without_an_hour_it_is_never_due() -> None:
    wall = Wall()
    daily = Daily(None, wall)
    wall.now += timedelta(days=2)
    assert not daily.is_due()
