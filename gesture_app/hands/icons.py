"""Small pictures of gestures on a transparent ground, for lists, help pages and the on-screen display."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np

from gesture_app.core.types import Pixels
from gesture_app.hands.hand import HandPicture, HandSpec, Looks, draw_hand
from gesture_app.hands.movements import POSE, WAYS
from gesture_app.hands.person import Person, draw_person
from gesture_app.hands.pose import POSES
from gesture_app.hands.scene import lay_over
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
MOVING = 0.7  # a hand that moves needs room
ENDING = 0.2  # the share of its height over which its wrist fades
TRAIL = ((0.0, 0.18), (0.35, 0.3), (0.7, 0.5), (1.0, 1.0))  # where on its way it was, and how much of it is left
SUPERSAMPLING = 2  # small pictures show every jagged edge


def draw_gesture_icon(gesture: str, size_px: int) -> Pixels:
    """Draw the hand that makes a gesture.

    Shapes:
        returns: (size_px, size_px, 4), RGBA, colours not multiplied by alpha

    Raises:
        KeyError: The renderer has no pose or movement of this name.
    """
    if gesture in WAYS:
        return _draw_movement(gesture, size_px)
    view = VIEWS.get(gesture, View(pitch=4))
    spec = HandSpec(gesture, POSES[gesture][0], (0.0, 0.0), size_px * 0.8, view, looks=LOOKS)
    spec = _centred(spec, size_px)
    hand = draw_hand(spec, LIGHT, (size_px, size_px), SUPERSAMPLING)
    # Drawn on black and on white: where the two differ, the ground shines through.
    on_black, on_white = (np.full((size_px, size_px, 3), ground, np.float32) for ground in (0, 1))
    for picture in (on_black, on_white):
        if gesture == "mute":
            draw_person(picture, _silent_person(hand, spec.length_px), LIGHT)
        lay_over(picture, hand)
    alpha = np.clip(1 - (on_white - on_black).mean(axis=2, keepdims=True), 0, 1)
    colour = np.clip(on_black[..., ::-1] / np.maximum(alpha, 1e-3), 0, 1)
    return (np.concatenate([colour, alpha], axis=2) * 255).astype(np.uint8)


def write_icons(folder: Path, size_px: int = 128) -> None:
    """Write one PNG for each gesture the renderer knows, named after it."""
    folder.mkdir(parents=True, exist_ok=True)
    for gesture in (*POSES, *WAYS):
        blue_first = cv2.cvtColor(draw_gesture_icon(gesture, size_px), cv2.COLOR_RGBA2BGRA)
        cv2.imwrite(str(folder / f"{gesture}.png"), blue_first)


def _draw_movement(gesture: str, size_px: int) -> Pixels:
    """A hand with what it leaves behind it on its way, the way round in which one sees oneself in a mirror."""
    hand = draw_gesture_icon(POSE, round(MOVING * size_px)).astype(np.float32) / 255
    hand[..., 3] *= np.minimum(np.arange(len(hand), 0, -1) / (ENDING * len(hand)), 1)[:, None]
    room = size_px - len(hand)
    (x0, y0), (x1, y1) = WAYS[gesture]
    right, down = -float(np.sign(x1 - x0)), float(np.sign(y1 - y0))
    colour, alpha = np.zeros((size_px, size_px, 3), np.float32), np.zeros((size_px, size_px, 1), np.float32)
    for share, strength in TRAIL:
        left, top = (round(room * (0.5 + way * (share - 0.5))) for way in (right, down))
        window = slice(top, top + len(hand)), slice(left, left + len(hand))
        cover = hand[..., 3:] * strength
        colour[window] = hand[..., :3] * cover + colour[window] * (1 - cover)
        alpha[window] = cover + alpha[window] * (1 - cover)
    drawn = np.concatenate([colour / np.maximum(alpha, 1e-3), alpha], axis=2)
    pixels: Pixels = (np.clip(drawn, 0, 1) * 255).astype(np.uint8)
    return pixels


def _silent_person(hand: HandPicture, face: float) -> Person:
    """The person on whose lips the index finger lies."""
    x, y = hand.joints_px[6:8].mean(axis=0).tolist()
    cloth, hair = (0.66, 0.42, 0.26), (0.15, 0.26, 0.40)
    return Person((x, y), face, LOOKS.skin, cloth, cloth, hair)


def _centred(spec: HandSpec, size_px: int) -> HandSpec:
    """The same hand, moved and scaled until it fills the icon."""
    room = 4 * size_px
    middle = room / 2, room / 2
    box = draw_hand(HandSpec("", spec.pose, middle, spec.length_px, spec.view), LIGHT, (room, room), 0.25).box
    if box is None:
        raise ValueError(f"The pose of {spec.gesture} cannot be seen from its own view")
    is_mute = spec.gesture == "mute"  # a head is to be seen above the finger
    scale = (0.55 if is_mute else 0.9) * size_px / max(box.width, box.height)
    x, y = box.centre
    centre = size_px / 2 - (x - room / 2) * scale, (0.7 if is_mute else 0.5) * size_px - (y - room / 2) * scale
    return HandSpec(spec.gesture, spec.pose, centre, spec.length_px * scale, spec.view, spec.shape, spec.looks)
