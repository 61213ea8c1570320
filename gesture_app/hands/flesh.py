"""Puts flesh on the bones: the limbs that make up a hand, a wrist, a forearm and a sleeve."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from gesture_app.core.types import Floats
from gesture_app.hands.relief import Limb
from gesture_app.hands.skeleton import HandShape, Skeleton, rotation
from gesture_app.hands.view import Projection, View

# Parts of a hand's relief; each of the 15 finger bones has its own, three to a finger from the thumb on.
PALM, FIRST_BONE, FOREARM, SLEEVE = 1, 2, 17, 18
PARTS = 19
FOREARM_LENGTH = 1.4  # in hand lengths, as everything here


def finger_limbs(skeleton: Skeleton, projection: Projection) -> list[Limb]:
    """The bones of all five fingers; the first of each melts into the palm."""
    limbs = []
    for finger in range(5):
        for bone in range(3):
            start = 1 + 4 * finger + bone
            softness = 0.022 if bone > 0 else 0.075 if finger == 0 else 0.05
            radii = float(skeleton.radii[start]), float(skeleton.radii[start + 1])
            part = FIRST_BONE + 3 * finger + bone
            limbs.append(projection.limb(skeleton.joints[start : start + 2], radii, part, softness))
    return limbs


def palm_limbs(skeleton: Skeleton, shape: HandShape, projection: Projection) -> list[Limb]:
    """The bones of the middle hand, the ball below the little finger and the skin between the fingers."""
    wide = np.array([shape.palm_width, 1, 1], np.float32)
    knuckles = skeleton.joints[[5, 9, 13, 17]]
    roots = np.array([[0.055, 0.03, 0], [0.02, 0.03, 0], [-0.02, 0.03, 0], [-0.055, 0.03, 0]], np.float32) * wide
    ball = np.array([[-0.095, 0.10, 0.022], [-0.125, 0.33, 0.016]], np.float32) * wide
    thumb = skeleton.joints[1] + 0.70 * (skeleton.joints[2] - skeleton.joints[1])
    index = roots[0] + 0.72 * (knuckles[0] - roots[0])
    flesh = [(pair, (0.082, 0.064), 0.11) for pair in zip(roots, knuckles, strict=True)]
    flesh += [(pair, (0.052, 0.050), 0.06) for pair in pairwise(knuckles)]
    flesh += [((ball[0], ball[1]), (0.070, 0.062), 0.09), ((thumb, index), (0.045, 0.050), 0.08)]
    return [projection.limb(np.stack(ends), radii, PALM, soft) for ends, radii, soft in flesh]


def elbow(view: View) -> Floats:
    """Where the forearm ends, seen from the wrist; (3,)."""
    bent: Floats = rotation(view.wrist_flex, 0, view.wrist_sway) @ np.array([0, -FOREARM_LENGTH, 0], np.float32)
    return bent


def forearm_limbs(view: View, shape: HandShape, projection: Projection) -> list[Limb]:
    """Two bones side by side, so that the wrist is wider than thick."""
    along, aside = elbow(view), _aside(shape)
    return [
        projection.limb(np.stack([side, 1.3 * side + along]), (0.092, 0.135), FOREARM, 0.20) for side in (aside, -aside)
    ]


def sleeve_limbs(view: View, shape: HandShape, projection: Projection, bare: float) -> list[Limb]:
    """Cloth around the forearm, from the share of it that stays bare to beyond the elbow."""
    along, aside = elbow(view), _aside(shape)
    return [
        projection.limb(np.stack([1.2 * side + bare * along, 1.45 * side + 1.1 * along]), (0.150, 0.175), SLEEVE, 0.06)
        for side in (aside, -aside)
    ]


def _aside(shape: HandShape) -> Floats:
    """From the middle of the wrist to one of its two bones; (3,)."""
    return np.array([0.058 * shape.palm_width, 0, 0], np.float32)
