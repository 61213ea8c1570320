"""The idle film: what is left of a picture holds no gesture, and no two of its frames are the same."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest

from tests.bench.idle_film import FPS, SIZE_PX, framed, idle_part, moved, write
from training.data.yolo_folder import LabelledPicture

NAMES = ("palm", "no_gesture")


def picture(*boxes):
    return LabelledPicture(Path("a.jpg"), np.array(boxes, np.float32).reshape(-1, 5))


def test_a_picture_without_a_gesture_is_kept_whole():
    assert idle_part(picture(), NAMES, 640, 480) == (0, 0, 640, 480)
    assert idle_part(picture((1, 0.5, 0.5, 0.2, 0.2)), NAMES, 640, 480) == (0, 0, 640, 480)


def test_the_largest_part_beside_the_gestures_is_kept_with_room_for_fingertips():
    hand = (0, 0.8, 0.5, 0.1, 0.2)  # its left edge at 0.75, less 15 % of its own width
    assert idle_part(picture(hand), NAMES, 1000, 1000) == (0, 0, 735, 1000)
    below = (0, 0.5, 0.9, 0.1, 0.1)
    assert idle_part(picture(below), NAMES, 1000, 1000) == (0, 0, 1000, 835)


def test_a_picture_that_is_all_gesture_is_left_out():
    assert idle_part(picture((0, 0.5, 0.5, 0.9, 0.9)), NAMES, 640, 480) is None


@pytest.mark.parametrize("size_px", [(200, 600), (600, 200), (50, 50)])
def test_every_part_fills_the_frame_in_one_direction_and_is_not_distorted(size_px):
    width_px, height_px = size_px
    part = np.zeros((height_px, width_px, 3), np.uint8)
    cv2.circle(part, (width_px // 2, height_px // 2), 8, (255, 255, 255), -1)
    rows, columns = np.nonzero(framed(part)[..., 0] > 200)
    assert framed(part).shape == (SIZE_PX[1], SIZE_PX[0], 3)
    assert np.ptp(rows) == pytest.approx(np.ptp(columns), abs=4)


def test_the_camera_sways_and_its_noise_changes():
    still = framed(np.full((100, 100, 3), 128, np.uint8))
    assert (moved(still, 0.0) != moved(still, 0.0)).any()
    assert abs(int(moved(still, 0.9).mean()) - int(moved(still, 2.8).mean())) > 5


def test_the_film_is_as_long_as_it_says(tmp_path):
    still = np.full((SIZE_PX[1], SIZE_PX[0], 3), 90, np.uint8)
    assert write(iter([still, still]), tmp_path / "idle.mp4", 0.6) == 2
    film = cv2.VideoCapture(str(tmp_path / "idle.mp4"))
    assert film.get(cv2.CAP_PROP_FRAME_COUNT) == 2 * FPS * 0.6
    film.release()
