from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from gesture_app.core.detector import DetectorRequest
from gesture_app.core.types import Box
from gesture_app.detectors._decode import decode, survivors
from gesture_app.detectors._letterbox import fit_letterbox

LABELS = ("palm", "fist", "peace")
REQUEST = DetectorRequest(Path("model.onnx"), LABELS, 320, min_score=0.25, max_overlap=0.5)
SAME_SIZE = fit_letterbox((320, 320), 320)


def output_of(*hands):
    """What a network would give for hands of (centre x, centre y, width, height, scores)."""
    return np.array([[*box, *scores] for *box, scores in hands], np.float32).reshape(-1, 7).T


def test_a_hand_is_read_with_its_gesture_score_and_box():
    found = decode(output_of((100, 80, 40, 20, (0.1, 0.8, 0.2))), SAME_SIZE, REQUEST)
    assert [(hand.gesture, hand.box) for hand in found] == [("fist", Box(80, 70, 120, 90))]
    assert found[0].score == pytest.approx(0.8)


def test_a_box_is_given_in_pixels_of_the_frame():
    found = decode(output_of((160, 96, 80, 40, (0.9, 0, 0))), fit_letterbox((1280, 720), 320), REQUEST)
    assert found[0].box == Box(480, 280, 800, 440)


@pytest.mark.parametrize(("score", "count"), [(0.26, 1), (0.25, 1), (0.24, 0)])
def test_what_is_below_the_lowest_score_is_not_reported(score, count):
    assert len(decode(output_of((100, 80, 40, 20, (score, 0, 0))), SAME_SIZE, REQUEST)) == count


def test_the_best_hand_comes_first():
    hands = output_of((50, 50, 20, 20, (0.5, 0, 0)), (150, 50, 20, 20, (0, 0.9, 0)), (250, 50, 20, 20, (0, 0, 0.7)))
    assert [hand.gesture for hand in decode(hands, SAME_SIZE, REQUEST)] == ["fist", "peace", "palm"]


def test_one_hand_makes_one_gesture_even_if_two_classes_claim_it():
    hands = output_of((100, 100, 40, 40, (0.6, 0, 0)), (102, 101, 40, 40, (0, 0.7, 0)))
    assert [hand.gesture for hand in decode(hands, SAME_SIZE, REQUEST)] == ["fist"]


def test_a_network_that_sees_hands_everywhere_reports_a_bounded_number():
    hands = output_of(*((x, y, 2, 2, (0.9, 0, 0)) for x in range(4, 320, 4) for y in range(4, 320, 4)))
    assert len(decode(hands, SAME_SIZE, REQUEST)) == 20


def test_no_anchor_is_no_hand():
    assert decode(output_of(), SAME_SIZE, REQUEST) == ()


@pytest.mark.parametrize(
    ("boxes", "kept"),
    [
        pytest.param([], [], id="nothing"),
        pytest.param([(0, 0, 10, 10), (0, 0, 10, 10)], [0], id="the same box twice"),
        pytest.param([(0, 0, 10, 10), (0, 5, 10, 15)], [0, 1], id="a third in common is two hands"),
        pytest.param([(0, 0, 10, 10), (0, 2, 10, 12)], [0], id="two thirds in common is one hand"),
        pytest.param([(0, 0, 10, 10), (0, 3, 10, 13), (0, 6, 10, 16)], [0, 2], id="a silenced box silences nobody"),
        pytest.param([(5, 5, 5, 5), (5, 5, 5, 5)], [0, 1], id="empty boxes overlap with nothing"),
    ],
)
def test_a_box_silences_the_weaker_ones_that_it_overlaps(boxes, kept):
    assert survivors(np.array(boxes, np.float32).reshape(-1, 4), 0.5) == kept
