"""Journeys of a hand for the engine's tests: it rests and moves, and every frame rate sees the same hand.

journey(rest(0.5), move(0.3, right=2), rest(0.3))      what whoever faces the camera calls a swipe to the left
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from film import BINDINGS, SIZE_PX, Moment, engine_settings

from gesture_app.core.bindings import Binding, Bindings
from gesture_app.core.engine import Engine
from gesture_app.core.types import Box, Command, Decision, Detection, Direction

HAND_PX = 100.0
START = (640.0, 360.0)
SWIPES = (
    Binding("swipe_left", "Swipe left", Command.NEXT, motion=Direction.LEFT),
    Binding("swipe_right", "Swipe right", Command.PREVIOUS, motion=Direction.RIGHT),
    Binding("swipe_up", "Swipe up", Command.VOLUME_UP, 0.1, motion=Direction.UP),
    Binding("swipe_down", "Swipe down", Command.VOLUME_DOWN, 0.1, motion=Direction.DOWN),
)


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a journey."""

    seconds: float
    right: float = 0.0  # hand sizes in the unmirrored picture
    down: float = 0.0
    gesture: str | None = "palm"  # None: it is not found
    score: float = 0.9


def rest(seconds: float, gesture: str | None = "palm") -> Part:
    """The hand stays where it is."""
    return Part(seconds, gesture=gesture)


def move(seconds: float, right: float = 0.0, down: float = 0.0, gesture: str | None = "palm") -> Part:
    """The hand moves on, starting and stopping gently."""
    return Part(seconds, right, down, gesture)


def journey(*parts: Part, fps: float = 50.0, from_s: float = 0.0) -> list[Moment]:
    """The frames of a journey; from_s is when the first of them is taken."""
    length_s = sum(part.seconds for part in parts)
    times = [from_s + index / fps for index in range(int((length_s - from_s) * fps))]
    return [_moment(parts, at_s) for at_s in times]


def _moment(parts: Sequence[Part], at_s: float) -> Moment:
    (x, y), left_s = START, at_s
    for part in parts:
        share = min(left_s / part.seconds, 1.0)
        gone = share**3 * (10 - 15 * share + 6 * share**2)  # minimum jerk, as people move
        x, y = x + gone * part.right * HAND_PX, y + gone * part.down * HAND_PX
        if left_s < part.seconds:
            return Moment(at_s, () if part.gesture is None else (seen(x, y, part.gesture, part.score),))
        left_s -= part.seconds
    return Moment(at_s, ())


def seen(x: float, y: float, gesture: str = "palm", score: float = 0.9) -> Detection:
    """A hand in the middle of which is this place."""
    half = HAND_PX / 2
    return Detection(gesture, score, Box(x - half, y - half, x + half, y + half))


def swiping_engine(bindings: Iterable[Binding] = SWIPES, **settings: object) -> Engine:
    """An engine with these movements bound, to which the palm gives no order of its own."""
    silent = [dataclasses.replace(binding, command=None) for binding in BINDINGS if binding.gesture == "palm"]
    others = [binding for binding in BINDINGS if binding.gesture != "palm"]
    return Engine(engine_settings(**settings), Bindings([*silent, *others, *bindings]))


def decided(moments: Iterable[Moment], watched: Engine) -> list[Decision]:
    """All decisions about a journey."""
    return [decision for moment in moments for decision in watched.step(moment.detections, SIZE_PX, moment.at_s)]


def ordered(decisions: Iterable[Decision]) -> list[str]:
    """The gestures that fired."""
    return [decision.gesture for decision in decisions if decision.order is not None]


def reasons(decisions: Iterable[Decision], gesture: str) -> list[str]:
    """What was said against a gesture, each once, in order."""
    said = [decision.gate.text for decision in decisions if decision.gesture == gesture and decision.gate]
    return list(dict.fromkeys(said))
