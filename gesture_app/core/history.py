"""The history of orders: what was ordered when, by which gesture, and what the player made of it. Never a picture."""

from __future__ import annotations

import dataclasses
import time
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from gesture_app.core.types import Decision, Order, Outcome

LIMIT = 1000  # orders that are kept; more than anybody gives in an evening
COLUMNS = ("time", "gesture", "score", "command", "amount", "player", "obeyed", "latency_ms", "text", "times")
RUN_GAP_S = 2.0  # the same once more within this is one order that is held, and no other one

_VERDICTS = {True: "yes", False: "no", None: "unknown"}


@dataclass(frozen=True, slots=True)
class Event:
    """One order, or several in a row that came to the same; of those, the newest."""

    at_s: float  # seconds since 1970
    order: Order
    decision: Decision | None  # None where no gesture gave it, such as an undo
    outcome: Outcome | None  # None as long as the player has not answered
    count: int = 1


class History:
    """Keeps the newest orders in memory, and nothing longer than the app runs; used by one thread.

    Args:
        clock: Seconds since 1970.
    """

    def __init__(self, limit: int = LIMIT, clock: Callable[[], float] = time.time) -> None:
        self._events: deque[Event] = deque(maxlen=limit)
        self._clock = clock

    @property
    def events(self) -> tuple[Event, ...]:
        """Every order there is, the newest first."""
        return tuple(reversed(self._events))

    def ordered(self, decision: Decision) -> None:
        """Note an order; its outcome comes later."""
        if decision.order is not None:
            self._events.append(Event(self._clock(), decision.order, decision, None))

    def answered(self, outcome: Outcome) -> None:
        """Join an outcome with the oldest order that waits for it; one that nobody's gesture gave stands by itself."""
        for place, event in enumerate(self._events):
            if event.outcome is None and event.order == outcome.order:
                self._events[place] = dataclasses.replace(event, outcome=outcome)
                self._join_run(place)
                return
        self._events.append(Event(self._clock(), outcome.order, None, outcome))

    def _join_run(self, place: int) -> None:
        """Make one event of this one and the one before, where nothing but the time tells them apart."""
        if place == 0:
            return
        before, event = self._events[place - 1], self._events[place]
        if event.at_s - before.at_s <= RUN_GAP_S and _result(before) == _result(event):
            self._events[place] = dataclasses.replace(event, count=before.count + event.count)
            del self._events[place - 1]

    def clear(self) -> None:
        """Forget everything."""
        self._events.clear()


def _result(event: Event) -> tuple[object, ...]:
    """What was ordered by what, and what came of it."""
    gesture = event.decision.gesture if event.decision else None
    outcome = event.outcome
    return (event.order, gesture, *((outcome.player, outcome.obeyed, outcome.text) if outcome else ()))


def history_text(events: Iterable[Event]) -> str:
    """Orders as lines of columns with tabs between them, for a spreadsheet or a report."""
    lines = [COLUMNS, *(_columns(event) for event in events)]
    return "".join("\t".join(line) + "\n" for line in lines)


def _columns(event: Event) -> tuple[str, ...]:
    """One order; what is not known stays empty."""
    decision, outcome, amount = event.decision, event.outcome, event.order.amount
    return (
        datetime.fromtimestamp(event.at_s).astimezone().isoformat(timespec="milliseconds"),
        decision.gesture if decision else "",
        f"{decision.score:.2f}" if decision else "",
        event.order.command.value,
        "" if amount is None else f"{amount:g}",
        outcome.player if outcome else "",
        _VERDICTS[outcome.obeyed] if outcome else "",
        f"{outcome.latency_s * 1000:.0f}" if outcome else "",
        outcome.text if outcome else "",
        str(event.count),
    )
