"""Films for the engine's tests: a word in which every letter is what the hand does for a tenth of a second.

play("ppppppvvvvvvv") == ".....A......>"      held palm arms, then victory means "next"
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from gesture_app.core.bindings import Binding, Bindings
from gesture_app.core.engine import Engine
from gesture_app.core.gestures import TriggerMode
from gesture_app.core.settings import EngineSettings
from gesture_app.core.types import Box, Command, Decision, Detection, Phase

SIZE_PX = (1280, 720)
LETTER_S = 0.1
FPS = 50.0  # five frames a letter
LEFT_HAND = Box(300, 300, 450, 460)
RIGHT_HAND = Box(900, 300, 1050, 460)

GESTURES = {
    "p": "palm",
    "f": "fist",
    "v": "peace",
    "u": "two_up",
    "m": "mute",
    "4": "four",
    "o": "one",
    "l": "like",
    "n": "no_gesture",
}
ORDERS = {
    Command.PLAY_PAUSE: "*",
    Command.NEXT: ">",
    Command.VOLUME_UP: "+",
    Command.VOLUME_DOWN: "-",
    Command.MUTE: "m",
    Command.PLAY: "P",
    Command.PAUSE: "S",
    Command.SET_VOLUME: "=",
}
BINDINGS = (
    Binding("palm", "Open palm", Command.PLAY_PAUSE, hold_ms=700),
    Binding("fist", "Fist"),
    Binding("peace", "Victory", Command.NEXT, hold_ms=500),
    Binding("two_up", "Two fingers", Command.VOLUME_UP, 0.05, TriggerMode.REPEAT, hold_ms=300),
    Binding("mute", "Finger on lips", Command.MUTE, mode=TriggerMode.HOLD, hold_ms=300),
    Binding("four", "Four fingers", Command.SET_VOLUME, mode=TriggerMode.CONTINUOUS, hold_ms=300),
    Binding("one", "One finger", Command.PLAY, mode=TriggerMode.TOGGLE, hold_ms=300),
)


@dataclass(frozen=True, slots=True)
class Moment:
    """One frame of a film."""

    at_s: float
    detections: tuple[Detection, ...]


def film(seen: str, fps: float = FPS, score: float = 0.9, box: Box = LEFT_HAND) -> list[Moment]:
    """The frames of a hand that does what the letters say; a dot is no hand."""
    count = round(len(seen) * LETTER_S * fps)
    letters = [seen[min(int(index / fps / LETTER_S + 1e-9), len(seen) - 1)] for index in range(count)]
    return [
        Moment(index / fps, () if letter == "." else (Detection(GESTURES[letter], score, box),))
        for index, letter in enumerate(letters)
    ]


def together(*films: Iterable[Moment]) -> list[Moment]:
    """Several hands in one picture; the films must be equally long."""
    return [
        Moment(moments[0].at_s, tuple(detection for moment in moments for detection in moment.detections))
        for moments in zip(*films, strict=True)
    ]


def engine(**settings: object) -> Engine:
    """An engine with the bindings above."""
    return Engine(engine_settings(**settings), Bindings(BINDINGS))


def engine_settings(**changes: object) -> EngineSettings:
    """The default settings with some of them changed."""
    return dataclasses.replace(EngineSettings(), **changes)  # type: ignore[arg-type]  # the tests know their names


def run(moments: Iterable[Moment], watched: Engine) -> Iterator[Decision]:
    """All decisions about a film."""
    for moment in moments:
        yield from watched.step(moment.detections, SIZE_PX, moment.at_s)


def play(seen: str, fps: float = FPS, score: float = 0.9, **settings: object) -> str:
    """What happened in each letter of a film: A armed, a sign of ORDERS, or a dot."""
    return told(run(film(seen, fps, score), engine(**settings)), len(seen))


def told(decisions: Iterable[Decision], letters: int) -> str:
    """What happened in each tenth of a second; if it was more than one thing, the last."""
    story = ["."] * letters
    for decision in decisions:
        letter = int(decision.at_s / LETTER_S + 1e-9)
        if decision.order is not None:
            story[letter] = ORDERS[decision.order.command]
        elif decision.phase is Phase.ARMED and decision.gate is None:
            story[letter] = "A"
    return "".join(story)
