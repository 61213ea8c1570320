from __future__ import annotations

import numpy as np
import pytest

from gesture_app.core.meter import WINDOW_S, Meter
from gesture_app.core.types import Frame

PIXELS = np.zeros((1, 1, 3), np.uint8)


def feed(meter: Meter, indices: list[int], fps: float = 50.0, detect_s: float = 0.008) -> None:
    for index in indices:
        meter.add(Frame(PIXELS, index, index / fps), detect_s, 2 * detect_s)


def test_one_frame_is_not_enough_to_measure_a_rate() -> None:
    meter = Meter()
    feed(meter, [0])
    assert meter.figures().source_fps is None


def test_the_source_is_faster_than_the_detector_when_frames_are_left_out() -> None:
    meter = Meter()
    feed(meter, list(range(0, 40, 2)))
    figures = meter.figures()
    assert figures.source_fps == pytest.approx(50)
    assert figures.detector_fps == pytest.approx(25)
    assert figures.dropped == 19
    assert figures.detect_ms == pytest.approx(8)
    assert figures.latency_ms == pytest.approx(16)


def test_what_is_long_ago_no_longer_counts() -> None:
    meter = Meter()
    feed(meter, list(range(10)), detect_s=1.0)
    feed(meter, list(range(200, 200 + round(50 * WINDOW_S))))
    assert meter.figures().detect_ms == pytest.approx(8)


def test_another_source_starts_over() -> None:
    meter = Meter()
    feed(meter, [0, 10])
    feed(meter, [0, 1])
    assert meter.figures().dropped == 0


def test_the_figures_are_due_now_and_then() -> None:
    meter = Meter()
    due = []
    for index in range(50):
        feed(meter, [index])
        due.append(meter.is_due(0.5))
    assert due.count(True) == 2
    assert due[0]
