"""Which detection is which hand."""

from __future__ import annotations

import pytest

from gesture_app.core.tracks import Tracker, iou
from gesture_app.core.types import Box, Detection

GRACE_S = 0.3


def hand_at(x: float, y: float = 200.0, size: float = 100.0) -> Detection:
    return Detection("palm", 0.9, Box(x, y, x + size, y + size))


def numbers(tracker: Tracker, at_s: float, *hands: Detection) -> list[int]:
    """The hands' identities, from left to right; a lost hand counts where it was last seen."""
    tracks = tracker.step(hands, at_s, GRACE_S)
    return [track.hand for track in sorted(tracks, key=lambda track: track.box.left)]


@pytest.mark.parametrize(
    ("a", "b", "overlap"),
    [
        (Box(0, 0, 2, 2), Box(0, 0, 2, 2), 1.0),
        (Box(0, 0, 2, 2), Box(1, 0, 3, 2), 1 / 3),
        (Box(0, 0, 2, 2), Box(2, 0, 4, 2), 0.0),
        (Box(0, 0, 2, 2), Box(5, 5, 6, 6), 0.0),
        (Box(1, 1, 1, 1), Box(1, 1, 1, 1), 0.0),
    ],
)
def test_overlap(a: Box, b: Box, overlap: float) -> None:
    assert iou(a, b) == pytest.approx(overlap)
    assert iou(b, a) == pytest.approx(overlap)


def test_a_moving_hand_stays_itself() -> None:
    tracker = Tracker()
    seen = [numbers(tracker, index / 30, hand_at(100 + 40 * index)) for index in range(20)]
    assert seen == [[1]] * 20


def test_two_hands_keep_their_identities_whatever_the_order_of_detections() -> None:
    tracker = Tracker()
    left, right = hand_at(100), hand_at(600)
    assert numbers(tracker, 0.0, left, right) == [1, 2]
    assert numbers(tracker, 0.03, right, left) == [1, 2]


def test_a_hand_lost_for_a_moment_is_the_same_when_it_comes_back() -> None:
    tracker = Tracker()
    numbers(tracker, 0.0, hand_at(100))
    assert numbers(tracker, 0.1) == [1]
    assert numbers(tracker, 0.25, hand_at(150)) == [1]


def test_a_hand_lost_for_longer_is_another() -> None:
    tracker = Tracker()
    numbers(tracker, 0.0, hand_at(100))
    assert numbers(tracker, 0.31) == []
    assert numbers(tracker, 0.35, hand_at(100)) == [2]


def test_no_hand_jumps_across_the_picture_in_one_frame() -> None:
    tracker = Tracker()
    numbers(tracker, 0.0, hand_at(100))
    assert numbers(tracker, 0.03, hand_at(800)) == [1, 2], "the first is lost, the second is new"


def test_the_nearer_of_two_hands_goes_on() -> None:
    tracker = Tracker()
    numbers(tracker, 0.0, hand_at(300))
    assert numbers(tracker, 0.03, hand_at(310), hand_at(360)) == [1, 2]


def test_a_hand_seen_a_moment_ago_goes_before_one_lost_for_long() -> None:
    tracker = Tracker()
    numbers(tracker, 0.0, hand_at(300))
    numbers(tracker, 0.2, hand_at(580))
    tracks = tracker.step((hand_at(500),), 0.23, GRACE_S)
    assert [track.hand for track in tracks if track.detection is not None] == [2]


def test_a_lost_hand_stays_where_it_was_last_seen() -> None:
    tracker = Tracker()
    tracker.step((hand_at(100),), 0.0, GRACE_S)
    (lost,) = tracker.step((), 0.1, GRACE_S)
    assert lost.detection is None
    assert (lost.box, lost.seen_at_s, lost.born_at_s) == (hand_at(100).box, 0.0, 0.0)


def test_boxes_of_no_size_are_followed_too() -> None:
    tracker = Tracker()
    assert numbers(tracker, 0.0, hand_at(5, size=0)) == [1]
    assert numbers(tracker, 0.03, hand_at(5, size=0)) == [1]


def test_identities_are_never_given_twice() -> None:
    tracker = Tracker()
    numbers(tracker, 0.0, hand_at(100))
    tracker.forget_all()
    assert numbers(tracker, 0.0, hand_at(100)) == [2]
