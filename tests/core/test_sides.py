from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gesture_app.core.sides import SideVote
from gesture_app.core.types import Side

LOOKS = st.lists(st.floats(0, 1), min_size=1, max_size=40)


def heard(looks, fps=30.0):
    vote = SideVote()
    for index, left in enumerate(looks):
        vote.hear(left, index / fps)
    return vote


def known_after_s(left, fps):
    vote, index = SideVote(), 0
    while vote.side is None and index < 1000:
        vote.hear(left, index / fps)
        index += 1
    return (index - 1) / fps


def test_one_look_is_not_enough():
    assert heard([1.0]).side is None


@pytest.mark.parametrize(("left", "side"), [(0.97, Side.LEFT), (0.03, Side.RIGHT), (0.6, None), (0.4, None)])
def test_sure_looks_over_a_while_tell_the_hand_and_unsure_ones_never_do(left, side):
    assert heard([left] * 60).side is side


def test_a_single_look_to_the_contrary_changes_nothing():
    assert heard([0.97] * 30 + [0.03]).side is Side.LEFT


def test_looks_that_stay_contrary_make_it_the_other_hand_but_not_at_once():
    seen = [heard([0.97] * 30 + [0.03] * count).side for count in range(30)]
    assert seen[0] is Side.LEFT
    assert None in seen
    assert seen[-1] is Side.RIGHT


def test_every_frame_rate_knows_about_as_soon():
    times_s = [known_after_s(0.97, fps) for fps in (10, 15, 30, 60, 120)]
    assert max(times_s) < 0.4
    assert max(times_s) - min(times_s) <= 0.1 + 1e-9  # a frame of the slowest


@settings(max_examples=60, deadline=None)
@given(LOOKS)
def test_the_mirrored_picture_is_the_other_hand(looks):
    vote, mirrored = heard(looks), heard([1 - left for left in looks])
    assert mirrored.left == pytest.approx(1 - vote.left)
    assert (vote.side and vote.side.other) is mirrored.side or vote.left == pytest.approx(0.5, abs=0.31)


@settings(max_examples=60, deadline=None)
@given(LOOKS)
def test_the_average_stays_between_the_looks_and_a_known_hand_is_the_likelier_one(looks):
    vote = heard(looks)
    assert min([0.5, *looks]) - 1e-9 <= vote.left <= max([0.5, *looks]) + 1e-9
    if vote.side is not None:
        assert vote.certainty(vote.side) > 0.5
