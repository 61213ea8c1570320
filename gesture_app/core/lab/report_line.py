"""One line of the suite's reports, checked where it is read, so that whoever works with it meets no surprise."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass

from gesture_app.core.errors import LabError
from gesture_app.core.lab.entry import Family, Time, finite, whole

_AMOUNTS = {"pruning_ratio": "of channels", "sparsity": "of weights"}


@dataclass(frozen=True, slots=True)
class Figures:
    """What a line says of one network; None where nobody counted, or where a score is no finite number."""

    score: float | None
    params: int | None
    nonzeros: int | None
    macs: int | None
    dense_bytes: int | None
    times: Mapping[str, Time]  # by engine


@dataclass(frozen=True, slots=True)
class ReportLine:
    """One seed of one run: a network before and after."""

    run: str
    method: str
    arm: str
    task: str
    family: Family
    seed: int
    score_name: str
    is_higher_better: bool
    amount: str  # how much is gone, in words: what was reached, where that was looked up
    dense: Figures
    pruned: Figures
    machine: str  # on which it was timed; empty where the line does not say


def report_line(row: str) -> ReportLine:
    """Read a line.

    Raises:
        LabError: It is none; the message says what is wrong with it in a few words, without a full stop.
    """
    facts = _Facts(_object(row))
    return ReportLine(
        run=facts.text("run"),
        method=facts.text("method"),
        arm=facts.text("arm"),
        task=facts.text("task"),
        family=Family(facts.text("family")),
        seed=facts.whole("seed"),
        score_name=facts.text("score_name"),
        is_higher_better=facts.truth("is_higher_better"),
        amount=_amount(facts),
        dense=_figures(facts.table("dense")),
        pruned=_figures(facts.table("pruned")),
        machine=facts.text("machine") if facts.tells("machine") else "",
    )


@dataclass(frozen=True, slots=True)
class _Facts:
    """A JSON object that is asked for one field after the other; what is not as it should be raises a LabError."""

    values: Mapping[str, object]
    path: str = ""  # of names that lead to it, in a complaint: "dense.latency"

    def tells(self, name: str) -> bool:
        """Whether there is anything under this name."""
        return self.values.get(name) is not None

    def text(self, name: str) -> str:
        field, value = self._found(name)
        if not isinstance(value, str):
            raise LabError(f"{field} is no text")
        return value

    def number(self, name: str) -> float:
        field, value = self._found(name)
        if (number := finite(value)) is None:
            raise LabError(f"{field} is no number")
        return number

    def whole(self, name: str) -> int:
        field, value = self._found(name)
        if (number := whole(value)) is None:
            raise LabError(f"{field} is no whole number")
        return number

    def truth(self, name: str) -> bool:
        field, value = self._found(name)
        if not isinstance(value, bool):
            raise LabError(f"{field} is neither true nor false")
        return value

    def table(self, name: str) -> _Facts:
        field, value = self._found(name)
        if not isinstance(value, dict):
            raise LabError(f"{field} is no table")
        return _Facts(value, field)

    def _found(self, name: str) -> tuple[str, object]:
        """What a field is called in a complaint, and its value."""
        field = f"{self.path}.{name}" if self.path else name
        if name not in self.values:
            raise LabError(f"{field} is missing")
        return field, self.values[name]


def _object(row: str) -> Mapping[str, object]:
    try:
        value = json.loads(row)
    except (ValueError, RecursionError):
        value = None
    if not isinstance(value, dict):
        raise LabError("it is no JSON object")
    return value


def _figures(facts: _Facts) -> Figures:
    params, nonzeros, macs, dense_bytes = (
        facts.whole(name) if facts.tells(name) else None for name in ("params", "nonzeros", "macs", "dense_bytes")
    )
    return Figures(_score(facts), params, nonzeros, macs, dense_bytes, _times(facts))


def _score(facts: _Facts) -> float | None:
    score = facts.values.get("score")
    came_to_nothing = isinstance(score, float) and not math.isfinite(score)
    return None if score is None or came_to_nothing else facts.number("score")


def _times(facts: _Facts) -> dict[str, Time]:
    if not facts.tells("latency"):
        return {}
    latency = facts.table("latency")
    return {engine: _time(latency.table(engine)) for engine in latency.values}


def _time(facts: _Facts) -> Time:
    try:
        return Time(facts.number("p50_ms"), facts.number("p95_ms"))
    except ValueError:
        raise LabError(f"{facts.path} is no time") from None


def _amount(facts: _Facts) -> str:
    share = facts.number("reached" if facts.tells("reached") else "amount")
    return f"{100 * share:.0f} % {_AMOUNTS.get(str(facts.values.get('amount_name')), 'pruned')}"
