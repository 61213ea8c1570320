from __future__ import annotations

import numpy as np
import pytest

from gesture_app.hands.pose import POSES
from gesture_app.hands.skeleton import FINGER_BONES, HandShape, build_skeleton, rotation

INDEX, MIDDLE, RING, LITTLE = range(4)
RAISED = {
    "palm": {INDEX, MIDDLE, RING, LITTLE},
    "fist": set(),
    "like": set(),
    "dislike": set(),
    "peace": {INDEX, MIDDLE},
    "ok": {MIDDLE, RING, LITTLE},
    "one": {INDEX},
    "call": {LITTLE},
    "rock": {INDEX, LITTLE},
    "mute": {INDEX},
    "three": {INDEX, MIDDLE, RING},
    "four": {INDEX, MIDDLE, RING, LITTLE},
    "two_up": {INDEX, MIDDLE},
}


def raised(skeleton):
    """The fingers whose tip is far above their knuckle."""
    joints = skeleton.joints
    return {f for f in range(4) if joints[8 + 4 * f, 1] - joints[5 + 4 * f, 1] > 0.8 * FINGER_BONES[f].sum()}


@pytest.mark.parametrize("gesture", RAISED)
def test_a_gesture_raises_the_fingers_it_is_known_for(gesture):
    assert raised(build_skeleton(POSES[gesture][0], HandShape())) == RAISED[gesture]


def test_bones_keep_their_length_however_they_bend():
    for poses in POSES.values():
        joints = build_skeleton(poses[0], HandShape()).joints
        for finger in range(4):
            chain = joints[5 + 4 * finger : 9 + 4 * finger]
            lengths = np.linalg.norm(np.diff(chain, axis=0), axis=1)
            np.testing.assert_allclose(lengths, FINGER_BONES[finger], rtol=1e-4)


def test_thumb_and_index_finger_of_ok_touch():
    for pose in POSES["ok"]:
        joints = build_skeleton(pose, HandShape()).joints
        assert np.linalg.norm(joints[4] - joints[8]) < 0.11


def test_soft_sides_are_perpendicular_to_their_bones():
    skeleton = build_skeleton(POSES["rock"][0], HandShape())
    for finger in range(5):
        for end in range(2 + 4 * finger, 5 + 4 * finger):
            bone = skeleton.joints[end] - skeleton.joints[end - 1]
            assert abs(float(bone @ skeleton.palmar[end])) < 1e-4
            assert np.linalg.norm(skeleton.palmar[end]) == pytest.approx(1, abs=1e-4)


def test_longer_fingers_reach_higher():
    short, long = (build_skeleton(POSES["palm"][0], HandShape(finger_length=f)).joints[12, 1] for f in (0.9, 1.1))
    assert long > short


def test_a_quarter_roll_turns_right_into_up():
    np.testing.assert_allclose(rotation(0, 0, 90) @ np.array([1, 0, 0]), [0, 1, 0], atol=1e-6)
