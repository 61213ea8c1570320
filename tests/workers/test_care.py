from __future__ import annotations

import numpy as np

from gesture_app.core.bindings import Bindings
from gesture_app.core.engine import Engine
from gesture_app.core.rest import Rest
from gesture_app.core.sections import EngineSettings
from gesture_app.core.types import Box, Detection, Frame
from gesture_app.workers.care import Care
from gesture_app.workers.engine_room import BlindDetector
from gesture_app.workers.line import Line, LineResult
from gesture_app.workers.sentinel import Sentinel

FRAME = Frame(np.zeros((2, 2, 3), np.uint8), 0, 100.0)
PALM = Detection("palm", 0.9, Box(0, 0, 1, 1))


def seen(*detections: Detection) -> LineResult:
    return LineResult(FRAME, detections, (), None, 0.01, 0.001, 0.02)


def test_the_sentinel_hears_of_hands_and_of_nothing_else():
    care = Care(sentinel=Sentinel(after_s=5.0))
    care.sentinel.is_worth_showing(Frame(FRAME.pixels, 0, 0.0))
    care.note(seen())
    assert not care.sentinel.is_awake(101.0)
    care.note(seen(PALM))
    assert care.sentinel.is_awake(104.0)


def test_without_a_sentinel_nobody_is_told():
    Care().note(seen(PALM))


def test_a_line_obeys_only_while_there_is_no_reason_to_rest():
    care, line = Care(), Line(BlindDetector(), Engine(EngineSettings(), Bindings([])))
    for reason in (Rest.PAUSED, Rest.LOCKED):
        care.resting.begin(reason)
        care.steer(line)
        assert line.engine.is_paused
    care.resting.end(Rest.PAUSED)
    care.steer(line)
    assert line.engine.is_paused
    care.resting.end(Rest.LOCKED)
    care.steer(line)
    assert not line.engine.is_paused
