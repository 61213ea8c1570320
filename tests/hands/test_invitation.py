from __future__ import annotations

import numpy as np

from gesture_app.hands.invitation import draw_opening_hand

SIZE_PX = 96


def test_the_hand_opens_upwards_and_its_arm_comes_from_below() -> None:
    closed, opened = (draw_opening_hand(share, SIZE_PX)[..., 3] > 128 for share in (0.0, 1.0))
    assert np.flatnonzero(opened.any(axis=1))[0] < np.flatnonzero(closed.any(axis=1))[0]
    assert opened[-1].any()
    assert closed[-1].any()
    assert opened.sum() > closed.sum()


def test_each_moment_is_a_picture_of_its_own_on_nothing() -> None:
    moments = [draw_opening_hand(share, SIZE_PX) for share in (0.0, 0.5, 1.0)]
    assert all(moment.shape == (SIZE_PX, SIZE_PX, 4) for moment in moments)
    assert not np.array_equal(moments[0], moments[1])
    assert not np.array_equal(moments[1], moments[2])
    assert not moments[2][0, 0].any()
