from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from gesture_app.hands.flesh import FOREARM, PALM, SLEEVE, elbow, finger_limbs, forearm_limbs, palm_limbs, sleeve_limbs
from gesture_app.hands.hand import HandSpec, Looks, draw_hand
from gesture_app.hands.marks import paint_finger_marks, paint_palm_lines
from gesture_app.hands.pose import POSES
from gesture_app.hands.skeleton import HandShape, build_skeleton
from gesture_app.hands.skin import Light
from gesture_app.hands.view import Projection, View

SIZE_PX = (200, 200)


def spec(gesture="palm", view=None, **changes):
    return replace(HandSpec(gesture, POSES[gesture][0], (100.0, 90.0), 120.0, view or View()), **changes)


def drawn(gesture="palm", view=None, detail=1.0, **changes):
    return draw_hand(spec(gesture, view, **changes), Light(), SIZE_PX, detail)


def whole(hand):
    """The alpha of a hand in the whole picture."""
    picture = np.zeros(SIZE_PX[::-1], np.float32)
    rows, columns = hand.alpha.shape
    picture[hand.top : hand.top + rows, hand.left : hand.left + columns] = hand.alpha
    return picture


@pytest.mark.parametrize("gesture", POSES)
def test_the_box_holds_all_fingertips_but_not_the_elbow(gesture):
    hand = drawn(gesture)
    for x, y in hand.joints_px[[4, 8, 12, 16, 20]]:
        assert hand.box.left <= x <= hand.box.right
        assert hand.box.top <= y <= hand.box.bottom
    assert hand.elbow_px[1] > hand.box.bottom


def test_the_box_is_tight():
    hand = drawn("palm", looks=Looks(sleeve=None))
    seen = whole(hand)
    rows = np.flatnonzero(seen.max(axis=1) > 0.5)
    columns = np.flatnonzero(seen[: int(hand.box.bottom)].max(axis=0) > 0.5)
    assert (hand.box.left, hand.box.right) == pytest.approx((columns[0], columns[-1] + 1), abs=1)
    assert hand.box.top == pytest.approx(rows[0], abs=1)


def test_a_left_hand_is_a_mirrored_right_one():
    right = whole(drawn("rock"))
    left = whole(drawn("rock", View(is_left=True), centre_px=(99.0, 90.0)))
    assert np.abs(right - left[:, ::-1]).mean() < 0.002


def test_detail_changes_smoothness_but_not_shape():
    coarse, fine = drawn(detail=1.0), drawn(detail=2.0)
    assert coarse.colour.shape == fine.colour.shape
    assert np.abs(coarse.alpha - fine.alpha).mean() < 0.01
    assert coarse.box.left == pytest.approx(fine.box.left, abs=1)


def test_a_hand_outside_the_picture_has_no_box():
    for centre in ((900.0, 90.0), (100.0, -900.0)):
        hand = drawn(centre_px=centre)
        assert hand.box is None
        assert hand.alpha.size == 0


def test_an_open_palm_covers_more_than_a_fist():
    palm, fist = drawn("palm").box, drawn("fist").box
    assert palm.width * palm.height > 1.8 * fist.width * fist.height


def test_thumbs_point_where_their_gesture_says():
    for back in (False, True):
        up = drawn("like", View(lean=90, shows_back=back)).joints_px
        down = drawn("dislike", View(lean=-90, shows_back=back)).joints_px
        assert up[4, 1] < up[1, 1] - 30
        assert down[4, 1] > down[1, 1] + 30


def test_the_palm_of_a_dark_hand_is_lighter_than_its_back():
    looks = Looks(skin=(0.15, 0.20, 0.31), sleeve=None)
    palm, back = (drawn("palm", View(shows_back=shows), looks=looks) for shows in (False, True))
    assert palm.colour[palm.alpha > 0.9].mean() > 1.15 * back.colour[back.alpha > 0.9].mean()


def flesh():
    hand = spec()
    projection = Projection(hand.view.matrix(), hand.centre_px, hand.length_px)
    return build_skeleton(hand.pose, hand.shape), projection


def test_the_flesh_of_an_arm_is_made_of_the_parts_it_names():
    skeleton, projection = flesh()
    assert [limb.part for limb in finger_limbs(skeleton, projection)] == list(range(2, 17))
    assert {limb.part for limb in palm_limbs(skeleton, HandShape(), projection)} == {PALM}
    assert {limb.part for limb in forearm_limbs(View(), HandShape(), projection)} == {FOREARM}
    assert {limb.part for limb in sleeve_limbs(View(), HandShape(), projection, 0.5)} == {SLEEVE}


def test_the_wrist_bends_the_forearm():
    assert elbow(View(wrist_sway=30))[0] > 0.5
    assert elbow(View(wrist_flex=30))[2] < -0.5


def marked(view):
    """What the marks leave of a white hand, the palm and every finger bone included."""
    hand = spec(view=view)
    projection = Projection(view.matrix(), hand.centre_px, hand.length_px)
    skeleton = build_skeleton(hand.pose, hand.shape)
    lines, fingers = np.ones((200, 200, 3), np.float32), np.ones((200, 200, 3), np.float32)
    paint_palm_lines(lines, np.full((200, 200), PALM, np.uint8), hand.shape, projection)
    paint_finger_marks(fingers, np.full((200, 200), 4, np.uint8), skeleton, projection, (1.0, 0.0, 0.0))
    return lines, fingers


def test_lines_are_seen_on_a_palm_and_nails_on_a_back():
    palm_lines, palm_fingers = marked(View())
    back_lines, back_fingers = marked(View(shows_back=True))
    assert palm_lines.min() < 0.9
    assert back_lines.min() == 1
    assert palm_fingers.min() > 0.5
    assert back_fingers[..., 2].min() < 0.1  # polish without red
