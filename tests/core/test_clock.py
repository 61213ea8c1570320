from __future__ import annotations

from gesture_app.core.clock import hurried_clock


def test_a_hurried_clock_stands_still_until_somebody_sleeps():
    clock = hurried_clock()
    before_s = clock.now_s()
    assert clock.now_s() == before_s
    clock.sleep(90.0)
    assert clock.now_s() == before_s + 90
