from __future__ import annotations

import pytest

from gesture_app.core.sections import DetectorSettings
from gesture_app.core.trial import COLD_LOOKS, LEAST_LOOKS, Ruling, Trial, slowest_twentieth

LOOK_S = 0.1  # between two looks of these tests


def trial(before_ms: float | None = None, **settings: float) -> Trial:
    asked = {"watch_s": 5.0, "watch_limit_ms": 50.0, "watch_limit_factor": 0.0} | settings
    new = Trial(DetectorSettings("new", **asked), "old")
    if before_ms is not None:
        new.compare_with([before_ms / 1000] * LEAST_LOOKS)
    return new


def rulings(one: Trial, times_ms: list[float]) -> list[Ruling]:
    """What is ruled after each look."""
    return [one.judge(ms / 1000, number * LOOK_S) for number, ms in enumerate(times_ms)]


def test_a_quick_network_passes_once_its_time_is_up() -> None:
    ruled = rulings(trial(), [10.0] * 60)
    assert ruled.index(Ruling.PASSED) == round(5.0 / LOOK_S)
    assert Ruling.TOO_SLOW not in ruled


def test_a_slow_network_is_found_out_as_soon_as_there_are_enough_looks() -> None:
    one = trial()
    ruled = rulings(one, [70.0] * 30)
    assert ruled.index(Ruling.TOO_SLOW) == COLD_LOOKS + LEAST_LOOKS - 1
    assert one.too_slow() == (
        "The model new is too slow here: one look in twenty takes 70 ms or more, "
        "and the limit is 50 ms; the model old looks again."
    )


def test_the_first_looks_and_a_single_late_one_do_not_count() -> None:
    assert Ruling.TOO_SLOW not in rulings(trial(), [900.0, 400.0, *[10.0] * 10, 300.0, *[10.0] * 20])


def test_a_network_before_that_was_no_quicker_is_not_put_back() -> None:
    assert Ruling.TOO_SLOW not in rulings(trial(before_ms=90.0), [80.0] * 30)


@pytest.mark.parametrize(
    ("takes_ms", "is_too_slow"), [pytest.param(35.0, True, id="4 times"), pytest.param(25.0, False, id="3 times")]
)
def test_a_factor_holds_it_against_the_network_before(takes_ms: float, is_too_slow: bool) -> None:
    one = trial(before_ms=9.0, watch_limit_ms=0.0, watch_limit_factor=3.0)
    assert (Ruling.TOO_SLOW in rulings(one, [takes_ms] * 30)) is is_too_slow


def test_without_limits_nothing_is_too_slow() -> None:
    assert Ruling.TOO_SLOW not in rulings(trial(watch_limit_ms=0.0), [4000.0] * 60)


def test_a_failure_is_told_with_what_looks_again() -> None:
    told = trial().failed("The network broke; export it again.")
    assert told == "The network broke; export it again. The model old, which looked before, looks again."


def test_the_slowest_twentieth_needs_enough_looks() -> None:
    assert slowest_twentieth([0.1] * (LEAST_LOOKS - 1)) is None
    assert slowest_twentieth([*[0.01] * 19, 0.5]) == 0.01
    assert slowest_twentieth([*[0.01] * 18, 0.5, 0.5]) == 0.5
