"""Draws one articulated hand with its forearm: skeleton, flesh, nails, creases and light."""

from __future__ import annotations

from dataclasses import dataclass, field

import cv2
import numpy as np

from gesture_app.core.types import Box, Floats
from gesture_app.hands.flesh import (
    FIRST_BONE,
    FOREARM,
    PALM,
    PARTS,
    SLEEVE,
    elbow,
    finger_limbs,
    forearm_limbs,
    palm_limbs,
    sleeve_limbs,
)
from gesture_app.hands.marks import paint_finger_marks, paint_palm_lines
from gesture_app.hands.pose import Pose
from gesture_app.hands.relief import Limb, Relief
from gesture_app.hands.skeleton import HandShape, Skeleton, build_skeleton
from gesture_app.hands.skin import Colour, Light, palm_tone, shade
from gesture_app.hands.view import Projection, View


@dataclass(frozen=True, slots=True)
class Looks:
    """Colours of a hand and what the arm wears."""

    skin: Colour = (0.56, 0.66, 0.87)
    polish: Colour | None = None  # of the nails
    sleeve: Colour | None = (0.45, 0.32, 0.25)
    bare: float = 0.55  # share of the forearm that the sleeve leaves free


@dataclass(frozen=True, slots=True)
class HandSpec:
    """Everything that decides what a drawn hand looks like."""

    gesture: str
    pose: Pose
    centre_px: tuple[float, float]
    length_px: float  # wrist to tip of the middle finger, seen flat
    view: View = field(default_factory=View)
    shape: HandShape = field(default_factory=HandShape)
    looks: Looks = field(default_factory=Looks)


@dataclass(frozen=True, slots=True, eq=False)
class HandPicture:
    """A drawn hand, ready to be laid over a picture.

    Shapes:
        colour: (height, width, 3), BGR, about 0 to 1
        alpha: (height, width), 0 to 1, of hand and forearm
        joints_px: (21, 2), x and y in the whole picture
    """

    colour: Floats
    alpha: Floats
    left: int  # of colour and alpha in the whole picture
    top: int
    box: Box | None  # around the hand without its forearm; None if nothing of it is inside
    joints_px: Floats
    elbow_px: tuple[float, float]


def draw_hand(spec: HandSpec, light: Light, size_px: tuple[int, int], detail: float = 1.0) -> HandPicture:
    """Draw the part of the hand and forearm that lies inside a picture.

    Args:
        size_px: Width and height of that picture.
        detail: How many pixels are computed for each pixel of a side: 2 smooths every edge, 0.5 is fast.
    """
    projection = Projection(spec.view.matrix(), spec.centre_px, spec.length_px)
    skeleton = build_skeleton(spec.pose, spec.shape)
    limbs = _limbs(spec, skeleton, projection)
    left, top, right, bottom = _extent(limbs, size_px)
    relief = Relief(round((right - left) * detail), round((bottom - top) * detail))
    for limb in limbs:
        relief.add(_moved(limb, left, top, detail))
    joints_px = projection.points(skeleton.joints)[:, :2]
    (elbow_x, elbow_y, _), *_ = projection.points(elbow(spec.view)[None]).tolist()
    if relief.part.size == 0:
        nothing = np.zeros((0, 0), np.float32)
        return HandPicture(nothing[..., None], nothing, 0, 0, None, joints_px, (elbow_x, elbow_y))
    in_patch = Projection(
        projection.matrix,
        (_in_patch(spec.centre_px[0], left, detail), _in_patch(spec.centre_px[1], top, detail)),
        spec.length_px * detail,
    )
    broad = (relief.part == PALM) | (relief.part == FIRST_BONE) | (relief.part == FOREARM)
    relief.smooth(broad, round(0.07 * in_patch.length_px) | 1)
    colour = shade(relief, _painted(relief, spec, skeleton, in_patch), light)
    size = right - left, bottom - top
    box = _box(relief, left, top, detail)
    return HandPicture(
        _resized(colour, size), _resized(relief.coverage, size), left, top, box, joints_px, (elbow_x, elbow_y)
    )


def _limbs(spec: HandSpec, skeleton: Skeleton, projection: Projection) -> list[Limb]:
    """All flesh and cloth, in the order in which it melts together."""
    limbs = forearm_limbs(spec.view, spec.shape, projection)
    if spec.looks.sleeve is not None:
        limbs += sleeve_limbs(spec.view, spec.shape, projection, spec.looks.bare)
    return limbs + palm_limbs(skeleton, spec.shape, projection) + finger_limbs(skeleton, projection)


