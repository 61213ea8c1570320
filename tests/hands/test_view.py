from __future__ import annotations

import numpy as np
import pytest

from gesture_app.hands.view import PIVOT, Projection, View

THUMB_SIDE = np.array([1, 0, 0], np.float32)
FINGERTIPS = np.array([0, 1, 0], np.float32)


@pytest.mark.parametrize(
    ("view", "thumb"),
    [
        pytest.param(View(), (1, 0), id="a right palm has its thumb on the right"),
        pytest.param(View(shows_back=True), (-1, 0), id="its back on the left"),
        pytest.param(View(is_left=True), (-1, 0), id="a left palm as well"),
        pytest.param(View(is_left=True, shows_back=True), (1, 0), id="a left back on the right"),
        pytest.param(View(lean=90), (0, 1), id="leaning puts the thumb up"),
        pytest.param(View(lean=90, shows_back=True), (0, 1), id="and on a back too"),
        pytest.param(View(lean=90, is_left=True), (0, 1), id="and on a left hand"),
        pytest.param(View(lean=-90, is_left=True, shows_back=True), (0, -1), id="leaning back puts it down"),
    ],
)
def test_where_the_thumb_is(view, thumb):
    np.testing.assert_allclose((view.matrix() @ THUMB_SIDE)[:2], thumb, atol=1e-5)


def test_the_middle_of_the_hand_lands_where_it_should():
    projection = Projection(View(yaw=30, roll=10).matrix(), (120.0, 80.0), 100.0)
    np.testing.assert_allclose(projection.points(PIVOT[None])[0], [120, 80, 0], atol=1e-3)


def test_fingertips_are_above_the_wrist_in_pixels():
    projection = Projection(View().matrix(), (0.0, 0.0), 100.0)
    wrist, tip = projection.points(np.stack([0 * FINGERTIPS, FINGERTIPS]))
    assert wrist[1] - tip[1] == pytest.approx(100, abs=1)


def test_what_is_near_looks_larger():
    projection = Projection(View().matrix(), (0.0, 0.0), 100.0)
    near, far = projection.nearness(np.array([[0, 0.42, 0.5], [0, 0.42, -0.5]], np.float32))
    assert near > 1 > far
    limb = projection.limb(np.array([[0, 0.42, 0.5], [0, 0.42, -0.5]], np.float32), (0.1, 0.1), 1, 0.0)
    assert limb.start_radius > limb.end_radius
