"""Proposes boxes for recorded pictures: the detector's hands, and in between what the neighbouring pictures suggest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from gesture_app.core.own_pictures import DRAWN, IDLE, LabelledBox, OwnPicture, Shot, Take, Verdict
from gesture_app.core.tracks import Tracker
from gesture_app.core.types import Box, Detection

LOST_S = 1.5  # a hand that the detector does not find for so long may be another one when it is found again
BRIDGE_S = 3.0  # between two found hands no farther apart than this, the hand is assumed on the way
REACH_S = 1.0  # so far beyond a found hand it is assumed to be where it was
GUESS = 0.3  # certainty of a box that comes from its neighbours; far below any that a person need not look at


def propose(shots: Sequence[Shot], names: Sequence[str], take: Take) -> tuple[OwnPicture, ...]:
    """Boxes for one recording, in the order of time.

    Whatever gesture the detector takes the hand for, in a recording of the gesture it is this one. Other hands in view
    keep the detector's word: if they had no box, training would teach the network to overlook them.

    Args:
        names: Of all classes; the last is the gesture that is recorded. A hand that the detector takes for something
            else, such as another gesture of one's own, is called an idle one.
    """
    label, others = names[-1], names[:-1]
    label_hands = _shown if take is Take.SHOWN else _other
    boxes = label_hands(shots, label, others)
    pictures = tuple(
        OwnPicture(take, shot.at_s, shot.size_px, shot.jpeg, own) for shot, own in zip(shots, boxes, strict=True)
    )
    return fill_gaps(pictures, label)


def fill_gaps(pictures: Sequence[OwnPicture], label: str) -> tuple[OwnPicture, ...]:
    """The same pictures with guesses where the gesture's hand was not found; made anew whenever boxes were corrected.

    A picture that a person has decided about is left alone.
    """
    known = [_Sighting(one.at_s, box) for one in pictures if one.take is Take.SHOWN and (box := _known(one, label))]
    return tuple(_guessed(one, label, known) if _has_gap(one, label) else one for one in pictures)


@dataclass(frozen=True, slots=True)
class _Sighting:
    """The gesture's hand, found or drawn."""

    at_s: float
    box: Box


def _shown(shots: Sequence[Shot], label: str, others: Sequence[str]) -> list[tuple[LabelledBox, ...]]:
    """Of all hands, the one that is seen longest and best shows the gesture."""
    hands = _hands(shots)
    weight: dict[int, float] = {}
    for seen in hands:
        for hand, detection in seen:
            weight[hand] = weight.get(hand, 0.0) + detection.score * detection.box.size_px
    proposed = []
    for seen in hands:
        main = max((hand for hand, _ in seen), key=lambda hand: weight[hand], default=None)
        proposed.append(
            tuple(
                LabelledBox(label if hand == main else _others_label(one, others), one.box, one.score)
                for hand, one in seen
            )
        )
    return proposed


def _other(shots: Sequence[Shot], _label: str, others: Sequence[str]) -> list[tuple[LabelledBox, ...]]:
    """Hands as the detector sees them; the gesture itself is not shown here, whatever it says."""
    return [
        tuple(LabelledBox(_others_label(one, others), one.box, one.score) for one in shot.detections) for shot in shots
    ]


def _others_label(detection: Detection, others: Sequence[str]) -> str:
    return detection.gesture if detection.gesture in others else IDLE


def _hands(shots: Sequence[Shot]) -> list[list[tuple[int, Detection]]]:
    """Each shot's detections with the identity of their hand."""
    tracker = Tracker()
    return [
        [(track.hand, track.detection) for track in tracks if track.detection is not None]
        for tracks in (tracker.step(shot.detections, shot.at_s, LOST_S) for shot in shots)
    ]


def _known(picture: OwnPicture, label: str) -> Box | None:
    """Where the gesture's hand certainly is in a picture."""
    if picture.verdict is Verdict.REJECTED:
        return None
    return next((one.box for one in picture.boxes if one.label == label and one.certainty > GUESS), None)


def _has_gap(picture: OwnPicture, label: str) -> bool:
    """Whether a picture should show the gesture, has no certain box of it, and nobody has looked at it yet."""
    is_untouched = picture.verdict is Verdict.OPEN and all(one.certainty < DRAWN for one in picture.boxes)
    return picture.take is Take.SHOWN and is_untouched and _known(picture, label) is None


def _guessed(picture: OwnPicture, label: str, known: Sequence[_Sighting]) -> OwnPicture:
    others = tuple(one for one in picture.boxes if one.label != label)
    box = _between(known, picture.at_s)
    if box is None:
        return replace(picture, boxes=others)
    return replace(picture, boxes=(*others, LabelledBox(label, box, GUESS)))


def _between(known: Sequence[_Sighting], at_s: float) -> Box | None:
    """Where the hand is on its way from the last sighting to the next; None if both are too far away."""
    before = max((one for one in known if one.at_s <= at_s), key=lambda one: one.at_s, default=None)
    after = min((one for one in known if one.at_s >= at_s), key=lambda one: one.at_s, default=None)
    if before and after and after.at_s - before.at_s <= BRIDGE_S:
        span_s = after.at_s - before.at_s
        return _mixed(before.box, after.box, (at_s - before.at_s) / span_s if span_s else 0.0)
    near = [one for one in (before, after) if one is not None and abs(one.at_s - at_s) <= REACH_S]
    return min(near, key=lambda one: abs(one.at_s - at_s)).box if near else None


def _mixed(a: Box, b: Box, share: float) -> Box:
    """The box that lies a share of the way between two."""

    def mixed(start: float, end: float) -> float:
        return start + (end - start) * share

    return Box(mixed(a.left, b.left), mixed(a.top, b.top), mixed(a.right, b.right), mixed(a.bottom, b.bottom))