def _painted(relief: Relief, spec: HandSpec, skeleton: Skeleton, projection: Projection) -> Floats:
    """The colour of every pixel before any light falls on it; (height, width, 3)."""
    fade = round(0.03 * projection.length_px) | 1  # inner and outer skin run into each other
    palette = _palette(skeleton, projection.matrix, spec.looks)
    albedo = np.asarray(cv2.blur(palette[relief.part], (fade, fade)), np.float32)
    paint_finger_marks(albedo, relief.part, skeleton, projection, spec.looks.polish)
    paint_palm_lines(albedo, relief.part, spec.shape, projection)
    return albedo


def _palette(skeleton: Skeleton, matrix: Floats, looks: Looks) -> Floats:
    """Colour of every part: inner sides are lighter, fingertips a little redder; (parts, 3)."""
    back, inner = np.asarray(looks.skin, np.float32), np.asarray(palm_tone(looks.skin), np.float32)
    palette = np.tile(back, (PARTS, 1))
    palette[PALM] += (inner - back) * np.clip(0.5 + matrix[2, 2], 0, 1)
    bones = [2 + 4 * finger + bone for finger in range(5) for bone in range(3)]  # the joints they end in
    facing = np.clip(0.5 + skeleton.palmar[bones] @ matrix[2], 0, 1)  # (15,)
    palette[FIRST_BONE:FOREARM] += facing[:, None] * (inner - back)
    palette[FIRST_BONE + 2 : FOREARM : 3] *= np.array([0.95, 0.96, 1.02], np.float32)
    if looks.sleeve is not None:
        palette[SLEEVE] = looks.sleeve
    return palette


def _moved(limb: Limb, left: int, top: int, detail: float) -> Limb:
    """The same limb in the pixels of the patch that is being drawn."""
    (ax, ay, az), (bx, by, bz) = limb.start, limb.end
    return Limb(
        (_in_patch(ax, left, detail), _in_patch(ay, top, detail), az * detail),
        (_in_patch(bx, left, detail), _in_patch(by, top, detail), bz * detail),
        limb.start_radius * detail,
        limb.end_radius * detail,
        limb.part,
        limb.softness * detail,
    )


def _in_patch(place: float, origin: int, detail: float) -> float:
    """A coordinate of the picture as one of the patch; whole numbers are the middles of pixels in both."""
    return (place - origin + 0.5) * detail - 0.5


def _extent(limbs: list[Limb], size_px: tuple[int, int]) -> tuple[int, int, int, int]:
    """Left, top, right and bottom of all limbs, cut off at the picture; empty but not negative outside it."""
    ends = [(*end[:2], radius) for limb in limbs for end, radius in _ends(limb)]
    x, y, radius = np.array(ends, np.float32).T
    width, height = size_px
    left, top = max(0, int((x - radius).min()) - 3), max(0, int((y - radius).min()) - 3)
    right, bottom = min(width, int((x + radius).max()) + 4), min(height, int((y + radius).max()) + 4)
    return left, top, max(left, right), max(top, bottom)


def _ends(limb: Limb) -> tuple[tuple[tuple[float, float, float], float], ...]:
    """Both ends of a limb with their radii."""
    return (limb.start, limb.start_radius), (limb.end, limb.end_radius)


def _resized(picture: Floats, size: tuple[int, int]) -> Floats:
    """Bring a patch from its own detail to the picture's."""
    if (picture.shape[1], picture.shape[0]) == size:
        return picture
    way = cv2.INTER_AREA if picture.shape[1] > size[0] else cv2.INTER_LINEAR
    return np.asarray(cv2.resize(picture, size, interpolation=way), np.float32)


def _box(relief: Relief, left: int, top: int, detail: float) -> Box | None:
    """Around what is seen of the hand itself."""
    seen = (relief.part >= PALM) & (relief.part < FOREARM) & (relief.coverage > 0.5)
    columns, rows = np.flatnonzero(seen.any(axis=0)) / detail, np.flatnonzero(seen.any(axis=1)) / detail
    if len(columns) == 0:
        return None
    edge = 1 / detail  # the last pixel belongs to the hand
    return Box(
        left + float(columns[0]), top + float(rows[0]), left + float(columns[-1]) + edge, top + float(rows[-1]) + edge
    )
