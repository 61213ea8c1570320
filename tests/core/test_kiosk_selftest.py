from __future__ import annotations

import pytest

from gesture_app.core.bindings import Binding, Bindings
from gesture_app.core.kiosk_selftest import LATE_S, Fired, failed, judge
from gesture_app.core.shown import Shown
from gesture_app.core.types import Command

BINDINGS = Bindings([Binding("palm", "Palm", Command.PLAY), Binding("rock", "Rock", Command.NEXT)])
SCRIPT = [Shown("palm", 1.0, 2.0), Shown("fist", 3.0, 4.0), Shown("rock", 5.0, 6.0)]
RIGHT = [Fired("palm", 1.5), Fired("rock", 5.5), Fired("rock", 5.9)]


def test_all_that_was_shown_and_nothing_else_passes() -> None:
    verdict = judge(RIGHT, SCRIPT, BINDINGS)
    assert (verdict.passed, verdict.shown, verdict.obeyed, verdict.strays) == (True, 2, 2, 0)
    assert verdict.text == "2 of 2 gestures of the clip were obeyed."


def test_a_gesture_that_was_missed_is_named() -> None:
    verdict = judge(RIGHT[:1], SCRIPT, BINDINGS)
    assert (verdict.passed, verdict.obeyed) == (False, 1)
    assert "but not rock" in verdict.text


@pytest.mark.parametrize(
    "stray", [Fired("palm", 0.5), Fired("palm", 2.1 + LATE_S), Fired("rock", 1.5), Fired("fist", 3.5)]
)
def test_an_order_that_nobody_meant_is_named(stray: Fired) -> None:
    verdict = judge([*RIGHT, stray], SCRIPT, BINDINGS)
    assert (verdict.passed, verdict.strays) == (False, 1)
    assert f"not meant: {stray.gesture}" in verdict.text


def test_a_script_without_any_bound_gesture_proves_nothing() -> None:
    assert not judge([], [Shown("fist", 0.0, 1.0)], BINDINGS).passed


def test_one_that_could_not_be_run_has_failed_for_that_reason() -> None:
    assert (failed("No clip.").passed, failed("No clip.").text) == (False, "No clip.")
