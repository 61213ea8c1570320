from __future__ import annotations

import numpy as np
import pytest

from gesture_app.core.gestures import postures, read_vocabulary
from gesture_app.core.paths import vocabulary_file
from gesture_app.hands.movements import WAYS
from gesture_app.hands.pose import POSES, blend, jitter


def test_every_gesture_of_the_vocabulary_can_be_drawn_in_the_same_order():
    vocabulary = read_vocabulary(vocabulary_file())
    assert list(POSES) == list(postures(vocabulary))
    assert [*POSES, *WAYS] == list(vocabulary)


def test_every_icon_of_the_vocabulary_is_a_pose_or_a_movement():
    assert {gesture.icon for gesture in read_vocabulary(vocabulary_file()).values()} <= {*POSES, *WAYS}


@pytest.mark.parametrize("share", [0.0, 0.5, 1.0])
def test_a_blend_lies_between_its_ends(share):
    palm, fist = POSES["palm"][0], POSES["fist"][0]
    half = blend(palm, fist, share)
    np.testing.assert_allclose(half.fingers, palm.fingers * (1 - share) + fist.fingers * share, atol=1e-4)
    np.testing.assert_allclose(half.thumb, palm.thumb * (1 - share) + fist.thumb * share, atol=1e-4)


def test_jitter_is_small_and_repeatable():
    first, again = (jitter(POSES["one"][0], np.random.default_rng(4)) for _ in range(2))
    np.testing.assert_array_equal(first.fingers, again.fingers)
    difference = np.abs(first.fingers - POSES["one"][0].fingers)
    assert 0 < difference.max() < 30
