"""A promise is kept by the amount that is found, with real runs, and what was tried is never run twice."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from training.errors import RecipeError
from training.pruning import report, target
from training.pruning.registry import find_method, find_task
from training.pruning.run import RunRequest
from training.pruning.target import Goal, Promise, points_lost, search

pytestmark = pytest.mark.needs_torch


@pytest.fixture
def request_of(tmp_path: Path) -> RunRequest:
    method, task = find_method("l1"), find_task("tiny_shapes")
    plan = replace(task.plan, epochs=2)
    return RunRequest(method, task, 0.0, ("l1",), (0,), plan, method.settings, tmp_path, timing_runs=2)


def test_a_search_for_points_removes_as_much_as_it_may_and_goes_the_same_way_again(request_of: RunRequest) -> None:
    events: list[tuple[str, Any]] = []
    goal = Goal(Promise.LOSE_AT_MOST, 100.0)  # whatever it costs
    found = search(request_of, goal, 2, lambda event: events.append((event.kind, event.values)))
    assert [values["amount"] for kind, values in events if kind == "trial"] == [0.475, 0.712]
    assert (found.amount, events[-1][0]) == (0.712, "reached")
    assert len(report.read(request_of.out / report.FILE)) == 2
    events.clear()
    assert search(request_of, goal, 2, lambda event: events.append((event.kind, event.values))).amount == 0.712
    assert [kind for kind, _ in events].count("seed_skipped") == 2
    assert "seed_finished" not in [kind for kind, _ in events]


def test_a_search_for_time_removes_no_more_than_it_must(request_of: RunRequest) -> None:
    found = search(request_of, Goal(Promise.UNDER_MS, 10_000.0), 2, lambda _: None)
    assert found.amount == 0.237
    with pytest.raises(RecipeError, match="the fastest takes"):
        search(request_of, Goal(Promise.UNDER_MS, 1e-6), 1, lambda _: None)


@pytest.mark.parametrize(
    ("goal", "changes", "reason"),
    [
        (Goal(Promise.UNDER_MS, 0.0), {}, "more than 0"),
        (Goal(Promise.UNDER_MS, 1.0), {"timing_runs": 0}, "needs times"),
    ],
)
def test_what_makes_no_sense_is_refused(request_of: RunRequest, goal: Goal, changes: Any, reason: str) -> None:
    with pytest.raises(RecipeError, match=reason):
        search(replace(request_of, **changes), goal, 1, lambda _: None)
    with pytest.raises(RecipeError, match="--tries"):
        search(request_of, Goal(Promise.UNDER_MS, 1.0), 0, lambda _: None)


class Line:
    def __init__(self, before: float, after: float, is_higher_better: bool) -> None:
        self.dense, self.pruned, self.is_higher_better = {"score": before}, {"score": after}, is_higher_better


@pytest.mark.parametrize(
    ("line", "points"),
    [(Line(0.9, 0.88, True), 2.0), (Line(10.0, 11.0, False), 10.0), (Line(0.5, 0.6, True), -10.0)],
)
def test_points_are_hundredths_of_a_share_and_percent_of_anything_else(line: Any, points: float) -> None:
    assert points_lost(line) == pytest.approx(points)
    assert target.TRIES == 5
