from __future__ import annotations

import cv2
import numpy as np
import pytest

from gesture_app.core.sampling import TAKE_S
from gesture_app.core.types import Box, Detection, Frame
from gesture_app.workers import gesture_recorder
from gesture_app.workers.gesture_recorder import GestureRecorder, compressed
from gesture_app.workers.line import LineResult

HAND = Detection("palm", 0.9, Box(-8, 100, 640, 740))


def result(at_s: float, size: tuple[int, int] = (180, 320)) -> LineResult:
    """A frame unlike any other: cells of noise."""
    cells = np.random.default_rng(round(at_s * 1000)).integers(0, 255, (18, 32), np.uint8)
    pixels = cv2.resize(cells, size[::-1], interpolation=cv2.INTER_NEAREST)[..., None].repeat(3, axis=2)
    return LineResult(Frame(pixels, 0, at_s), (), (), None, 0.0, 0.0, 0.0)


def test_nothing_is_kept_before_it_is_told_to_nor_after() -> None:
    recorder = GestureRecorder()
    recorder.note(result(5.0))
    assert recorder.take() == ()
    recorder.begin()
    recorder.note(result(6.0))
    assert len(recorder.take()) == 1
    recorder.note(result(7.0))
    assert recorder.take() == ()


def test_a_recording_lasts_by_the_time_of_its_frames() -> None:
    recorder = GestureRecorder()
    recorder.begin()
    for step in range(60):
        recorder.note(result(100 + step * 0.5))
    assert recorder.progress == (TAKE_S, 40)
    assert [shot.at_s for shot in recorder.take()][:3] == [0.0, 0.5, 1.0]


def test_beginning_anew_forgets_what_was_recorded() -> None:
    recorder = GestureRecorder()
    recorder.begin()
    recorder.note(result(1.0))
    recorder.begin()
    assert recorder.progress == (0.0, 0)


def test_memory_is_bounded_whatever_the_pictures_are(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gesture_recorder, "MOST_BYTES", 50_000)
    recorder = GestureRecorder()
    recorder.begin()
    for step in range(40):
        recorder.note(result(step * 0.5))
    assert 0 < sum(len(shot.jpeg) for shot in recorder.take()) <= 50_000


def test_a_large_frame_is_kept_small_and_its_boxes_with_it() -> None:
    shot = compressed(np.zeros((720, 1280, 3), np.uint8), (HAND,), 1.5)
    assert shot.size_px == (640, 360)
    assert shot.detections[0].box == Box(0, 50, 320, 360)
    assert cv2.imdecode(np.frombuffer(shot.jpeg, np.uint8), cv2.IMREAD_COLOR).shape == (360, 640, 3)
    assert compressed(np.zeros((90, 160, 3), np.uint8), (), 0.0).size_px == (160, 90)
