"""What in a choice of bindings would surprise: gestures that get in each other's way, or cannot do what they should."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum

from gesture_app.core.bindings import OPPOSITES, Binding, Bindings
from gesture_app.core.gestures import TriggerMode
from gesture_app.core.sections import EngineSettings
from gesture_app.core.types import Command

SWITCHES = frozenset({Command.PLAY_PAUSE, Command.MUTE, Command.FULLSCREEN})  # each undoes itself
SAFE_COOLDOWN_MS = 100  # an order that follows sooner than this cannot be meant


class ConflictName(Enum):
    """What can be surprising."""

    SAME_COMMAND = "same_command"  # two gestures do the same
    ARMS_AT_ONCE = "arms_at_once"  # whoever shows the arming gesture in passing has armed
    ORDERS_WHEN_ARMING = "orders_when_arming"  # the arming gesture gives its own order as soon as it has armed
    NEVER_DISARMS = "never_disarms"  # the disarming gesture has a command, and then gives orders instead
    ARMS_AND_DISARMS = "arms_and_disarms"  # one gesture for both
    NO_OPPOSITE = "no_opposite"  # nothing takes the command back when the hand lets go
    FLICKERS = "flickers"  # a command that undoes itself, again and again
    IS_A_DIAL = "is_a_dial"  # the height of the hand can only be the volume
    CANNOT_BE_HELD = "cannot_be_held"  # a movement is over as soon as it is known
    FLOODS = "floods"  # orders without a pause for as long as it is shown
    NO_HAND = "no_hand"  # a command of the other hand, where either hand does


@dataclass(frozen=True, slots=True)
class Conflict:
    """One surprise, and the gestures that have a part in it."""

    name: ConflictName
    gestures: tuple[str, ...]


def find_conflicts(bindings: Bindings, engine: EngineSettings) -> tuple[Conflict, ...]:
    """Everything in these bindings that would surprise."""
    return (*_of_arming(bindings, engine), *_of_pairs(bindings), *_of_each(bindings, engine))


def _of_arming(bindings: Bindings, engine: EngineSettings) -> Iterator[Conflict]:
    """What is odd about arming and disarming; nothing of it matters to an app that is always armed."""
    if engine.always_armed:
        return
    arming, disarming = bindings.of(engine.arming_gesture), bindings.of(engine.disarming_gesture)
    if arming.gesture == disarming.gesture:
        yield Conflict(ConflictName.ARMS_AND_DISARMS, (arming.gesture,))
    if engine.arm_hold_ms == 0:
        yield Conflict(ConflictName.ARMS_AT_ONCE, (arming.gesture,))
    if arming.command is not None and arming.hold_ms == 0:
        yield Conflict(ConflictName.ORDERS_WHEN_ARMING, (arming.gesture,))
    if disarming.command is not None:
        yield Conflict(ConflictName.NEVER_DISARMS, (disarming.gesture,))


def _of_pairs(bindings: Bindings) -> Iterator[Conflict]:
    """Gestures that do the same; by another amount is not the same."""
    by_effect: dict[tuple[Command, float | None], dict[str, None]] = {}
    for binding in bindings:
        for meaning in binding.meanings:
            if meaning.command is not None:
                by_effect.setdefault((meaning.command, meaning.amount), {})[binding.gesture] = None
    for gestures in by_effect.values():
        if len(gestures) > 1:
            yield Conflict(ConflictName.SAME_COMMAND, tuple(gestures))


def _of_each(bindings: Bindings, engine: EngineSettings) -> Iterator[Conflict]:
    """Triggers that make no sense for the command of a gesture."""
    for binding in bindings:
        for name, is_so in _CHECKS.items():
            if any(is_so(meaning, engine) for meaning in binding.meanings):
                yield Conflict(name, (binding.gesture,))


def _has_no_opposite(binding: Binding, _engine: EngineSettings) -> bool:
    return binding.mode in (TriggerMode.HOLD, TriggerMode.TOGGLE) and binding.command not in OPPOSITES


def _flickers(binding: Binding, _engine: EngineSettings) -> bool:
    return binding.mode is TriggerMode.REPEAT and binding.command in SWITCHES


def _is_a_dial(binding: Binding, _engine: EngineSettings) -> bool:
    return binding.mode is TriggerMode.CONTINUOUS and binding.command is not Command.SET_VOLUME


def _cannot_be_held(binding: Binding, _engine: EngineSettings) -> bool:
    return binding.motion is not None and binding.mode not in (TriggerMode.ONCE, TriggerMode.TOGGLE)


def _floods(binding: Binding, engine: EngineSettings) -> bool:
    cooldown_ms = engine.cooldown_ms if binding.cooldown_ms is None else binding.cooldown_ms
    pause_ms = max(cooldown_ms, binding.hold_ms)
    is_held_once = binding.motion is None and binding.mode is TriggerMode.ONCE
    return is_held_once and not binding.release_required and pause_ms < SAFE_COOLDOWN_MS


def _lacks_hand(binding: Binding, _engine: EngineSettings) -> bool:
    return binding.hand is None and binding.other_command is not None


_CHECKS: Mapping[ConflictName, Callable[[Binding, EngineSettings], bool]] = {
    ConflictName.NO_OPPOSITE: _has_no_opposite,
    ConflictName.FLICKERS: _flickers,
    ConflictName.IS_A_DIAL: _is_a_dial,
    ConflictName.CANNOT_BE_HELD: _cannot_be_held,
    ConflictName.FLOODS: _floods,
    ConflictName.NO_HAND: _lacks_hand,
}
