"""Cells with figures of one's choice, as if a protocol had been run."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from training.pruning.cells import Cell
from training.pruning.claim import Evidence, Figure
from training.pruning.report import ReportLine

PLAIN = {"score": 0.5, "params": 100, "nonzeros": 100, "macs": 1000, "compressed_bytes": 400, "latency": {}}
LINE = ReportLine(
    run="r",
    method="some",
    arm="one",
    task="tiny",
    family="cnn",
    amount_name="sparsity",
    amount=0.9,
    seed=0,
    score_name="accuracy",
    is_higher_better=True,
    dense=PLAIN,
    pruned=PLAIN,
    unrecovered_score=0.5,
    reached=0.9,
    evidence={},
    plan={},
    settings={},
    seconds=1.0,
    machine="m",
    finished_at="2024-01-01T00:00:00+00:00",
    checkpoint="x",
    steps=10,
)


def made_up(evidence: Evidence, seeds: int = 3) -> list[Cell]:
    """Every cell of a protocol, all of them alike, with a value for every figure that its claims ask for."""
    cells = [
        Cell(
            trial.name,
            replace(
                LINE,
                run=f"{trial.name}, {arm}",
                method=trial.method,
                task=trial.task,
                amount=trial.amount,
                arm=arm,
                seed=seed,
            ),
        )
        for seed in range(seeds)
        for trial in evidence.trials
        for arm in trial.arms
    ]
    return _filled(evidence, cells)


def with_figure(cells: list[Cell], figure: Figure, value: float) -> list[Cell]:
    """The same cells, with a figure of one arm set for all seeds."""
    own = [cell.trial == figure.trial and cell.line.arm == figure.arm for cell in cells]
    return [_set(cell, figure, value) if is_own else cell for cell, is_own in zip(cells, own, strict=True)]


def with_figures(cells: list[Cell], figure: Figure, values: Sequence[float]) -> list[Cell]:
    """The same cells, with a figure of one arm set to another value for each seed."""
    own = [cell.trial == figure.trial and cell.line.arm == figure.arm for cell in cells]
    return [
        _set(cell, figure, values[cell.line.seed]) if is_own else cell for cell, is_own in zip(cells, own, strict=True)
    ]


def _filled(evidence: Evidence, cells: list[Cell]) -> list[Cell]:
    """The same cells, with a value for every figure that a claim asks for and that a plain line lacks."""
    for claim in evidence.claims:
        for quantity in (*claim.needs, *claim.quantities):
            for figure in (quantity.left, quantity.right):
                if figure is not None and figure.keys[0].startswith("evidence."):
                    cells = with_figure(cells, figure, 0.5)
    return cells


def _set(cell: Cell, figure: Figure, value: float) -> Cell:
    line = cell.line
    for key in figure.keys:
        table, _, name = key.partition(".")
        line = replace(line, **{table: {**getattr(line, table), name: value} if name else value})
    return Cell(cell.trial, line)
