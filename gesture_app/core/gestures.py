"""The vocabulary: which gestures there are and what they do unless the user decides otherwise."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from gesture_app.core.errors import SettingsError
from gesture_app.core.types import Command, Direction


class TriggerMode(Enum):
    """How a held gesture turns into orders."""

    ONCE = "once"  # one order per gesture; release it to give another
    REPEAT = "repeat"  # order after order while held, faster with time
    HOLD = "hold"  # one order when it begins, its opposite when it ends
    TOGGLE = "toggle"  # one order when it begins, its opposite the next time
    CONTINUOUS = "continuous"  # the hand's height is the amount


@dataclass(frozen=True, slots=True)
class Gesture:
    """One entry of assets/gestures.toml."""

    label: str
    title: str
    icon: str
    command: Command | None = None
    mode: TriggerMode = TriggerMode.ONCE
    hold_ms: int = 400
    is_idle: bool = False  # a hand that means nothing; may never have a command
    amount: float | None = None  # share of full volume, or seconds; None: the usual one of the command
    cooldown_ms: int | None = None  # quiet time after an order; None: as the engine's settings say
    motion: Direction | None = None  # a movement of the hand, which no network is asked for; None: a posture


def postures(vocabulary: Mapping[str, Gesture]) -> tuple[str, ...]:
    """The labels that a network may know: those of all gestures that are no movements."""
    return tuple(label for label, gesture in vocabulary.items() if gesture.motion is None)


def read_vocabulary(path: Path) -> dict[str, Gesture]:
    """Read the gestures, keyed by label, in the order of the file.

    Raises:
        SettingsError: The file is missing, is not TOML or holds an entry that makes no sense.
    """
    try:
        document = tomllib.loads(path.read_text(encoding="utf-8"))
        entries = [_gesture(**entry) for entry in document["gesture"]]
    except FileNotFoundError:
        raise SettingsError(f"The vocabulary {path} is missing; reinstall the application.") from None
    except (tomllib.TOMLDecodeError, KeyError, TypeError, ValueError) as error:
        reason = f"it lacks {error}" if isinstance(error, KeyError) else str(error)
        raise SettingsError(f"The vocabulary {path} cannot be understood: {reason}.") from None
    return {entry.label: entry for entry in entries}


def _gesture(
    label: str,
    title: str,
    icon: str,
    command: str | None = None,
    mode: str = "once",
    hold_ms: int = 400,
    is_idle: bool = False,
    amount: float | None = None,
    cooldown_ms: int | None = None,
    motion: str | None = None,
) -> Gesture:
    """Turn the words of one table into values; a word that is not known is a ValueError or TypeError."""
    if is_idle and command is not None:
        raise ValueError(f"{label} is an idle hand and cannot have the command {command}")
    bound = None if command is None else Command(command)
    moves = None if motion is None else Direction(motion)
    return Gesture(label, title, icon, bound, TriggerMode(mode), hold_ms, is_idle, amount, cooldown_ms, moves)
