"""Keeps the log of a run: every decision, those that fired together with what the player made of them."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from gesture_app.core.types import Decision, Outcome


@dataclass(frozen=True, slots=True)
class LogEntry:
    """One decision, complete: nothing about it is still to come."""

    time_s: float  # when it was made, seconds since 1970
    decision: Decision
    latency_s: float  # from the frame to the decision
    outcome: Outcome | None  # None where nothing was ordered, or the player never answered


@dataclass(frozen=True, slots=True)
class Tally:
    """What happened over a whole run."""

    frames: int
    decisions: int
    orders: int
    obeyed: int
    refused: int  # told, and seen not to be done
    unverified: int  # told, but the player cannot be asked


class DecisionLog:
    """Joins decisions with their outcomes, which arrive later; used by one thread.

    Args:
        clock: Seconds since 1970.
    """

    def __init__(self, clock: Callable[[], float] = time.time) -> None:
        self._clock = clock
        self._waiting: list[LogEntry] = []
        self._frames = self._decisions = self._orders = 0
        self._answers: list[bool | None] = []

    @property
    def waiting(self) -> int:
        """How many orders are still without an outcome."""
        return len(self._waiting)

    @property
    def tally(self) -> Tally:
        """What happened so far."""
        counts = [self._answers.count(answer) for answer in (True, False, None)]
        return Tally(self._frames, self._decisions, self._orders, *counts)

    def decided(self, decisions: Sequence[Decision], latency_s: float) -> tuple[LogEntry, ...]:
        """Note what was decided on a frame; gives the entries that need no outcome."""
        now_s = self._clock()
        entries = [LogEntry(now_s, decision, latency_s, None) for decision in decisions]
        orders = [entry for entry in entries if entry.decision.order is not None]
        self._frames += 1
        self._decisions += len(entries)
        self._orders += len(orders)
        self._waiting += orders
        return tuple(entry for entry in entries if entry.decision.order is None)

    def answered(self, outcome: Outcome) -> LogEntry | None:
        """Join an outcome with the oldest decision that ordered this; None if it is nobody's, such as an undo."""
        self._answers.append(outcome.obeyed)
        for entry in self._waiting:
            if entry.decision.order == outcome.order:
                self._waiting.remove(entry)
                return LogEntry(entry.time_s, entry.decision, entry.latency_s, outcome)
        return None

    def unanswered(self) -> tuple[LogEntry, ...]:
        """Give up waiting; the entries whose outcome never came."""
        given_up, self._waiting = tuple(self._waiting), []
        return given_up
