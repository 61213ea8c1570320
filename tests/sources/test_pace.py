from __future__ import annotations

import pytest

from gesture_app.core.clock import Clock
from gesture_app.sources._pace import Pace


class FakeTime:
    """Passes only while somebody sleeps or works."""

    def __init__(self) -> None:
        self.now_s = 100.0

    def pass_s(self, seconds: float) -> None:
        self.now_s += seconds

    def clock(self) -> Clock:
        return Clock(lambda: self.now_s, self.pass_s)


def arrivals(work_s: list[float], fps: float = 10.0) -> list[float]:
    """When each frame leaves, in seconds from the start, if the reader works so long after each."""
    time = FakeTime()
    pace = Pace(fps, time.clock())
    found = []
    for seconds in work_s:
        pace.wait()
        found.append(round(time.now_s - 100.0, 6))
        time.pass_s(seconds)
    return found


@pytest.mark.parametrize(
    ("work_s", "expected"),
    [
        pytest.param([0, 0, 0, 0], [0, 0.1, 0.2, 0.3], id="a quick reader is held to the rate"),
        pytest.param([0.05, 0.05, 0.05], [0, 0.1, 0.2], id="work within the period costs nothing"),
        pytest.param([0.13, 0, 0, 0], [0, 0.13, 0.2, 0.3], id="a small delay is caught up"),
        pytest.param([1.0, 0, 0, 0], [0, 1.0, 1.0, 1.1], id="after a long stop it goes on at the rate"),
    ],
)
def test_frames_leave_on_time(work_s, expected):
    assert arrivals(work_s) == pytest.approx(expected)
