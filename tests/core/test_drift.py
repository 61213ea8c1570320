from __future__ import annotations

import pytest

from gesture_app.core.drift import DAY_S, Conditions, Drift, DriftWatch, may_offer

AT_FIRST = Conditions(light=150.0, sharpness=0.8, rate=30.0, hand=0.3, recognition=0.9)


class Evening:
    """Looks on, second by second."""

    def __init__(self, baseline: Conditions = AT_FIRST) -> None:
        self.watch = DriftWatch(baseline)
        self.at_s = 1000.0

    def goes_on(self, seconds: int, **now: float) -> frozenset[Drift]:
        for _ in range(seconds):
            self.at_s += 1.0
            self.watch.step(Conditions(**now), self.at_s)
        return self.watch.drifted


def test_as_good_as_at_first_is_no_drift() -> None:
    assert Evening().goes_on(600, light=140.0, sharpness=0.75, rate=28.0, hand=0.28, recognition=0.88) == frozenset()


@pytest.mark.parametrize(
    ("now", "drift"),
    [
        ({"light": 25.0}, Drift.LIGHT),
        ({"sharpness": 0.3}, Drift.SHARPNESS),
        ({"rate": 9.0}, Drift.RATE),
        ({"hand": 0.09}, Drift.HAND),
        ({"recognition": 0.65}, Drift.RECOGNITION),
    ],
    ids=lambda value: value.value if isinstance(value, Drift) else "",
)
def test_what_is_much_worse_for_long_is_noticed(now: dict[str, float], drift: Drift) -> None:
    evening = Evening()
    assert evening.goes_on(50, **now) == frozenset()
    assert evening.goes_on(120, **now) == {drift}


def test_a_shadow_that_passes_is_no_news() -> None:
    evening = Evening()
    for _ in range(20):
        evening.goes_on(10, light=20.0)
        assert evening.goes_on(30, light=150.0) == frozenset()


def test_darker_but_still_light_enough_is_no_drift() -> None:
    assert Evening(Conditions(light=250.0)).goes_on(600, light=70.0) == frozenset()


def test_it_is_over_only_when_it_is_clearly_better_again() -> None:
    evening = Evening(Conditions(recognition=0.9))
    assert evening.goes_on(300, recognition=0.7) == {Drift.RECOGNITION}
    assert evening.goes_on(300, recognition=0.8) == {Drift.RECOGNITION}  # which would not have begun one
    assert evening.goes_on(300, recognition=0.97) == frozenset()


def test_what_was_never_measured_cannot_become_worse() -> None:
    assert Evening(Conditions()).goes_on(600, light=9.0, hand=0.01) == frozenset()
    assert Conditions().is_empty
    assert not AT_FIRST.is_empty


def test_time_that_nobody_looked_on_does_not_count() -> None:
    evening = Evening()
    evening.goes_on(1, light=5.0)
    evening.at_s += 3600
    assert evening.goes_on(1, light=5.0) == frozenset()


def test_a_check_is_offered_once_a_day_at_most() -> None:
    now_s = 1_700_000_000.0
    assert may_offer(None, now_s)
    assert not may_offer(now_s - 60, now_s)
    assert may_offer(now_s - DAY_S, now_s)
    assert may_offer(now_s + 60, now_s)  # the clock was set back
