"""Measures how soon a player has obeyed: from the frame that decides to the player that says so.

decision_ms     from the moment the deciding frame was taken to the order
reaction_ms     from the same moment to the moment the player was seen to have obeyed; orders that were not seen to be
                obeyed do not count

The source runs in real time, as a camera would. The deciding frame is the first in which the gesture was held for long
enough, so these times come after the hold time, which is the user's choice.
"""

from __future__ import annotations

import contextlib
import dataclasses
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from gesture_app.app import headless_parts
from gesture_app.commands._speed import OPENING_S, percentiles
from gesture_app.core.errors import PlayerError, SourceError
from gesture_app.core.settings import Settings
from gesture_app.core.source import SourceRequest
from gesture_app.core.types import Order, Outcome
from gesture_app.workers.headless import Event, Fatal, HeadlessLine, Step


@dataclass(frozen=True, slots=True)
class Reaction:
    """One order, from the deciding frame on."""

    command: str
    decision_s: float
    reaction_s: float | None  # None where it was not seen to be obeyed


@dataclass(frozen=True, slots=True)
class Reactions:
    """The figures of one measurement; their names are those of the JSON that is printed."""

    player: str
    source: str
    seconds: float
    orders: int
    obeyed: int
    decision_ms_p50: float
    decision_ms_p95: float
    reaction_ms_p50: float
    reaction_ms_p95: float
    reaction_ms_p50_by_command: dict[str, float]


class Stopwatch:
    """Times every order from its frame to its outcome.

    Args:
        now_s: The clock that stamps the frames.
    """

    def __init__(self, now_s: Callable[[], float] = time.monotonic) -> None:
        self.reactions: list[Reaction] = []
        self._now_s = now_s
        self._waiting: list[tuple[Order, float, float]] = []  # order, when its frame was taken, decision_s

    def note(self, event: Event) -> None:
        """Start the watch at an order, and stop it at its outcome."""
        if isinstance(event, Step):
            orders = [decision.order for decision in event.decisions if decision.order is not None]
            self._waiting += [(order, event.taken_at_s, event.latency_s) for order in orders]
        elif isinstance(event, Outcome):
            self._stop(event)

    def _stop(self, outcome: Outcome) -> None:
        for entry in self._waiting:
            order, taken_at_s, decision_s = entry
            if order == outcome.order:
                took_s = self._now_s() - taken_at_s if outcome.obeyed else None
                self.reactions.append(Reaction(order.command.value, decision_s, took_s))
                self._waiting.remove(entry)
                return


def measure_reactions(settings: Settings, request: SourceRequest, seconds: float) -> Reactions:
    """Let the gestures of a source give orders to the player of the settings for so many seconds.

    Raises:
        AppError: A part of the line does not work, or nothing was obeyed in that time.
    """
    parts = headless_parts(settings, dataclasses.replace(request, is_paced=True))
    watch, began_s = Stopwatch(), 0.0
    with contextlib.closing(HeadlessLine(parts).events(OPENING_S + seconds)) as events:
        for event in events:
            if isinstance(event, Fatal):
                raise event.error
            if isinstance(event, PlayerError):
                raise event
            watch.note(event)
            if isinstance(event, Step):
                began_s = began_s or event.taken_at_s
                if event.taken_at_s - began_s > seconds:
                    break
    return summary(watch.reactions, settings.player.spec, request.spec, seconds)


def summary(reactions: Sequence[Reaction], player: str, source: str, seconds: float) -> Reactions:
    """Sum up.

    Raises:
        SourceError: No order was seen to be obeyed.
    """
    obeyed = [(reaction.command, reaction.reaction_s) for reaction in reactions if reaction.reaction_s is not None]
    if not obeyed:
        raise SourceError(
            f"Of {len(reactions)} orders from {source} none was seen to be obeyed by {player}; "
            "measure for longer, with gestures that it obeys."
        )
    decision_ms = percentiles([reaction.decision_s for reaction in reactions])
    reaction_ms = percentiles([took_s for _, took_s in obeyed])
    commands = sorted({command for command, _ in obeyed})
    return Reactions(
        player=player,
        source=source,
        seconds=seconds,
        orders=len(reactions),
        obeyed=len(obeyed),
        decision_ms_p50=decision_ms[0],
        decision_ms_p95=decision_ms[1],
        reaction_ms_p50=reaction_ms[0],
        reaction_ms_p95=reaction_ms[1],
        reaction_ms_p50_by_command={
            command: percentiles([took_s for name, took_s in obeyed if name == command])[0] for command in commands
        },
    )
