"""Whether two detectors see the same hands in the same frame, and how often they do.

A hand counts if at least one of the two is sure of it. They agree about it if the other has a box there too, sure or
not, and calls it the same; so a hand at the edge of being seen is no quarrel.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from gesture_app.core.own_pictures import SURE
from gesture_app.core.tracks import iou
from gesture_app.core.types import Detection

LEAST_OVERLAP = 0.5  # IoU from which two boxes mean the same hand

Detections = tuple[Detection, ...]


@dataclass(frozen=True, slots=True)
class Hand:
    """One hand as each of the two sees it; None where one does not, but never for both."""

    a: Detection | None
    b: Detection | None

    @property
    def is_agreed(self) -> bool:
        """Whether both see it and call it the same."""
        return self.a is not None and self.b is not None and self.a.gesture == self.b.gesture

    @property
    def gestures(self) -> tuple[str, str]:
        """What each calls it; empty for one that does not see it."""
        return (self.a.gesture if self.a else "", self.b.gesture if self.b else "")


@dataclass(frozen=True, slots=True)
class Comparison:
    """What two detectors say of one frame."""

    hands: tuple[Hand, ...]

    @property
    def is_agreed(self) -> bool:
        """Whether they see the same hands; of a frame without any, they do."""
        return all(hand.is_agreed for hand in self.hands)

    @property
    def a(self) -> Detections:
        """The first one's answer."""
        return tuple(hand.a for hand in self.hands if hand.a)

    @property
    def b(self) -> Detections:
        """The second one's answer."""
        return tuple(hand.b for hand in self.hands if hand.b)

    @property
    def disputes(self) -> frozenset[tuple[str, str]]:
        """What they call the hands that they do not agree about; empty for one that does not see it."""
        return frozenset(hand.gestures for hand in self.hands if not hand.is_agreed)


def compare(a: Detections, b: Detections) -> Comparison:
    """Pair the hands of two answers to the same frame: the same gesture first, then the largest overlap."""
    pairs = [(one, other, iou(one.box, other.box)) for one in a for other in b]
    pairs = [pair for pair in pairs if pair[2] >= LEAST_OVERLAP]
    pairs.sort(key=lambda pair: (pair[0].gesture == pair[1].gesture, pair[2]), reverse=True)
    hands: list[Hand] = []
    left_a, left_b = list(a), list(b)
    for one, other, _ in pairs:
        if one in left_a and other in left_b:
            left_a.remove(one)
            left_b.remove(other)
            hands.append(Hand(one, other))
    hands += [Hand(one, None) for one in left_a]
    hands += [Hand(None, other) for other in left_b]
    return Comparison(tuple(hand for hand in hands if _certainty(hand) >= SURE))


def _certainty(hand: Hand) -> float:
    return max(one.score for one in (hand.a, hand.b) if one)


@dataclass(frozen=True, slots=True)
class Counts:
    """How often two detectors agreed."""

    looked: int = 0  # frames that the first one saw
    compared: int = 0  # of these, the second one saw too
    with_hands: int = 0  # of these, a hand was in
    agreed: int = 0  # of these, they saw the same hands
    by_gesture: Mapping[str, tuple[int, int]] | None = None  # hands that either, and that both called so

    @property
    def agreed_share(self) -> float | None:
        """Of the frames with a hand, 0 to 1; None before there is one."""
        return self.agreed / self.with_hands if self.with_hands else None

    @property
    def compared_share(self) -> float | None:
        """Of all frames, 0 to 1; None before there is one."""
        return self.compared / self.looked if self.looked else None


class Tally:
    """Counts; used by one thread at a time."""

    def __init__(self) -> None:
        self.looked = 0
        self._compared = self._with_hands = self._agreed = 0
        self._either: Counter[str] = Counter()
        self._both: Counter[str] = Counter()

    def add(self, comparison: Comparison) -> None:
        """Count a frame that both saw."""
        self._compared += 1
        self._with_hands += bool(comparison.hands)
        self._agreed += bool(comparison.hands) and comparison.is_agreed
        for hand in comparison.hands:
            self._either.update({gesture for gesture in hand.gestures if gesture})
            if hand.is_agreed:
                self._both[hand.gestures[0]] += 1

    def counts(self) -> Counts:
        """Everything until now; the gestures that were seen most come first."""
        by_gesture = {gesture: (count, self._both[gesture]) for gesture, count in self._either.most_common()}
        return Counts(self.looked, self._compared, self._with_hands, self._agreed, by_gesture)
