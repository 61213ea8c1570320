"""A hand that opens into a palm, picture by picture: the invitation of a kiosk."""

from __future__ import annotations

import numpy as np

from gesture_app.core.types import Pixels
from gesture_app.hands.hand import HandSpec, draw_hand
from gesture_app.hands.icons import LIGHT, LOOKS, SUPERSAMPLING
from gesture_app.hands.pose import POSES, blend
from gesture_app.hands.view import View

LENGTH, CENTRE = 0.62, (0.5, 0.47)  # of the hand, and its middle, as shares of the picture's side
_LOOSE = 0.65  # how far the closed hand is opened already: a fist would threaten
_TURN = 26.0  # degrees from which the hand turns towards the viewer


def draw_opening_hand(share: float, size_px: int) -> Pixels:
    """The hand at one moment of its opening; its arm comes in from the lower edge.

    Args:
        share: 0 for the loosely closed hand, 1 for the open palm.

    Shapes:
        returns: (size_px, size_px, 4), RGBA, colours not multiplied by alpha
    """
    pose = blend(POSES["fist"][0], POSES["palm"][0], _LOOSE + (1 - _LOOSE) * share)
    view = View(pitch=4, yaw=_TURN * (1 - share))
    centre_px = CENTRE[0] * size_px, CENTRE[1] * size_px
    spec = HandSpec("palm", pose, centre_px, LENGTH * size_px, view, looks=LOOKS)
    hand = draw_hand(spec, LIGHT, (size_px, size_px), SUPERSAMPLING)
    picture = np.zeros((size_px, size_px, 4), np.float32)
    rows, columns = hand.alpha.shape
    place = picture[hand.top : hand.top + rows, hand.left : hand.left + columns]
    place[..., :3] = hand.colour[..., ::-1]
    place[..., 3] = hand.alpha
    return (np.clip(picture, 0, 1) * 255).astype(np.uint8)
