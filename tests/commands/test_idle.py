"""What is imitated of a camera, and what is counted; the measurement itself is in tests/bench."""

from __future__ import annotations

import numpy as np
import pytest

from gesture_app.commands._idle import RoomCamera
from gesture_app.core.clock import Clock
from gesture_app.core.source import SkipsFrames, SourceRequest
from gesture_app.workers.sentinel import LOOK_S, Sentinel


class Time:
    """A clock that a test lets run."""

    def __init__(self):
        self.now_s = 0.0

    def sleep(self, seconds):
        self.now_s += seconds


@pytest.fixture
def time():
    return Time()


@pytest.fixture
def camera(time):
    request = SourceRequest("empty room", width_px=320, height_px=180, fps=50.0)
    return RoomCamera(request, Clock(lambda: time.now_s, time.sleep))


def test_it_gives_pictures_at_the_rate_asked_for(camera, time):
    frames = [camera.read() for _ in range(50)]
    assert time.now_s == pytest.approx(1.0)
    assert [frame.index for frame in frames] == list(range(50))
    assert frames[0].size_px == (320, 180)
    assert not np.array_equal(frames[0].pixels, frames[1].pixels)  # a sensor is never still


def test_what_passes_takes_the_same_time_and_is_not_counted(camera, time):
    assert isinstance(camera, SkipsFrames)
    for _ in range(25):
        camera.skip()
    assert time.now_s == pytest.approx(0.5)
    assert camera.read().index == 0


def test_whoever_is_late_misses_pictures_rather_than_catching_up(camera, time):
    camera.read()
    time.now_s += 1.0
    before_s = time.now_s
    camera.read()
    camera.read()
    assert time.now_s - before_s == pytest.approx(0.02)


def test_the_sentinel_finds_nothing_in_that_room(camera):
    sentinel, shown = Sentinel(after_s=1.0), 0
    for _ in range(round(4 / LOOK_S)):
        for _ in range(round(50 * LOOK_S) - 1):
            camera.skip()
        shown += sentinel.is_worth_showing(camera.read())
    assert shown < 12
