"""Prints what a headless run decides: lines of JSON for programs, or sentences for people."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Protocol

from gesture_app.commands._command import JsonValue, say, say_json, warn
from gesture_app.core.errors import AppError, PlayerError, SourceError
from gesture_app.core.source import SourceState
from gesture_app.core.types import Decision, Outcome
from gesture_app.workers.decision_log import DecisionLog, LogEntry, Tally
from gesture_app.workers.headless import Event, Fatal, PlayerNews, SourceNews, Step


class Report(Protocol):
    """How a run is told."""

    def entry(self, entry: LogEntry) -> None:
        """Tell of one decision."""

    def summary(self, tally: Tally, seconds: float, dropped: int) -> None:
        """Tell of the whole run, at its end."""


class JsonReport:
    """One JSON object for each decision, and one for the run, marked by "summary"."""

    def entry(self, entry: LogEntry) -> None:
        """All there is to know of one decision; of one that fired, only once the player has reacted."""
        row: dict[str, JsonValue] = {"time": _moment(entry).isoformat(timespec="milliseconds")}
        say_json(row | _decision_row(entry.decision) | _ms("latency_ms", entry.latency_s) | _outcome_row(entry.outcome))

    def summary(self, tally: Tally, seconds: float, dropped: int) -> None:
        """What the run came to."""
        say_json(
            {
                "summary": True,
                "frames": tally.frames,
                "seconds": round(seconds, 3),
                "fps": round(_rate(tally.frames, seconds), 1),
                "dropped": dropped,
                "decisions": tally.decisions,
                "orders": tally.orders,
                "obeyed": tally.obeyed,
                "refused": tally.refused,
                "unverified": tally.unverified,
            }
        )


class TextReport:
    """One line for each order, and a sentence for the run."""

    def entry(self, entry: LogEntry) -> None:
        """Say what was ordered and what the player made of it; nothing of what did not fire."""
        order, outcome = entry.decision.order, entry.outcome
        if order is not None:
            result = outcome.text if outcome else "The player did not answer."
            say(f"{_moment(entry):%H:%M:%S}  {entry.decision.gesture} -> {order.command.value}: {result}")

    def summary(self, tally: Tally, seconds: float, dropped: int) -> None:
        """Say what the run came to; nothing where it never began, for the reason has been told."""
        if not tally.frames:
            return
        rate = _rate(tally.frames, seconds)
        say(
            f"{tally.frames} frames in {seconds:.1f} s ({rate:.1f} a second, {dropped} dropped); "
            f"{tally.orders} orders, {tally.obeyed} obeyed."
        )


class Reporter:
    """Follows the events of a headless run and reports them."""

    def __init__(self, report: Report) -> None:
        self._report = report
        self._log = DecisionLog()
        self._problem: AppError | None = None
        self._first_s: float | None = None
        self._last_s = 0.0

    @property
    def has_problem(self) -> bool:
        """Whether the last that was heard is that something does not work."""
        return self._problem is not None

    def take(self, event: Event) -> None:
        """Report one event."""
        match event:
            case Step():
                if self._first_s is None:
                    self._first_s = event.taken_at_s
                self._last_s = event.taken_at_s + event.latency_s
                for entry in self._log.decided(event.decisions, event.latency_s):
                    self._report.entry(entry)
            case Outcome():
                if answered := self._log.answered(event):
                    self._report.entry(answered)
            case AppError() | Fatal():
                self._complain(event.error if isinstance(event, Fatal) else event)
            case PlayerNews():
                self._problem = None if isinstance(self._problem, PlayerError) else self._problem
            case SourceNews():
                if event.state is SourceState.LIVE:
                    self._problem = None if isinstance(self._problem, SourceError) else self._problem
                warn(event.text)

    def conclude(self, dropped: int) -> None:
        """Report the orders that got no answer, and the whole run."""
        for entry in self._log.unanswered():
            self._report.entry(entry)
        seconds = 0.0 if self._first_s is None else self._last_s - self._first_s
        self._report.summary(self._log.tally, seconds, dropped)

    def _complain(self, error: AppError) -> None:
        self._problem = error
        warn(str(error))


def _decision_row(decision: Decision) -> dict[str, JsonValue]:
    gate, order = decision.gate, decision.order
    return {
        "hand": decision.hand,
        "side": decision.side.value if decision.side else None,
        "gesture": decision.gesture,
        "score": round(decision.score, 3),
        "phase": decision.phase.value,
        "progress": round(decision.progress, 3),
        "gate": gate.name.value if gate else None,
        "why": gate.text if gate else None,
        "command": order.command.value if order else None,
        "amount": order.amount if order else None,
    }


def _outcome_row(outcome: Outcome | None) -> dict[str, JsonValue]:
    if outcome is None:
        return {"player": None, "obeyed": None, "outcome": None, "player_ms": None}
    row: dict[str, JsonValue] = {"player": outcome.player, "obeyed": outcome.obeyed, "outcome": outcome.text}
    return row | _ms("player_ms", outcome.latency_s)


def _ms(name: str, value_s: float) -> dict[str, JsonValue]:
    return {name: round(1000 * value_s, 2)}


def _moment(entry: LogEntry) -> datetime:
    return datetime.fromtimestamp(entry.time_s, UTC).astimezone()


def _rate(frames: int, seconds: float) -> float:
    return frames / seconds if seconds > 0 else 0.0
