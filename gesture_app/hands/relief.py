"""A relief: round limbs raised from a plane, with the height and the slope of every pixel.

Limbs melt softly into each other, the highest wins, and what remains is shaded in one go. For a hand of a few hundred
pixels this costs milliseconds in numpy, and needs neither triangles nor a graphics card.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from gesture_app.core.types import Floats

NOTHING = np.float32(-1e6)  # the height where there is no limb


@dataclass(frozen=True, slots=True)
class Limb:
    """A bone with its flesh: a rounded cone in pixels, x right, y down, z towards the viewer."""

    start: tuple[float, float, float]
    end: tuple[float, float, float]
    start_radius: float
    end_radius: float
    part: int  # what the pixel belongs to; 0 is the background
    softness: float = 0.0  # below this difference in height two limbs melt into each other


class Relief:
    """Height, slope, part and coverage of every pixel of a small picture.

    Shapes:
        height, slope_x, slope_y, coverage: (height, width) float32; slopes are x and y of the unit normal
        part: (height, width) uint8
    """

    def __init__(self, width: int, height: int) -> None:
        self.height: Floats = np.full((height, width), NOTHING, np.float32)
        self.slope_x: Floats = np.zeros((height, width), np.float32)
        self.slope_y: Floats = np.zeros((height, width), np.float32)
        self.coverage: Floats = np.zeros((height, width), np.float32)
        self.part: NDArray[np.uint8] = np.zeros((height, width), np.uint8)

    def add(self, limb: Limb) -> None:
        """Raise one limb; pixels outside the picture are left out."""
        rows, columns = self._window(limb)
        if rows.start >= rows.stop or columns.start >= columns.stop:
            return
        region = (rows, columns)
        height, slope_x, slope_y, coverage = _surface(limb, rows, columns)
        self._merge(region, limb, height, slope_x, slope_y, coverage)

    def smooth(self, chosen: NDArray[np.bool_], reach: int) -> None:
        """Even out the slopes of the chosen pixels, as flesh and skin do over bones.

        Shapes:
            chosen: (height, width)
        """
        weight = chosen.astype(np.float32)
        total = np.maximum(cv2.blur(weight, (reach, reach)), 1e-3)
        for slope in (self.slope_x, self.slope_y):
            even = cv2.blur(slope * weight, (reach, reach)) / total
            np.copyto(slope, even, where=chosen)

    def _window(self, limb: Limb) -> tuple[slice, slice]:
        """Rows and columns that the limb may touch."""
        (ax, ay, _), (bx, by, _) = limb.start, limb.end
        ra, rb = limb.start_radius + 1, limb.end_radius + 1
        limit_y, limit_x = self.height.shape
        return (
            slice(max(0, int(min(ay - ra, by - rb))), min(limit_y, int(max(ay + ra, by + rb)) + 2)),
            slice(max(0, int(min(ax - ra, bx - rb))), min(limit_x, int(max(ax + ra, bx + rb)) + 2)),
        )

    def _merge(
        self,
        region: tuple[slice, slice],
        limb: Limb,
        height: Floats,
        slope_x: Floats,
        slope_y: Floats,
        coverage: Floats,
    ) -> None:
        """Let the higher surface win; where both are almost equally high their slopes mix."""
        old = self.height[region]
        soft = np.float32(max(limb.softness, 1e-3))
        difference = height - old
        share = _clipped(
            np.float32(0.5) + difference * (np.float32(0.5) / soft)
        )  # of the new limb; 1 where it is clearly higher
        self.height[region] = np.maximum(old, height)
        self.slope_x[region] += (slope_x - self.slope_x[region]) * share
        self.slope_y[region] += (slope_y - self.slope_y[region]) * share
        self.part[region][share > 0.5] = limb.part
        np.maximum(self.coverage[region], coverage, out=self.coverage[region])


def _surface(limb: Limb, rows: slice, columns: slice) -> tuple[Floats, Floats, Floats, Floats]:
    """Height, slopes and coverage of one limb alone inside a window."""
    (ax, ay, az), (bx, by, bz) = limb.start, limb.end
    dx, dy, dz = bx - ax, by - ay, bz - az
    length = max(float(np.hypot(dx, dy)), 1e-3)
    ux, uy = (dx / length, dy / length) if length > 1e-3 else (1.0, 0.0)
    x = np.arange(columns.start, columns.stop, dtype=np.float32) - np.float32(ax)
    y = np.arange(rows.start, rows.stop, dtype=np.float32)[:, None] - np.float32(ay)
    along = x * np.float32(ux) + y * np.float32(uy)  # (h, w)
    across = y * np.float32(ux) - x * np.float32(uy)  # (h, w)
    square_across = across * across
    place = along
    if abs(dz) > 0.05 * length:
        # A bone that points at the viewer shows the point of its flesh that bulges furthest, not the nearest one.
        mean = 0.5 * (limb.start_radius + limb.end_radius)
        bulging = np.sqrt(np.maximum(np.float32(mean * mean) - square_across, 0))
        place = along + bulging * np.float32(dz / np.hypot(length, dz))
    place = _clipped(place * np.float32(1 / length))
    radius = np.float32(limb.start_radius) + place * np.float32(limb.end_radius - limb.start_radius)
    off = along - place * np.float32(length)
    bulge = radius * radius - off * off - square_across
    inside = bulge > -2 * radius  # one pixel more than the limb, for its soft edge
    coverage = _clipped(bulge / (2 * radius) + np.float32(0.5))
    height = np.float32(az) + place * np.float32(dz) + np.sqrt(np.maximum(bulge, 0))
    height[~inside] = NOTHING
    slope_x = (off * np.float32(ux) - across * np.float32(uy)) / radius
    slope_y = (off * np.float32(uy) + across * np.float32(ux)) / radius
    return height, slope_x, slope_y, coverage


def _clipped(values: Floats) -> Floats:
    """Between 0 and 1; np.clip takes three times as long for small arrays, and this is the inner loop."""
    np.maximum(values, 0, out=values)
    np.minimum(values, 1, out=values)
    return values
