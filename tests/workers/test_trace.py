from __future__ import annotations

from gesture_app.core.moments import Moment, Sighting
from gesture_app.workers.trace import Trace


def moment(at_s: float) -> Moment:
    return Moment(Sighting(at_s, (160, 90), ()), (), None)


def times(trace: Trace) -> list[float]:
    return [kept.at_s for kept in trace.moments()]


def test_only_what_is_young_is_kept() -> None:
    trace = Trace(kept_s=2.0)
    for at_s in (0.0, 1.0, 2.0, 3.5):
        trace.add(moment(at_s))
    assert times(trace) == [2.0, 3.5]


def test_a_clock_that_jumps_back_begins_a_new_trace() -> None:
    trace = Trace()
    for at_s in (100.0, 101.0, 5.0):
        trace.add(moment(at_s))
    assert times(trace) == [5.0]


def test_what_was_read_does_not_change_any_more() -> None:
    trace = Trace()
    trace.add(moment(1.0))
    read = trace.moments()
    trace.add(moment(2.0))
    assert len(read) == 1
