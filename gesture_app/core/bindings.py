"""What each gesture does: the vocabulary's defaults, and the user's changes to them."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum

from gesture_app.core.amounts import SEEK_STEP_S, VOLUME_STEP
from gesture_app.core.gestures import Gesture, TriggerMode
from gesture_app.core.schema import setting
from gesture_app.core.types import Command, Direction, Side

Zone = tuple[float, float, float, float]  # left, top, right and bottom, as shares of the unmirrored picture

# How much one order does where nobody said otherwise.
USUAL_AMOUNTS: Mapping[Command, float] = {
    Command.VOLUME_UP: VOLUME_STEP,
    Command.VOLUME_DOWN: VOLUME_STEP,
    Command.SEEK_FORWARD: SEEK_STEP_S,
    Command.SEEK_BACK: SEEK_STEP_S,
}

# What undoes a command when a hold ends or a toggle is shown again; the rest undo themselves or cannot be undone.
OPPOSITES: Mapping[Command, Command] = {
    Command.PLAY: Command.PAUSE,
    Command.PAUSE: Command.PLAY,
    Command.STOP: Command.PLAY,
    Command.NEXT: Command.PREVIOUS,
    Command.PREVIOUS: Command.NEXT,
    Command.VOLUME_UP: Command.VOLUME_DOWN,
    Command.VOLUME_DOWN: Command.VOLUME_UP,
    Command.SEEK_FORWARD: Command.SEEK_BACK,
    Command.SEEK_BACK: Command.SEEK_FORWARD,
    Command.PLAY_PAUSE: Command.PLAY_PAUSE,
    Command.MUTE: Command.MUTE,
    Command.FULLSCREEN: Command.FULLSCREEN,
}


@dataclass(frozen=True, slots=True)
class Binding:
    """What one gesture does, everything decided."""

    gesture: str
    title: str
    command: Command | None = None  # None: nothing
    amount: float | None = None  # share of full volume, or seconds; None where it means nothing
    mode: TriggerMode = TriggerMode.ONCE
    hold_ms: int = 400
    cooldown_ms: int | None = None  # None: as long as for every gesture
    min_score: float | None = None  # None: the same as for every gesture
    release_required: bool = True
    zone: Zone | None = None  # None: the same as for every gesture
    motion: Direction | None = None  # where the hand moves; None: it is a posture that is held
    hand: Side | None = None  # the hand that must show it; None: either
    other_command: Command | None = None  # what it means from the other hand; None: nothing

    def from_hand(self, side: Side | None) -> Binding:
        """What it means from this hand; of one that is not known yet, what it would mean from the wanted one."""
        if self.hand is None or side in (None, self.hand):
            return self
        if self.other_command is None:
            return dataclasses.replace(self, command=None)
        amount = _usual_amount(self.other_command)
        return _dialled(dataclasses.replace(self, command=self.other_command, amount=amount, hand=side))

    @property
    def meanings(self) -> tuple[Binding, ...]:
        """What it means from each hand, of which it means anything; one where the hand does not matter."""
        hands = (self.hand,) if self.hand is None else (self.hand, self.hand.other)
        return tuple(one for one in map(self.from_hand, hands) if one.command is not None)


class HandChoice(Enum):
    """Which hand a gesture is wanted from, as a setting has it."""

    EITHER = "either"
    LEFT = "left"
    RIGHT = "right"

    @property
    def side(self) -> Side | None:
        """The hand; None for either."""
        return None if self is HandChoice.EITHER else Side(self.value)


@dataclass(frozen=True, slots=True)
class BindingChange:
    """What the user wants otherwise for one gesture; None is "as the vocabulary says"."""

    enabled: bool | None = setting("Enabled", "Whether the gesture does anything at all.", default=None)
    command: Command | None = setting("Command", "What the player is told to do.", default=None)
    amount: float | None = setting(
        "Amount", "Share of full volume for volume steps, seconds for seeking.", default=None, limits=(0, 600)
    )
    mode: TriggerMode | None = setting("Trigger", "How the held gesture turns into orders.", default=None)
    hold_ms: int | None = setting(
        "Hold time", "How long the gesture must be held before it counts.", default=None, unit="ms", limits=(0, 5000)
    )
    cooldown_ms: int | None = setting(
        "Cooldown", "How long no other order follows this one.", default=None, unit="ms", limits=(0, 10_000)
    )
    min_score: float | None = setting("Least score", "How sure the network must be.", default=None, limits=(0.05, 1))
    release_required: bool | None = setting(
        "Release before repeat", "Whether the gesture must be let go before it counts again.", default=None
    )
    hand: HandChoice | None = setting(
        "Hand", "Which of your hands must show it; costs a little time to find out.", default=None
    )
    other_command: Command | None = setting(
        "Other hand", "What it means from the other hand, where one is chosen above.", default=None
    )
    zone: Zone | None = setting(
        "Zone of its own",
        "Left, top, right and bottom of the part of the unmirrored picture where it counts, as shares of it.",
        default=None,
        limits=(0, 1),
    )


class Bindings:
    """The bindings in force, by gesture."""

    def __init__(self, bindings: Iterable[Binding]) -> None:
        self._bindings = {binding.gesture: binding for binding in bindings}

    def of(self, gesture: str) -> Binding:
        """What a gesture does; one that nobody knows does nothing."""
        return self._bindings.get(gesture) or Binding(gesture, gesture)

    @property
    def ask_for_hands(self) -> bool:
        """Whether it matters to any gesture which hand shows it."""
        return any(binding.hand is not None and binding.meanings for binding in self)

    def __iter__(self) -> Iterator[Binding]:
        return iter(self._bindings.values())


def default_bindings(vocabulary: Mapping[str, Gesture], hold_ms: int = 0) -> Bindings:
    """What every gesture does when the user has changed nothing; hold_ms, unless 0, replaces every hold time."""
    return Bindings(_default(gesture, hold_ms) for gesture in vocabulary.values())


def _default(gesture: Gesture, hold_ms: int) -> Binding:
    amount = gesture.amount if gesture.amount is not None else _usual_amount(gesture.command)
    return Binding(
        gesture.label,
        gesture.title,
        gesture.command,
        amount,
        gesture.mode,
        hold_ms or gesture.hold_ms,
        gesture.cooldown_ms,
        motion=gesture.motion,
    )


def _usual_amount(command: Command | None) -> float | None:
    return None if command is None else USUAL_AMOUNTS.get(command)


def changed(binding: Binding, change: BindingChange) -> Binding:
    """A binding with the user's wishes in place of its defaults."""
    wishes = {field.name: getattr(change, field.name) for field in dataclasses.fields(change)}
    given = {name: value for name, value in wishes.items() if value is not None and name != "enabled"}
    if change.hand is not None:
        given["hand"] = change.hand.side
    if change.command not in (None, binding.command):
        # The default amount belongs to the default command: 10 seconds would be 1000 % of volume.
        given.setdefault("amount", _usual_amount(change.command))
    if change.enabled is False:
        given["command"] = given["other_command"] = None
    return _dialled(dataclasses.replace(binding, **given))


def _dialled(binding: Binding) -> Binding:
    """A volume to set without saying which can only mean the dial."""
    if binding.command is Command.SET_VOLUME and binding.amount is None:
        return dataclasses.replace(binding, mode=TriggerMode.CONTINUOUS)
    return binding
