"""Turns a pose into 21 joints in space, and joints in space into points of a picture."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from gesture_app.core.types import Floats
from gesture_app.hands.pose import Pose

# Everything is measured in hand lengths (wrist to tip of the middle finger) and taken from an ordinary adult hand.
KNUCKLES = np.array(
    [[0.150, 0.490, 0.0], [0.050, 0.505, 0.005], [-0.054, 0.480, 0.0], [-0.150, 0.430, -0.012]], np.float32
)
FINGER_BONES = np.array(
    [[0.225, 0.132, 0.085], [0.245, 0.152, 0.090], [0.230, 0.142, 0.088], [0.180, 0.102, 0.078]], np.float32
)
FINGER_RADII = np.array(
    [
        [0.061, 0.053, 0.046, 0.040],
        [0.061, 0.054, 0.047, 0.041],
        [0.058, 0.051, 0.044, 0.039],
        [0.052, 0.045, 0.039, 0.034],
    ],
    np.float32,
)
THUMB_BASE = np.array([0.100, 0.115, 0.030], np.float32)
THUMB_BONES = np.array([0.225, 0.165, 0.120], np.float32)
THUMB_RADII = np.array([0.078, 0.062, 0.053, 0.043], np.float32)

JOINTS = 21  # wrist, then thumb, index, middle, ring and little finger with four each


@dataclass(frozen=True, slots=True)
class HandShape:
    """What differs from hand to hand; 1 is the average."""

    finger_length: float = 1.0
    finger_width: float = 1.0
    palm_width: float = 1.0
    thumb_length: float = 1.0


@dataclass(frozen=True, slots=True, eq=False)
class Skeleton:
    """Joints, the thickness of the flesh around them and where the soft side of each bone faces.

    Shapes:
        joints: (21, 3)
        radii: (21,)
        palmar: (21, 3), length 1; of the bone that ends in the joint
    """

    joints: Floats
    radii: Floats
    palmar: Floats


def build_skeleton(pose: Pose, shape: HandShape) -> Skeleton:
    """Set up the bones of a right hand showing its palm, in hand lengths; the wrist is the origin."""
    joints = np.zeros((JOINTS, 3), np.float32)
    radii = np.full(JOINTS, 0.085, np.float32)
    palmar = np.tile(np.array([0, 0, 1], np.float32), (JOINTS, 1))
    across = np.array([shape.palm_width, 1, 1], np.float32)
    joints[1:5], palmar[2:5] = _thumb(pose.thumb, shape, across)
    radii[1:5] = THUMB_RADII * shape.finger_width
    for finger in range(4):
        first = 5 + 4 * finger
        joints[first : first + 4], palmar[first + 1 : first + 4] = _finger(pose.fingers[finger], finger, shape, across)
        radii[first : first + 4] = FINGER_RADII[finger] * shape.finger_width
    return Skeleton(joints, radii, palmar)


def rotation(pitch: float, yaw: float, roll: float) -> Floats:
    """Turn about x, then y, then z, in degrees; y is up and positive roll turns left.

    Shapes:
        returns: (3, 3)
    """
    (sx, sy, sz), (cx, cy, cz) = (f(np.radians([pitch, yaw, roll])) for f in (np.sin, np.cos))
    about_x = np.array([[1, 0, 0], [0, cx, -sx], [0, sx, cx]])
    about_y = np.array([[cy, 0, sy], [0, 1, 0], [-sy, 0, cy]])
    about_z = np.array([[cz, -sz, 0], [sz, cz, 0], [0, 0, 1]])
    turned: Floats = (about_z @ about_y @ about_x).astype(np.float32)
    return turned


def _finger(bend: Floats, finger: int, shape: HandShape, across: Floats) -> tuple[Floats, Floats]:
    """Joints (4, 3) and soft sides (3, 3) of one finger."""
    spread, knuckle, middle, tip, twist = np.radians(bend.astype(np.float64))
    # A bent finger has no room to spread: neighbours touch.
    spread *= max(0.25, float(np.cos(knuckle)))
    along = np.array([np.sin(spread), np.cos(spread), 0])
    inwards = np.array([np.sin(twist) * np.cos(spread), -np.sin(twist) * np.sin(spread), np.cos(twist)])
    joints, sides = [KNUCKLES[finger] * across], []
    angle = 0.0
    for bone, step in zip(FINGER_BONES[finger] * shape.finger_length, (knuckle, middle, tip), strict=True):
        angle += float(step)
        joints.append(joints[-1] + bone * (np.cos(angle) * along + np.sin(angle) * inwards))
        sides.append(np.cos(angle) * inwards - np.sin(angle) * along)
    return np.array(joints, np.float32), np.array(sides, np.float32)


def _thumb(directions: Floats, shape: HandShape, across: Floats) -> tuple[Floats, Floats]:
    """Joints (4, 3) and soft sides (3, 3) of the thumb."""
    joints, sides = [THUMB_BASE * across], []
    for bone, raw in zip(THUMB_BONES * shape.thumb_length, directions, strict=True):
        direction = raw / np.linalg.norm(raw)
        joints.append(joints[-1] + bone * direction)
        # The thumb's soft side faces the little finger and a bit the viewer; made perpendicular to the bone.
        side = np.array([-0.75, 0.1, 0.65]) - np.dot([-0.75, 0.1, 0.65], direction) * direction
        sides.append(side / max(float(np.linalg.norm(side)), 1e-6))
    return np.array(joints, np.float32), np.array(sides, np.float32)
