from __future__ import annotations

import numpy as np
import pytest

from gesture_app.hands.relief import NOTHING, Limb, Relief


def ball(x, y, z, radius, part):
    return Limb((x, y, z), (x, y, z), radius, radius, part)


def test_a_ball_is_as_high_as_its_radius_and_faces_the_viewer():
    relief = Relief(41, 41)
    relief.add(ball(20, 20, 5, 10, 1))
    assert relief.height[20, 20] == pytest.approx(15)
    assert relief.slope_x[20, 20] == pytest.approx(0, abs=1e-6)
    assert relief.slope_x[20, 27] == pytest.approx(0.7, abs=0.01)
    assert relief.height[0, 0] == NOTHING


def test_it_covers_its_area():
    relief = Relief(60, 40)
    relief.add(Limb((15, 20, 0), (45, 20, 0), 8, 8, 1))
    assert relief.coverage.sum() == pytest.approx(30 * 16 + np.pi * 64, rel=0.01)


def test_the_higher_limb_hides_the_lower_one_in_any_order():
    high, low = ball(20, 20, 30, 6, 1), ball(20, 20, 0, 12, 2)
    for order in ((high, low), (low, high)):
        relief = Relief(41, 41)
        for limb in order:
            relief.add(limb)
        assert relief.part[20, 20] == 1
        assert relief.part[20, 30] == 2


def test_a_bone_that_points_at_the_viewer_is_as_high_as_its_near_end():
    relief = Relief(41, 41)
    relief.add(Limb((20, 20, 0), (20.5, 20, 40), 6, 6, 1))
    assert relief.height[20, 20] == pytest.approx(46, abs=0.5)


@pytest.mark.parametrize("centre", [(-50, 20), (20, 95), (200, 200)])
def test_limbs_outside_the_picture_leave_no_trace(centre):
    relief = Relief(41, 41)
    relief.add(ball(*centre, 0, 10, 1))
    assert relief.coverage.max() == 0


def test_smoothing_evens_out_the_chosen_slopes_only():
    relief = Relief(41, 41)
    relief.add(ball(20, 20, 0, 15, 1))
    before = relief.slope_x.copy()
    chosen = np.zeros((41, 41), bool)
    chosen[:, :20] = relief.part[:, :20] == 1
    relief.smooth(chosen, 7)
    assert not np.array_equal(before[chosen], relief.slope_x[chosen])
    np.testing.assert_array_equal(before[~chosen], relief.slope_x[~chosen])
