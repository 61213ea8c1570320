"""How a hand is held towards the camera, and where its points land in the picture."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from gesture_app.core.types import Floats
from gesture_app.hands.relief import Limb
from gesture_app.hands.skeleton import rotation

PIVOT = np.array([0.0, 0.42, 0.0], np.float32)  # the middle of the hand, about which it turns
EYE = np.float32(5.0)  # distance of the camera in hand lengths: arm's length gives this much perspective


@dataclass(frozen=True, slots=True)
class View:
    """The turn of a hand against a right hand that shows its palm, fingers up; in degrees."""

    pitch: float = 0.0
    yaw: float = 0.0
    roll: float = 0.0
    lean: float = 0.0  # to the left for a palm, to the right for a back: 90 puts the thumb up either way
    shows_back: bool = False
    is_left: bool = False
    wrist_flex: float = 0.0  # of the forearm against the hand
    wrist_sway: float = 0.0

    def matrix(self) -> Floats:
        """From the hand's axes to the camera's, both with y up; a left hand is a mirrored right one.

        Shapes:
            returns: (3, 3)
        """
        lean = -self.lean if self.shows_back else self.lean
        facing = rotation(0, 180 if self.shows_back else 0, 0)
        turned = rotation(self.pitch, self.yaw, self.roll) @ rotation(0, 0, lean) @ facing
        mirror = np.array([-1 if self.is_left else 1, 1, 1], np.float32)
        return (mirror[:, None] * turned).astype(np.float32)


@dataclass(frozen=True, slots=True, eq=False)
class Projection:
    """Where the points of one hand, in hand lengths, are seen in the picture."""

    matrix: Floats  # (3, 3), of the view
    centre_px: tuple[float, float]  # of the middle of the hand
    length_px: float

    def points(self, points: Floats) -> Floats:
        """Pixels with y down, and height towards the viewer.

        Shapes:
            points, returns: (n, 3)
        """
        x, y = self.centre_px
        unit = np.float32(self.length_px)
        seen = (points - PIVOT) @ self.matrix.T * self.nearness(points)[:, None]
        projected: Floats = seen * np.array([unit, -unit, unit]) + np.array([x, y, 0], np.float32)
        return projected

    def nearness(self, points: Floats) -> Floats:
        """How much larger each point looks because it is near.

        Shapes:
            points: (n, 3)
            returns: (n,)
        """
        nearness: Floats = EYE / (EYE - (points - PIVOT) @ self.matrix[2])
        return nearness

    def limb(self, ends: Floats, radii: tuple[float, float], part: int, softness: float) -> Limb:
        """A limb between two points, given in hand lengths.

        Shapes:
            ends: (2, 3)
        """
        (ax, ay, az), (bx, by, bz) = self.points(ends).tolist()
        near_start, near_end = self.nearness(ends).tolist()
        unit = self.length_px
        return Limb(
            (ax, ay, az), (bx, by, bz), radii[0] * unit * near_start, radii[1] * unit * near_end, part, softness * unit
        )
