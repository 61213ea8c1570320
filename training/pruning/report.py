"""One JSON line for every finished seed, appended whole or not at all, and what they say together."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from training.errors import DataError

FILE = "report.jsonl"


@dataclass(frozen=True, slots=True)
class ReportLine:
    """One seed of one arm of one method on one task.

    Args:
        run: The same for all seeds that may be averaged: a mark of method, task, arm, amount, plan and settings.
        dense, pruned: Figures as measure.py has them.
        unrecovered_score: Right after the cut, where a recovery followed.
        evidence: The method's own figures.
    """

    run: str
    method: str
    arm: str
    task: str
    family: str
    amount_name: str  # "sparsity" or "pruning_ratio"
    amount: float
    seed: int
    score_name: str
    is_higher_better: bool
    dense: Mapping[str, object]
    pruned: Mapping[str, object]
    unrecovered_score: float | None
    reached: float | None  # the amount as it was verified after the last step; None: an arm that is dense by design
    evidence: Mapping[str, float]
    plan: Mapping[str, object]
    settings: Mapping[str, object]
    seconds: float
    machine: str
    finished_at: str  # ISO 8601, UTC
    checkpoint: str  # of the pruned network, from the report's folder
    precision: str = "float32"  # or "bfloat16"
    steps: int | None = None  # of the optimiser, all in all; None: written before they were counted


def mark(facts: Mapping[str, object]) -> str:
    """A short name for what was asked for; the same facts give the same one."""
    return hashlib.sha256(json.dumps(facts, sort_keys=True).encode()).hexdigest()[:10]


def append(line: ReportLine, path: Path) -> None:
    """Add a line to a report.

    One write in append mode: other runs may add to the same file, and a kill leaves no half line behind.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)
    try:
        os.write(handle, f"{json.dumps(asdict(line))}\n".encode())
        os.fsync(handle)
    finally:
        os.close(handle)


def read(path: Path) -> list[ReportLine]:
    """All lines of a report; none if there is no such file.

    Raises:
        DataError: A line is not one of a report.
    """
    if not path.is_file():
        return []
    lines = []
    for number, text in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        try:
            lines.append(ReportLine(**json.loads(text)))
        except (json.JSONDecodeError, TypeError) as error:
            raise DataError(f"{path}, line {number} is no line of a report ({error}); delete it to go on.") from None
    return lines


def by_run(lines: Sequence[ReportLine]) -> dict[str, list[ReportLine]]:
    """The seeds of each run, runs in the order in which they came first."""
    runs: dict[str, list[ReportLine]] = {}
    for line in lines:
        runs.setdefault(line.run, []).append(line)
    return runs
