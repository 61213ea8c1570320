"""Tracks: which detection is the hand that was there a moment ago."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from gesture_app.core.types import Box, Detection

# How far a hand's centre may jump, in hand sizes: at rest (jitter of the box), and in addition per second of waving.
JITTER_HANDS = 0.6
SPEED_HANDS_PER_S = 8.0


@dataclass(slots=True)
class Track:
    """One hand, as long as it is in view."""

    hand: int  # identity, never given twice
    box: Box  # where it was last seen
    seen_at_s: float
    born_at_s: float
    detection: Detection | None  # of this moment; None while it is lost from view


class Tracker:
    """Gives hands their identity."""

    def __init__(self) -> None:
        self._tracks: dict[int, Track] = {}
        self._next_hand = 1

    def step(self, detections: Sequence[Detection], at_s: float, grace_s: float) -> tuple[Track, ...]:
        """Find every detection's hand; a hand out of view for longer than grace_s is forgotten."""
        for track in self._tracks.values():
            track.detection = None
        alive = [track for track in self._tracks.values() if at_s - track.seen_at_s <= grace_s]
        self._tracks = {track.hand: track for track in alive}
        strangers = set(range(len(detections)))
        for track, index in _matches(alive, detections, at_s):
            self._see(track, detections[index], at_s)
            strangers.discard(index)
        for index in sorted(strangers):
            self._greet(detections[index], at_s)
        return tuple(self._tracks.values())

    def forget_all(self) -> None:
        """Begin anew, as after a jump of the clock."""
        self._tracks.clear()

    def _see(self, track: Track, detection: Detection, at_s: float) -> None:
        track.detection, track.box, track.seen_at_s = detection, detection.box, at_s

    def _greet(self, detection: Detection, at_s: float) -> None:
        self._tracks[self._next_hand] = Track(self._next_hand, detection.box, at_s, at_s, detection)
        self._next_hand += 1


def _matches(tracks: Sequence[Track], detections: Sequence[Detection], at_s: float) -> Iterator[tuple[Track, int]]:
    """Pair tracks with detections, the best pair first; nobody is paired twice."""
    pairs = [
        (affinity, -track.hand, -index)
        for track in tracks
        for index, detection in enumerate(detections)
        if (affinity := _affinity(track, detection.box, at_s)) is not None
    ]
    by_hand = {track.hand: track for track in tracks}
    taken: set[int] = set()
    for _, hand, index in sorted(pairs, reverse=True):
        if -index not in taken and -hand in by_hand:
            taken.add(-index)
            yield by_hand.pop(-hand), -index


def _affinity(track: Track, box: Box, at_s: float) -> float | None:
    """How well a box continues a track; None when no hand moves that fast.

    Overlap counts for it, distance and the time since the hand was last seen against it.
    """
    gap_s = at_s - track.seen_at_s
    reach_px = max(track.box.size_px, box.size_px, 1.0) * (JITTER_HANDS + SPEED_HANDS_PER_S * gap_s)
    distance_px = math.dist(track.box.centre, box.centre)
    if distance_px > reach_px:
        return None
    return iou(track.box, box) - distance_px / reach_px - gap_s


def iou(a: Box, b: Box) -> float:
    """Overlap of two boxes, 0 to 1; 0 where both are empty."""
    width = min(a.right, b.right) - max(a.left, b.left)
    height = min(a.bottom, b.bottom) - max(a.top, b.top)
    shared = max(width, 0.0) * max(height, 0.0)
    either = a.width * a.height + b.width * b.height - shared
    return shared / either if either > 0 else 0.0
