"""Movements that a drawn hand can make, beside the poses that it can hold."""

from __future__ import annotations

from collections.abc import Mapping

POSE = "palm"  # what moves

REST_S = 0.5  # before the stroke: a hand that has just come in gives no orders yet
STROKE_S = 0.35

Place = tuple[float, float]  # shares of the width and height of the unmirrored picture

# From where to where; what whoever faces the camera calls left is right in the picture.
WAYS: Mapping[str, tuple[Place, Place]] = {
    "swipe_left": ((0.51, 0.45), (0.86, 0.45)),
    "swipe_right": ((0.86, 0.45), (0.51, 0.45)),
    "swipe_up": ((0.70, 0.78), (0.70, 0.24)),
    "swipe_down": ((0.70, 0.24), (0.70, 0.78)),
}


def stroke_share(since_s: float) -> float:
    """How much of its way a hand has gone so long after it was in its first place, starting and ending gently."""
    share = min(max((since_s - REST_S) / STROKE_S, 0.0), 1.0)
    return share**3 * (10 - 15 * share + 6 * share**2)


def place_on(gesture: str, share: float) -> Place:
    """Where the hand is after a share of the way of a movement."""
    (x0, y0), (x1, y1) = WAYS[gesture]
    return x0 + (x1 - x0) * share, y0 + (y1 - y0) * share
