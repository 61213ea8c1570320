"""Measures how soon a player has obeyed: from the frame that decides to the player that says so.

decision_ms     from the moment the deciding frame was taken to the order
reaction_ms     from the same moment to the moment the player was seen to have obeyed; orders that were not seen to be
                obeyed do not count

The source runs in real time, as a camera would. The deciding frame is the first in which the gesture was held for long
enough, so these times come after the hold time, which is the user's choice. The time starts with the player: one that
is started here, and needs a while for it, is waited for.
"""

from __future__ import annotations

import contextlib
import dataclasses
import math
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from gesture_app.app import headless_parts
from gesture_app.commands._speed import OPENING_S, percentiles
from gesture_app.core.errors import PlayerError, PlayerStartingError, SourceError
from gesture_app.core.settings import Settings
from gesture_app.core.source import SourceRequest
from gesture_app.core.types import Order, Outcome
from gesture_app.workers.headless import Event, Fatal, HeadlessLine, PlayerNews, Step

PLAYER_LIMIT_S = 30.0  # at its very first start VLC looks through all of its modules


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
    """Times every order from its frame to its outcome, once it was begun.

    Args:
        now_s: The clock that stamps the frames.
    """

    def __init__(self, now_s: Callable[[], float] = time.monotonic) -> None:
        self.reactions: list[Reaction] = []
        self._now_s = now_s
        self._waiting: list[tuple[Order, float, float]] = []  # order, when its frame was taken, decision_s
        self._from_s = math.inf

    def begin(self, at_s: float) -> None:
        """Count the orders of frames that are taken from this moment on; those before may still get their outcomes."""
        self._from_s = at_s

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
                if taken_at_s >= self._from_s:
                    self.reactions.append(Reaction(order.command.value, decision_s, took_s))
                self._waiting.remove(entry)
                return


def measure_reactions(
    settings: Settings, request: SourceRequest, seconds: float, media: tuple[str, ...] = ()
) -> Reactions:
    """Let the gestures of a source give orders to the player of the settings for so many seconds.

    Args:
        settings: Of everything.
        request: The source, which is paced like a camera.
        seconds: From the first frame that the player is there for.
        media: What a player that is started here plays; it needs something to obey on.

    Raises:
        AppError: A part of the line does not work, the player does not come, or nothing was obeyed in that time.
    """
    parts = headless_parts(settings, dataclasses.replace(request, is_paced=True))
    parts = dataclasses.replace(parts, player=dataclasses.replace(parts.player, media=media))
    watch = Stopwatch()
    with contextlib.closing(HeadlessLine(parts).events(OPENING_S + PLAYER_LIMIT_S + seconds)) as events:
        time_orders(_without_faults(events), watch, settings.player.spec, seconds)
    return summary(watch.reactions, settings.player.spec, request.spec, seconds)


def time_orders(events: Iterator[Event], watch: Stopwatch, player: str, seconds: float) -> None:
    """Show the watch everything, until the player has been there for so many seconds of frames.

    Raises:
        PlayerError: It was not there within PLAYER_LIMIT_S of the first frame.
    """
    is_there, first_s, began_s = False, math.inf, math.inf
    for event in events:
        watch.note(event)
        is_there = is_there or isinstance(event, PlayerNews)
        if not isinstance(event, Step):
            continue
        first_s = min(first_s, event.taken_at_s)
        if is_there and began_s == math.inf:
            began_s = event.taken_at_s
            watch.begin(began_s)
        if event.taken_at_s - began_s > seconds:
            return
        if not is_there and event.taken_at_s - first_s > PLAYER_LIMIT_S:
            raise PlayerError(f"{player} was not there after {PLAYER_LIMIT_S:.0f} s; start it, then measure again.")


def _without_faults(events: Iterator[Event]) -> Iterator[Event]:
    """The events, until one is an error that waiting does not mend."""
    for event in events:
        if isinstance(event, Fatal):
            raise event.error
        if isinstance(event, PlayerError) and not isinstance(event, PlayerStartingError):
            raise event
        yield event


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
