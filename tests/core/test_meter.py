from __future__ import annotations

import numpy as np
import pytest

from gesture_app.core.meter import WINDOW_S, Figures, Look, Meter, SourcePace
from gesture_app.core.types import Frame

PIXELS = np.zeros((1, 1, 3), np.uint8)


CAMERA = SourcePace(50.0)


def feed(meter: Meter, indices: list[int], fps: float = 50.0, detect_s: float = 0.008, decisions: int = 0) -> None:
    for index in indices:
        meter.add(Frame(PIXELS, index, index / fps), Look(detect_s, 2 * detect_s, decisions))


def test_one_frame_is_not_enough_to_measure_a_rate() -> None:
    meter = Meter()
    feed(meter, [0])
    assert meter.figures(CAMERA) == Figures(CAMERA, None, None, None, None, 0)


def test_the_source_is_faster_than_the_detector_when_frames_are_left_out() -> None:
    meter = Meter()
    feed(meter, list(range(0, 40, 2)))
    figures = meter.figures(CAMERA)
    assert figures.source.fps == 50
    assert figures.detector_fps == pytest.approx(25)
    assert figures.dropped == 19
    assert figures.detect_ms == pytest.approx(8)
    assert figures.latency_ms == pytest.approx(16)


def test_the_source_has_its_own_rate_where_frames_are_left_out_on_purpose() -> None:
    """They are numbered one after the other all the same, so that the numbers say nothing of the source."""
    meter, asleep = Meter(), SourcePace(30.0, is_watched_rarely=True)
    feed(meter, [0, 1, 2], fps=1.0)
    figures = meter.figures(asleep)
    assert figures.source == asleep
    assert figures.detector_fps == pytest.approx(1)


@pytest.mark.parametrize("hands", [0, 1, 2])
def test_each_hand_of_a_frame_is_decided_on(hands: int) -> None:
    meter = Meter()
    feed(meter, list(range(0, 40, 2)), decisions=hands)
    assert meter.figures(CAMERA).decisions_per_s == pytest.approx(25 * hands)


def test_frames_that_no_network_looked_at_cost_nothing_and_measure_nothing() -> None:
    meter = Meter()
    for index in range(20):
        meter.add(Frame(PIXELS, index, index / 50), None)
    assert meter.figures(CAMERA) == Figures(CAMERA, None, None, None, None, 0)
    feed(meter, list(range(20, 30)))
    assert meter.figures(CAMERA).detect_ms == pytest.approx(8)
    assert meter.figures(CAMERA).detector_fps == pytest.approx(50)


def test_what_is_long_ago_no_longer_counts() -> None:
    meter = Meter()
    feed(meter, list(range(10)), detect_s=1.0)
    feed(meter, list(range(200, 200 + round(50 * WINDOW_S))))
    assert meter.figures(CAMERA).detect_ms == pytest.approx(8)


def test_another_source_starts_over() -> None:
    meter = Meter()
    feed(meter, [0, 10])
    feed(meter, [0, 1])
    assert meter.figures(CAMERA).dropped == 0


def test_the_figures_are_due_now_and_then() -> None:
    meter = Meter()
    due = []
    for index in range(50):
        feed(meter, [index])
        due.append(meter.is_due(0.5))
    assert due.count(True) == 2
    assert due[0]
