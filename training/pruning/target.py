"""Looks for the amount that keeps a promise, such as "under 8 ms", by halving the range and running each middle.

Every amount that is tried is a whole run with its line in the report, so what was tried is kept whatever comes of it,
and a search that is begun again passes the same way without running anything twice.
"""

from __future__ import annotations

import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from typing import cast

from training.errors import RecipeError
from training.pruning.report import ReportLine
from training.pruning.run import Event, Hear, RunRequest, run

TRIES = 5  # narrows 0 to 0.95 down to 0.03
LARGEST = 0.95


class Promise(Enum):
    """What a pruned network shall keep; the value is its word on the command line."""

    UNDER_MS = "under-ms"  # the median time of one input in the fastest engine
    LOSE_AT_MOST = "lose-at-most"  # points of the score


@dataclass(frozen=True, slots=True)
class Goal:
    """A promise and its number."""

    promise: Promise
    limit: float

    def value(self, lines: Sequence[ReportLine]) -> float:
        """What the limit is compared with, averaged over seeds."""
        measure = _best_ms if self.promise is Promise.UNDER_MS else points_lost
        return statistics.fmean(measure(line) for line in lines)

    def is_met(self, value: float) -> bool:
        """Whether that is good enough."""
        return value <= self.limit


@dataclass(frozen=True, slots=True)
class Trial:
    """One amount that was run."""

    amount: float
    value: float
    lines: tuple[ReportLine, ...]


def search(request: RunRequest, goal: Goal, tries: int, hear: Hear) -> Trial:
    """The trial that meets the goal and removes the least (a time) or the most (a score).

    Args:
        request: Its amount is not read.
        tries: How many amounts are run.

    Raises:
        RecipeError: No amount that was tried meets the goal, or it makes no sense.
        TrainingError: A trial came to no good end; those before it are in the report.
    """
    _refuse(request, goal, tries)
    low, high = 0.0, LARGEST
    kept: Trial | None = None
    values: list[float] = []
    for number in range(1, tries + 1):
        amount = round((low + high) / 2, 3)
        hear(Event("trial", {"number": number, "tries": tries, "amount": amount, "goal": goal.promise.value}))
        lines = run(replace(request, amount=amount, resumes=True), hear)
        trial = Trial(amount, goal.value(lines), tuple(lines))
        is_met = goal.is_met(trial.value)
        hear(Event("trial_finished", {"amount": amount, "value": round(trial.value, 4), "is_met": is_met}))
        values.append(trial.value)
        kept = trial if is_met else kept
        if is_met is (goal.promise is Promise.UNDER_MS):  # less may do
            high = amount
        else:
            low = amount
    if kept is None:
        raise RecipeError(_unmet(request, goal, min(values)))
    hear(Event("reached", {"amount": kept.amount, "value": round(kept.value, 4), "limit": goal.limit}))
    return kept


def points_lost(line: ReportLine) -> float:
    """How much of the score pruning costs: in hundredths of one that runs from 0 to 1, in percent of any other."""
    before, after = (cast(float, figures["score"]) for figures in (line.dense, line.pruned))
    lost = before - after if line.is_higher_better else after - before
    whole = 1.0 if line.is_higher_better and 0 <= max(before, after) <= 1 else abs(before)
    return 100 * lost / whole


def _best_ms(line: ReportLine) -> float:
    """The median time in the fastest engine."""
    latency = cast(Mapping[str, Mapping[str, float]], line.pruned["latency"])
    return min(time["p50_ms"] for time in latency.values())


def _refuse(request: RunRequest, goal: Goal, tries: int) -> None:
    """Raises RecipeError for what makes no sense."""
    if tries < 1:
        raise RecipeError(f"--tries is at least 1, not {tries}.")
    if goal.limit <= 0:
        raise RecipeError(f"--{goal.promise.value} is more than 0, not {goal.limit:g}.")
    if goal.promise is Promise.UNDER_MS and not request.timing_runs:
        raise RecipeError("--under-ms needs times; give --timing-runs 1 or more.")


def _unmet(request: RunRequest, goal: Goal, best: float) -> str:
    """Why a search came to nothing, and what to do."""
    if goal.promise is Promise.UNDER_MS:
        found = f"the fastest takes {best:.3g} ms"
    else:
        found = f"the best loses {best:.3g} points"
    return (
        f"No amount of {request.method.name} on {request.task.name} meets --{goal.promise.value} {goal.limit:g}: "
        f"{found}. Raise the limit or choose another method; what was tried is in the report."
    )
