"""Runs the protocol of a paper, cell by cell; every finished cell is on disk before the next begins."""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from training.errors import RecipeError, TrainingError
from training.pruning import report
from training.pruning.cells import Cell, cells_file, read_cells, write_cells
from training.pruning.claim import Evidence, Trial
from training.pruning.recipe import changed_plan, changed_settings
from training.pruning.registry import find_method, find_task, misfit
from training.pruning.run import Event, Hear, RunRequest, finished, run
from training.pruning.types import Examples

OWN_EVENTS = ("started", "finished", "cancelled")  # of a run, which a protocol tells once for all its runs


@dataclass(frozen=True, slots=True)
class Proof:
    """Where a protocol is run, and how far.

    Args:
        out: Folder of report.jsonl and the networks, which protocols may share: what one has finished is finished for
            all, dense networks above all.
        reports: Folder of the papers' cells.
        timing_runs: How often networks of the first seed are timed; others have the same shapes.
        only_task: The task whose trials are run; empty: all.
    """

    evidence: Evidence
    out: Path
    reports: Path
    seeds: tuple[int, ...]
    timing_runs: int = 60
    only_task: str = ""

    def trials(self, seed: int) -> list[Trial]:
        """What is run with a seed, in the order of the protocol."""
        asked = (trial for trial in self.evidence.trials if trial.takes(seed))
        return [trial for trial in asked if self.only_task in ("", trial.task)]


def prove(proof: Proof, hear: Hear) -> list[Cell]:
    """Run what is not finished yet; gives all cells.

    Seeds come before trials, so that a protocol that is cancelled leaves cells that can be compared in pairs. A cell
    that the paper's file has is finished, too, even if the folder of the runs is gone; delete the file to begin anew.

    Raises:
        RecipeError: A trial makes no sense; said before anything is run.
        DataError: A line of the paper's file is not a cell.
        TrainingError: A cell came to no good end; those before it are kept.
    """
    named = (trial.task for seed in proof.seeds for trial in proof.trials(seed))
    tasks = {name: find_task(name) for name in dict.fromkeys(named)}
    jobs = [
        (trial, dataclasses.replace(trial_request(trial, seed, proof), task=tasks[trial.task]))  # its data load once
        for seed in proof.seeds
        for trial in proof.trials(seed)
    ]
    path, count = cells_of(proof), cell_count(proof)
    take_over(proof)
    hear(Event("started", {"paper": proof.evidence.method, "cells": count, "report": str(path)}))
    load = functools.cache(_load)
    before = 0
    try:
        for trial, request in jobs:
            task = dataclasses.replace(request.task, load=functools.partial(load, request.task.load))
            done = {"trial": trial.name, "cells_before": before, "cells": count}
            run(dataclasses.replace(request, task=task), functools.partial(_pass_on, hear, done))
            before += len(request.arms)
    except KeyboardInterrupt:
        hear(Event("cancelled", {"cells_finished": len(_keep(jobs, path))}))
        raise
    except TrainingError:
        _keep(jobs, path)
        raise
    cells = _keep(jobs, path)
    hear(Event("finished", {"cells_finished": len(cells)}))
    return cells


def cells_of(proof: Proof) -> Path:
    """The file of the paper's cells."""
    return cells_file(proof.reports, proof.evidence.method)


def cell_count(proof: Proof) -> int:
    """How many cells there are to run, finished ones among them."""
    return sum(len(trial.arms) for seed in proof.seeds for trial in proof.trials(seed))


def take_over(proof: Proof) -> None:
    """Put the cells of a paper's file into the report of the runs, where it lacks them.

    Raises:
        DataError: A line of the file is not a cell.
    """
    runs = proof.out / report.FILE
    there = {(line.run, line.seed) for line in report.read(runs)}
    for cell in read_cells(cells_of(proof)):
        if (cell.line.run, cell.line.seed) not in there:
            report.append(cell.line, runs)


def trial_request(trial: Trial, seed: int, proof: Proof) -> RunRequest:
    """One seed of a trial as a run.

    Raises:
        RecipeError: It names something that there is not, or its method does not fit its task.
    """
    method, task = find_method(trial.method), find_task(trial.task)
    if reason := misfit(method, task):
        raise RecipeError(reason)
    if unknown := set(trial.arms) - {arm.name for arm in method.arms}:
        raise RecipeError(f"{method.name} has no arm {', '.join(sorted(unknown))}, which {trial.name!r} asks for.")
    changes = {"training": dict(trial.training), "settings": dict(trial.settings)}
    plan, settings = changed_plan(task.plan, changes), changed_settings(method.settings, changes)
    timing_runs = proof.timing_runs if seed == proof.seeds[0] else 0
    return RunRequest(
        method,
        task,
        trial.amount,
        trial.arms,
        (seed,),
        plan,
        settings,
        proof.out,
        resumes=True,
        timing_runs=timing_runs,
    )


def _load(load: Callable[[], Examples]) -> Examples:
    """The data of a task."""
    return load()


def _pass_on(hear: Hear, done: Mapping[str, object], event: Event) -> None:
    """Tell what happens in a run as part of the protocol."""
    if event.kind not in OWN_EVENTS:
        hear(Event(event.kind, {**event.values, **done}))


def _keep(jobs: Sequence[tuple[Trial, RunRequest]], path: Path) -> list[Cell]:
    """Write the cells that are finished, from the report of the runs, as the file of the paper."""
    cells = []
    for trial, request in jobs:
        lines = finished(request, request.out / report.FILE)
        keys = [(seed, arm) for seed in request.seeds for arm in request.arms]
        cells += [Cell(trial.name, lines[key]) for key in keys if key in lines]
    write_cells(cells, path)
    return cells
