from __future__ import annotations

import cv2
import numpy as np
import pytest

from gesture_app.hands.icons import draw_gesture_icon, write_icons
from gesture_app.hands.movements import WAYS
from gesture_app.hands.pose import POSES


@pytest.mark.parametrize("gesture", [*POSES, *WAYS])
def test_an_icon_is_a_hand_on_nothing(gesture):
    icon = draw_gesture_icon(gesture, 48)
    assert icon.shape == (48, 48, 4)
    alpha = icon[..., 3]
    assert alpha[0, 0] == 0 or gesture in ("mute", "no_gesture", "dislike")
    assert 0.15 < (alpha > 128).mean() < 0.9
    red, green, blue = icon[alpha > 200][:, :3].mean(axis=0)
    assert red > blue  # RGBA, not BGRA: skin is warm
    assert green > 0


def test_all_icons_differ():
    icons = {gesture: draw_gesture_icon(gesture, 32)[..., 3].astype(int) for gesture in (*POSES, *WAYS)}
    names = list(icons)
    pairs = [(a, b) for i, a in enumerate(names) for b in names[i + 1 :]]
    assert min(np.abs(icons[a] - icons[b]).mean() for a, b in pairs) > 4


@pytest.mark.parametrize(
    ("gesture", "ahead"), [("swipe_left", (0, -1)), ("swipe_right", (0, 1)), ("swipe_up", (-1, 0))]
)
def test_a_movement_goes_where_one_would_see_oneself_go_in_a_mirror(gesture, ahead):
    alpha = draw_gesture_icon(gesture, 64)[..., 3]
    middles = [np.argwhere(mask).mean(axis=0) for mask in (alpha > 200, (alpha > 10) & (alpha < 150))]
    leads = middles[0] - middles[1]
    assert np.sign(leads[np.argmax(np.abs(leads))]) == sum(ahead)
    assert np.argmax(np.abs(leads)) == np.argmax(np.abs(ahead))


def test_a_file_is_written_for_every_gesture(tmp_path):
    write_icons(tmp_path / "icons", 16)
    assert {file.stem for file in (tmp_path / "icons").iterdir()} == {*POSES, *WAYS}
    assert cv2.imread(str(tmp_path / "icons/palm.png"), cv2.IMREAD_UNCHANGED).shape == (16, 16, 4)
