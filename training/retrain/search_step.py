"""The step that looks for the ratio with which a network keeps a promise: tries the middle, and halves the range."""

from __future__ import annotations

from typing import Protocol

from training.errors import RecipeError
from training.retrain.bench import RetrainBench
from training.retrain.request import Event, Hear
from training.retrain.score_goal import ScoreGoal
from training.retrain.time_goal import TimeGoal

LARGEST = 0.95


class Goal(Protocol):
    """A promise, and how to tell whether a ratio keeps it."""

    name: str  # its word on the command line
    wants_least: bool  # of the ratios that keep it; otherwise the most

    def value(self, ratio: float) -> float:
        """What is compared with the limit; the network is cut for it."""

    def is_met(self, value: float) -> bool:
        """Whether that is good enough."""

    def figures(self, value: float) -> dict[str, object]:
        """What is told of the ratio that was found."""

    def unmet(self, best: float) -> str:
        """Why nothing was found, and what to do."""


def look_for_ratio(bench: RetrainBench, hear: Hear) -> dict[str, object]:
    """The ratio that keeps the promise and removes the least (a time) or the most (a score); every try is told.

    Raises:
        RecipeError: The promise is kept without pruning, or by no ratio that was tried.
    """
    goal: Goal = TimeGoal(bench) if bench.request.lose_at_most is None else ScoreGoal(bench)
    tries = bench.request.tries
    low, high = 0.0, LARGEST
    kept: tuple[float, float] | None = None
    values: list[float] = []
    for number in range(1, tries + 1):
        ratio = round((low + high) / 2, 3)
        hear(Event("trial", {"number": number, "tries": tries, "amount": ratio, "goal": goal.name}))
        value = goal.value(ratio)
        is_met = goal.is_met(value)
        hear(Event("trial_finished", {"amount": ratio, "value": value, "is_met": is_met, "goal": goal.name}))
        values.append(value)
        kept = (ratio, value) if is_met else kept
        if is_met is goal.wants_least:  # less may do
            high = ratio
        else:
            low = ratio
    if kept is None:
        raise RecipeError(goal.unmet(min(values)))
    return {"pruning_ratio": kept[0], **goal.figures(kept[1])}
