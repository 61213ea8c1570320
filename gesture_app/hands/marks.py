"""Nails, creases and the lines of the palm: small marks that tell a front from a back."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from gesture_app.core.types import Floats
from gesture_app.hands.flesh import FIRST_BONE, PALM
from gesture_app.hands.skeleton import HandShape, Skeleton
from gesture_app.hands.skin import Colour
from gesture_app.hands.view import Projection

Parts = NDArray[np.uint8]

# The three large lines of a palm, in hand lengths.
PALM_LINES: tuple[tuple[tuple[float, float], ...], ...] = (
    ((-0.185, 0.345), (-0.06, 0.355), (0.03, 0.395), (0.075, 0.45)),
    ((0.175, 0.375), (0.08, 0.34), (-0.03, 0.29), (-0.13, 0.22)),
    ((0.175, 0.385), (0.07, 0.30), (0.025, 0.19), (0.04, 0.06)),
)
PALM_SURFACE = 0.075  # height of the skin over the bones


@dataclass(frozen=True, slots=True, eq=False)
class _Bone:
    """One finger bone in pixels, y down; all directions have length 1 in space."""

    start: Floats
    end: Floats
    along: Floats
    across: Floats
    soft: Floats  # towards its soft side
    radius: float


def paint_finger_marks(
    albedo: Floats, parts: Parts, skeleton: Skeleton, projection: Projection, polish: Colour | None
) -> None:
    """Paint nails on fingers seen from behind and creases on those seen from the front.

    Shapes:
        albedo: (height, width, 3), changed in place
        parts: (height, width)
    """
    joints = projection.points(skeleton.joints)
    radii = skeleton.radii * projection.length_px
    soft_sides = skeleton.palmar @ projection.matrix.T * np.array([1, -1, 1], np.float32)
    for finger in range(5):
        for number in range(3):
            end = 2 + 4 * finger + number
            bone = _bone(joints[end - 1], joints[end], soft_sides[end], float(radii[end]))
            own = FIRST_BONE + 3 * finger + number
            if bone.soft[2] > 0.2:
                _crease(albedo, parts, (own - 1, own), bone, shift=0.0, depth=0.24)
            elif number == 1 and bone.soft[2] < -0.3:
                _crease(albedo, parts, (own - 1, own), bone, shift=-0.28, depth=0.11)
                _crease(albedo, parts, (own - 1, own), bone, shift=0.28, depth=0.11)
            if number == 2 and bone.soft[2] < -0.1:
                _nail(albedo, parts, own, bone, polish)


def paint_palm_lines(albedo: Floats, parts: Parts, shape: HandShape, projection: Projection) -> None:
    """Darken the three large lines of an open palm; a back has none.

    Shapes:
        albedo: (height, width, 3), changed in place
        parts: (height, width)
    """
    if projection.matrix[2, 2] < 0.25:
        return
    mask = np.zeros(parts.shape, np.float32)
    thickness = max(1, round(0.014 * projection.length_px))
    for line in PALM_LINES:
        points = np.array([(x * shape.palm_width, y, PALM_SURFACE) for x, y in line], np.float32)
        eighths = np.round(projection.points(points)[:, :2] * 8).astype(np.int32)
        cv2.polylines(mask, [eighths], isClosed=False, color=1.0, thickness=thickness, lineType=cv2.LINE_AA, shift=3)
    reach = thickness | 1
    albedo *= (1 - 0.24 * cv2.blur(mask, (reach, reach)) * (parts == PALM))[..., None]


def _bone(start: Floats, end: Floats, soft: Floats, radius: float) -> _Bone:
    """Work out the directions of a bone from its two joints."""
    along = (end - start) / max(float(np.linalg.norm(end - start)), 1e-3)
    (ax, ay, az), (sx, sy, sz) = along.tolist(), soft.tolist()
    # np.cross takes ten times as long for a single vector.
    across = np.array([ay * sz - az * sy, az * sx - ax * sz, ax * sy - ay * sx], np.float32)
    return _Bone(start, end, along, across, soft, radius)


def _nail(albedo: Floats, parts: Parts, own: int, bone: _Bone, polish: Colour | None) -> None:
    """A rounded plate on the hard side of the fingertip."""
    centre = (bone.end - bone.radius * (0.75 * bone.soft + 0.05 * bone.along)).astype(np.float32)
    half_axes = bone.along * bone.radius * 0.85, bone.across * bone.radius * 0.66
    window, strength = _ellipse(parts, (own, own), centre, half_axes, sharpness=4.0)
    region = albedo[window]
    if polish is None:
        pale = region * 0.55 + np.array([0.40, 0.40, 0.45], np.float32)
        region += (pale - region) * (0.75 * strength)[..., None]
    else:
        region += (np.asarray(polish, np.float32) - region) * strength[..., None]


def _crease(albedo: Floats, parts: Parts, allowed: tuple[int, int], bone: _Bone, shift: float, depth: float) -> None:
    """A short dark fold across the finger, where the bone begins.

    Args:
        allowed: First and last of the parts it may be seen on.
        shift: How far along the bone, in radii.
        depth: How dark, 0 to 1.
    """
    visible_side = np.sign(bone.soft[2]) * bone.soft
    centre = (bone.start + bone.radius * (0.8 * visible_side + shift * bone.along)).astype(np.float32)
    half_axes = bone.along * max(bone.radius * 0.13, 0.8), bone.across * bone.radius * (0.95 if shift == 0 else 0.67)
    window, strength = _ellipse(parts, allowed, centre, half_axes, sharpness=1.2)
    albedo[window] *= (1 - depth * strength)[..., None]


def _ellipse(
    parts: Parts, allowed: tuple[int, int], centre: Floats, half_axes: tuple[Floats, Floats], sharpness: float
) -> tuple[tuple[slice, slice], Floats]:
    """The window around an ellipse, and how much of it covers each pixel in there, 0 to 1.

    The window is empty where the ellipse is seen from its edge or lies outside.
    """
    (ax, ay, _), (bx, by, _), (x, y, _) = half_axes[0].tolist(), half_axes[1].tolist(), centre.tolist()
    area = ax * by - ay * bx
    height, width = parts.shape
    reach_x, reach_y = abs(ax) + abs(bx) + 1, abs(ay) + abs(by) + 1
    left, right = max(0, int(x - reach_x)), min(width, int(x + reach_x) + 2)
    top, bottom = max(0, int(y - reach_y)), min(height, int(y + reach_y) + 2)
    if abs(area) < 0.3 or left >= right or top >= bottom:
        return (slice(0, 0), slice(0, 0)), np.zeros((0, 0), np.float32)
    columns = np.arange(left, right, dtype=np.float32) - np.float32(x)
    rows = np.arange(top, bottom, dtype=np.float32)[:, None] - np.float32(y)
    s, t = columns * (by / area) - rows * (bx / area), rows * (ax / area) - columns * (ay / area)
    window = slice(top, bottom), slice(left, right)
    on_bone = (parts[window] >= allowed[0]) & (parts[window] <= allowed[1])
    strength = np.minimum(np.maximum(sharpness * (1 - s * s - t * t), 0), 1) * on_bone
    return window, strength.astype(np.float32)
