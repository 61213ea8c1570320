"""Boxes follow what is done to their pictures."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from training.data.geometry import MIN_VISIBLE, AugmentOptions, clipped, free_place, moved, pasted, placed

UPRIGHT = AugmentOptions(rotate_deg=0)
CLIP = np.array([0, 0, 100, 100], np.float32)
BOX = np.array([[2, 10, 20, 40, 60]], np.float32)


def corners_moved(box, matrix):
    """The box around the four corners after a matrix."""
    _, left, top, right, bottom = box
    points = np.array([[left, top], [right, top], [right, bottom], [left, bottom]]) @ matrix[:, :2].T + matrix[:, 2]
    return [*points.min(axis=0), *points.max(axis=0)]


@pytest.mark.parametrize("seed", range(8))
def test_without_a_turn_boxes_move_as_their_corners(seed: int) -> None:
    rng = np.random.default_rng(seed)
    matrix = placed((120, 80), BOX, CLIP, UPRIGHT, rng)
    assert moved(BOX, matrix)[0, 0] == 2
    np.testing.assert_allclose(moved(BOX, matrix)[0, 1:], corners_moved(BOX[0], matrix), rtol=1e-4, atol=1e-3)


def test_a_turned_box_lies_within_its_turned_corners_around_the_same_centre() -> None:
    matrix = placed((120, 80), BOX, CLIP, replace(UPRIGHT, rotate_deg=30), np.random.default_rng(3))
    assert abs(matrix[0, 1]) > 0.05
    box, outer = moved(BOX, matrix)[0, 1:], np.array(corners_moved(BOX[0], matrix))
    assert (box[:2] > outer[:2]).all()
    assert (box[2:] < outer[2:]).all()
    np.testing.assert_allclose(box[:2] + box[2:], outer[:2] + outer[2:], rtol=1e-5)


def test_a_quarter_turn_swaps_the_sides() -> None:
    quarter = np.array([[0, -1, 0], [1, 0, 0]], np.float32)
    np.testing.assert_allclose(moved(BOX, quarter), [[2, -60, 10, -20, 40]])


@pytest.mark.parametrize("seed", range(20))
def test_a_picture_that_is_enlarged_covers_the_canvas(seed: int) -> None:
    options = AugmentOptions(rotate_deg=0, min_scale=1.3, max_scale=1.7, stretch=0)
    matrix = placed((100, 100), np.zeros((0, 5), np.float32), CLIP, options, np.random.default_rng(seed))
    left, top, right, bottom = corners_moved([0, 0, 0, 100, 100], matrix)
    assert max(left, top) <= 1e-3
    assert min(right, bottom) >= 100 - 1e-3


def test_a_hand_that_is_hidden_loses_its_box() -> None:
    half_out = [[1, -20, 0, 20, 40]]
    mostly_out = [[1, -35, 0, 5, 40]]
    np.testing.assert_allclose(clipped(np.array(half_out, np.float32), CLIP), [[1, 0, 0, 20, 40]])
    assert clipped(np.array(mostly_out, np.float32), CLIP).shape == (0, 5)
    assert 5 / 40 < MIN_VISIBLE < 20 / 40


def test_a_hand_that_is_too_small_loses_its_box() -> None:
    boxes = np.array([[0, 10, 10, 17, 60], [1, 10, 10, 19, 60]], np.float32)
    assert clipped(boxes, CLIP)[:, 0].tolist() == [1]
    assert clipped(boxes[:0], CLIP).shape == (0, 5)


def test_a_part_is_pasted_where_and_as_large_as_asked() -> None:
    part, centre = np.array([10, 10, 50, 20], np.float32), np.array([60, 40], np.float32)
    options = AugmentOptions(rotate_deg=0, stretch=0)
    box = moved(np.array([[0, *part]], np.float32), pasted(part, centre, 30, options, np.random.default_rng(0)))[0, 1:]
    np.testing.assert_allclose((box[:2] + box[2:]) / 2, centre, rtol=1e-5)
    assert np.sqrt(np.prod(box[2:] - box[:2])) == pytest.approx(30)


@pytest.mark.parametrize("seed", range(20))
def test_a_free_place_touches_no_box(seed: int) -> None:
    boxes = np.array([[0, 0, 0, 50, 100]], np.float32)
    centre = free_place(boxes, 20, 100, np.random.default_rng(seed))
    assert centre is None or centre[0] - 10 > 50


def test_where_all_is_taken_there_is_no_place() -> None:
    assert free_place(np.array([[0, 0, 0, 100, 100]], np.float32), 20, 100, np.random.default_rng(0)) is None
