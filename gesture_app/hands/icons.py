"""Small pictures of gestures on a transparent ground, for lists, help pages and the on-screen display."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np

from gesture_app.core.types import Pixels
from gesture_app.hands.hand import HandSpec, Looks, draw_hand
from gesture_app.hands.pose import POSES
from gesture_app.hands.skin import Light
from gesture_app.hands.view import View

# Each gesture from the side that shows best what the fingers do.
VIEWS = {
    "like": View(pitch=4, yaw=-24, lean=90),
    "dislike": View(pitch=4, yaw=-24, lean=-90),
    "call": View(pitch=4, lean=40),
    "ok": View(pitch=4, yaw=20),
    "mute": View(pitch=4, yaw=-35, shows_back=True),
    "no_gesture": View(pitch=4, yaw=-30, lean=160, shows_back=True),
}
LOOKS = Looks(skin=(0.46, 0.58, 0.80), sleeve=(0.66, 0.42, 0.26), bare=0.16)
LIGHT = Light(direction=(-0.45, -0.55, 0.7), strength=0.72, ambient=0.44)
SUPERSAMPLING = 2  # small pictures show every jagged edge


def draw_gesture_icon(gesture: str, size_px: int) -> Pixels:
    """Draw the hand that makes a gesture.

    Shapes:
        returns: (size_px, size_px, 4), RGBA, colours not multiplied by alpha

    Raises:
        KeyError: The renderer has no pose of this name.
    """
    view = VIEWS.get(gesture, View(pitch=4))
    spec = HandSpec(gesture, POSES[gesture][0], (0.0, 0.0), size_px * 0.8, view, looks=LOOKS)
    spec = _centred(spec, size_px)
    hand = draw_hand(spec, LIGHT, (size_px, size_px), SUPERSAMPLING)
    icon = np.zeros((size_px, size_px, 4), np.uint8)
    rows, columns = hand.alpha.shape
    window = icon[hand.top : hand.top + rows, hand.left : hand.left + columns]
    window[..., :3] = (np.clip(hand.colour[..., ::-1], 0, 1) * 255).astype(np.uint8)
    window[..., 3] = (hand.alpha * 255).astype(np.uint8)
    return icon


def write_icons(folder: Path, size_px: int = 128) -> None:
    """Write one PNG for each gesture the renderer knows, named after it."""
    folder.mkdir(parents=True, exist_ok=True)
    for gesture in POSES:
        blue_first = cv2.cvtColor(draw_gesture_icon(gesture, size_px), cv2.COLOR_RGBA2BGRA)
        cv2.imwrite(str(folder / f"{gesture}.png"), blue_first)


def _centred(spec: HandSpec, size_px: int) -> HandSpec:
    """The same hand, moved and scaled until it fills the icon."""
    room = 4 * size_px
    middle = room / 2, room / 2
    box = draw_hand(HandSpec("", spec.pose, middle, spec.length_px, spec.view), LIGHT, (room, room), 0.25).box
    if box is None:
        raise ValueError(f"The pose of {spec.gesture} cannot be seen from its own view")
    scale = 0.9 * size_px / max(box.width, box.height)
    x, y = box.centre
    centre = size_px / 2 - (x - room / 2) * scale, size_px / 2 - (y - room / 2) * scale
    return HandSpec(spec.gesture, spec.pose, centre, spec.length_px * scale, spec.view, spec.shape, spec.looks)
