"""Runs: what a gesture orders from the moment its hold is complete until the hand lets go, for each trigger mode."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from gesture_app.core.bindings import OPPOSITES, Binding
from gesture_app.core.gestures import TriggerMode
from gesture_app.core.sections import EngineSettings
from gesture_app.core.types import Box, Command, Order

# A dial moves in steps of this share of full volume, so that nobody hears a trembling hand.
DIAL_STEP = 0.02
# And not more often than this: a player over HTTP needs 20 ms for each.
DIAL_PAUSE_S = 0.05


@dataclass(frozen=True, slots=True)
class Start:
    """The moment a run begins."""

    binding: Binding
    settings: EngineSettings
    at_s: float
    box: Box
    volume: float | None  # of the player; None while it has not said
    is_toggled: bool  # whether this gesture's toggle is on


def single_order(binding: Binding, *, is_toggled: bool) -> Order:
    """The one order of a movement, which cannot be held: of the modes, only `toggle` differs from `once`."""
    order = _order(binding)
    takes_back = binding.mode is TriggerMode.TOGGLE and is_toggled
    return (_opposite(order) or order) if takes_back else order


def _nothing() -> Order | None:
    return None


@dataclass(frozen=True, slots=True)
class Run:
    """A gesture that has fired and is still held."""

    gesture: str
    begin: Order | None  # at once
    step: Callable[[float, Box], Order | None] | None = None  # in every further frame that shows the gesture
    end: Order | None = None  # when the hand lets go
    cancel: Callable[[], Order | None] = _nothing  # when the disarming gesture follows

    @property
    def is_going_on(self) -> bool:
        """Whether more orders can come of it, so that the hand must stay armed."""
        return self.step is not None or self.end is not None


def start_run(start: Start) -> Run:
    """The run of a gesture whose hold is complete."""
    return RUNS[start.binding.mode](start)


def _once(start: Start) -> Run:
    return Run(start.binding.gesture, _order(start.binding))


def _toggle(start: Start) -> Run:
    order = _order(start.binding)
    return Run(start.binding.gesture, (_opposite(order) or order) if start.is_toggled else order)


def _hold(start: Start) -> Run:
    order = _order(start.binding)
    return Run(start.binding.gesture, order, end=_opposite(order))


def _repeat(start: Start) -> Run:
    order = _order(start.binding)
    return Run(start.binding.gesture, order, step=_Repeater(order, start.settings, start.at_s).step)


def _continuous(start: Start) -> Run:
    dial = _Dial(start)
    return Run(start.binding.gesture, None, step=dial.step, cancel=dial.cancel)


def _order(binding: Binding) -> Order:
    if binding.command is None:
        raise ValueError(f"{binding.gesture} has no command, so it cannot run")
    return Order(binding.command, binding.amount)


def _opposite(order: Order) -> Order | None:
    command = OPPOSITES.get(order.command)
    return None if command is None else Order(command, order.amount)


class _Repeater:
    """Gives an order again and again, each time a little sooner."""

    def __init__(self, order: Order, settings: EngineSettings, at_s: float) -> None:
        self._order = order
        self._settings = settings
        self._pause_s = settings.repeat_ms / 1000
        self._due_s = at_s + self._pause_s

    def step(self, at_s: float, box: Box) -> Order | None:  # noqa: ARG002 - every run is asked alike
        """The order when it is due."""
        if at_s < self._due_s:
            return None
        fastest_s = min(self._settings.repeat_fastest_ms, self._settings.repeat_ms) / 1000
        self._pause_s = max(fastest_s, self._pause_s * self._settings.repeat_shrink)
        # From the due time, not from now: else a slow camera would repeat more slowly. What was missed stays missed.
        self._due_s = max(self._due_s + self._pause_s, at_s)
        return self._order


class _Dial:
    """Turns the volume by the height of the hand, measured in hand sizes."""

    def __init__(self, start: Start) -> None:
        self._volume = start.volume
        self._from_y = start.box.centre[1]
        self._travel_px = max(start.box.size_px, 1.0) * start.settings.dial_hands
        self._turned = 0.0  # share of full volume, so far
        self._turned_at_s = start.at_s

    def step(self, at_s: float, box: Box) -> Order | None:
        """The new volume when the hand has moved enough."""
        low, high = self._limits()
        wanted = min(max((self._from_y - box.centre[1]) / self._travel_px, low), high)
        is_at_stop = wanted in (low, high) and wanted != self._turned
        is_enough = abs(wanted - self._turned) >= DIAL_STEP or is_at_stop
        if not is_enough or at_s - self._turned_at_s < DIAL_PAUSE_S:
            return None
        self._turned_at_s = at_s
        return self._turn(wanted)

    def cancel(self) -> Order | None:
        """Back to where it was."""
        return self._turn(0.0) if self._turned else None

    def _limits(self) -> tuple[float, float]:
        """How far down and up it can be turned; some players go beyond 100 % and may stay there."""
        if self._volume is None:
            return -1.0, 1.0
        return -self._volume, max(1.0 - self._volume, 0.0)

    def _turn(self, to: float) -> Order:
        """Absolute where the volume is known, else louder or softer by the difference."""
        change, self._turned = to - self._turned, to
        if self._volume is not None:
            return Order(Command.SET_VOLUME, self._volume + to)
        return Order(Command.VOLUME_UP if change > 0 else Command.VOLUME_DOWN, abs(change))


RUNS: Mapping[TriggerMode, Callable[[Start], Run]] = {
    TriggerMode.ONCE: _once,
    TriggerMode.REPEAT: _repeat,
    TriggerMode.HOLD: _hold,
    TriggerMode.TOGGLE: _toggle,
    TriggerMode.CONTINUOUS: _continuous,
}
