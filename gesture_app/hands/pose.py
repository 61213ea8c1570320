"""How the fingers stand in every gesture, and how one pose turns into another.

A pose is written for a right hand that shows its palm, fingers up: x to the thumb's side, y to the fingertips,
z towards the viewer. Everything else (left hands, backs of hands, tilted ones) is a matter of the view.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from gesture_app.core.types import Floats

# One row per finger, in degrees: spread towards the thumb, bend at knuckle, middle joint and tip, twist of the plane
# in which it bends. Named so that a pose reads like a description of the hand.
FingerBend = tuple[float, float, float, float, float]
Direction = tuple[float, float, float]
Thumb = tuple[Direction, Direction, Direction]  # where its three bones point

CURLED: FingerBend = (0, 80, 105, 55, 0)
RELAXED: FingerBend = (0, 30, 45, 25, 0)

THUMB_OUT: Thumb = ((0.62, 0.74, 0.20), (0.70, 0.70, 0.05), (0.62, 0.78, 0.0))
THUMB_ALONG: Thumb = ((0.48, 0.84, 0.22), (0.25, 0.95, 0.12), (0.10, 0.99, 0.05))
THUMB_ACROSS_PALM: Thumb = ((0.32, 0.66, 0.55), (-0.70, 0.66, 0.0), (-0.92, 0.22, -0.15))
THUMB_ON_RING: Thumb = ((0.25, 0.55, 0.75), (-0.55, 0.72, 0.40), (-0.88, 0.36, 0.0))
THUMB_ON_MIDDLE: Thumb = ((0.26, 0.56, 0.74), (-0.42, 0.78, 0.45), (-0.80, 0.45, 0.05))
THUMB_ON_LITTLE: Thumb = ((0.22, 0.50, 0.78), (-0.78, 0.48, 0.30), (-0.97, 0.22, 0.0))
THUMB_OVER_FIST: Thumb = ((0.34, 0.58, 0.72), (-0.45, 0.58, 0.50), (-0.99, 0.08, 0.05))
THUMB_STICKING_OUT: Thumb = ((0.80, 0.55, 0.20), (0.99, 0.12, 0.02), (0.99, -0.03, -0.05))
THUMB_RELAXED: Thumb = ((0.45, 0.74, 0.40), (0.22, 0.88, 0.34), (0.05, 0.92, 0.30))


@dataclass(frozen=True, slots=True, eq=False)
class Pose:
    """The joints of one hand.

    Shapes:
        fingers: (4, 5) degrees, index to little finger
        thumb: (3, 3) directions of its bones, not necessarily of length 1
    """

    fingers: Floats
    thumb: Floats


def pose(index: FingerBend, middle: FingerBend, ring: FingerBend, little: FingerBend, thumb: Thumb) -> Pose:
    """Write a pose finger by finger."""
    return Pose(np.array([index, middle, ring, little], np.float32), np.array(thumb, np.float32))


def straight(spread: float, bend: float = 4.0) -> FingerBend:
    """A stretched finger; nobody stretches a finger completely."""
    return (spread, bend, bend, bend, 0)


# The first of each gesture is the one for icons and demos.
POSES: Mapping[str, tuple[Pose, ...]] = {
    "palm": (
        pose(straight(13), straight(3), straight(-8), straight(-21), THUMB_OUT),
        pose(straight(3, 2), straight(0, 2), straight(-2, 2), straight(-6, 3), THUMB_ALONG),
    ),
    "fist": (pose(CURLED, CURLED, CURLED, CURLED, THUMB_OVER_FIST),),
    "like": (pose(CURLED, CURLED, CURLED, CURLED, THUMB_STICKING_OUT),),
    "dislike": (pose(CURLED, CURLED, CURLED, CURLED, THUMB_STICKING_OUT),),
    "peace": (pose(straight(15), straight(-10), CURLED, CURLED, THUMB_ON_RING),),
    "ok": (
        pose(
            (4, 50, 60, 35, 30),
            straight(2, 9),
            straight(-9),
            straight(-22, 3),
            ((0.65, 0.60, 0.45), (0.35, 0.75, 0.55), (0.0, 0.75, 0.50)),
        ),
        pose(
            (8, 44, 62, 38, 48),
            straight(6, 14),
            straight(-6, 7),
            straight(-20, 4),
            ((0.72, 0.58, 0.36), (0.52, 0.78, 0.36), (0.28, 0.86, 0.30)),
        ),
    ),
    "one": (pose(straight(2), CURLED, CURLED, CURLED, THUMB_ON_MIDDLE),),
    "call": (
        pose(CURLED, CURLED, CURLED, straight(-26, 5), ((0.74, 0.60, 0.22), (0.92, 0.38, 0.05), (0.97, 0.22, 0.0))),
    ),
    "rock": (
        pose(straight(9), CURLED, CURLED, straight(-17), THUMB_ON_MIDDLE),
        pose(straight(9), CURLED, CURLED, straight(-17), THUMB_OUT),
    ),
    "mute": (pose(straight(1), CURLED, CURLED, CURLED, THUMB_ON_MIDDLE),),
    "three": (
        pose(straight(14), straight(2), straight(-11), CURLED, THUMB_ON_LITTLE),
        pose(straight(13), straight(-7), CURLED, CURLED, THUMB_OUT),
    ),
    "four": (
        pose(straight(12), straight(3), straight(-7), straight(-18), THUMB_ACROSS_PALM),
        pose(straight(4), straight(1), straight(-2), straight(-7), THUMB_ACROSS_PALM),
    ),
    "two_up": (pose(straight(-2, 3), straight(2, 3), CURLED, CURLED, THUMB_ON_RING),),
    "no_gesture": (
        pose((4, 25, 40, 22, 0), (1, 32, 45, 25, 0), (-2, 38, 48, 26, 0), (-7, 40, 46, 26, 0), THUMB_RELAXED),
        pose((3, 55, 70, 40, 0), (1, 62, 75, 40, 0), (-2, 66, 76, 42, 0), (-5, 66, 74, 42, 0), THUMB_RELAXED),
        pose((5, 8, 16, 10, 0), (1, 14, 20, 12, 0), (-3, 18, 24, 14, 0), (-9, 20, 26, 14, 0), THUMB_ALONG),
    ),
}


def blend(start: Pose, end: Pose, share: float) -> Pose:
    """The pose that lies share (0 to 1) of the way between two."""
    return Pose(
        start.fingers + (end.fingers - start.fingers) * np.float32(share),
        start.thumb + (end.thumb - start.thumb) * np.float32(share),
    )


def jitter(steady: Pose, rng: np.random.Generator, amount: float = 1.0) -> Pose:
    """The same gesture by another person: every joint a few degrees off."""
    spread_of_error = np.array([2.5, 5.0, 6.0, 4.0, 3.0], np.float32) * amount
    fingers = steady.fingers + rng.normal(size=(4, 5)).astype(np.float32) * spread_of_error
    thumb = steady.thumb + rng.normal(size=(3, 3)).astype(np.float32) * np.float32(0.06 * amount)
    return Pose(fingers, thumb)
