"""What the evidence says, for people and as plain values: each claim with its numbers, its verdict and its reason."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path

from training.interval import Interval, interval
from training.pruning.cells import Cell, cells_file, read_cells
from training.pruning.claim import Evidence, Quantity, Trial
from training.pruning.method import AnyMethod
from training.pruning.registry import all_evidence, find_evidence, find_method
from training.pruning.tables import figures, score_text
from training.pruning.verdict import Finding, Outcome, Reading, findings, overall

HEAD = ("method", "claim", "source", "measured here", "seeds", "verdict")


def text(method: AnyMethod, evidence: Evidence, cells: Sequence[Cell]) -> str:
    """The whole evidence on a paper for a person."""
    found = findings(evidence, cells)
    lines = [f"{method.title} ({method.paper}): {overall(found).value}", ""]
    for finding in found:
        lines += [f"claim    {finding.claim.text}", f"source   {finding.claim.source}"]
        lines += [f"needs    {_reading(reading)}" for reading in finding.needs]
        lines += [f"measured {_reading(reading)}" for reading in finding.readings]
        lines += [f"verdict  {finding.verdict.value}{_because(finding)}", ""]
    lines += [_arms(evidence, cells), _time(cells), ""] if cells else []
    lines += ["at the size of the paper", *(f"  {command}" for command in evidence.paper_scale)]
    return "\n".join(lines) + "\n"


def facts(method: AnyMethod, evidence: Evidence, cells: Sequence[Cell]) -> dict[str, object]:
    """The same as plain values."""
    found = findings(evidence, cells)
    return {
        "method": method.name,
        "paper": method.paper,
        "verdict": overall(found).value,
        "claims": [_finding_facts(finding) for finding in found],
        "cells": len(cells),
        "minutes": round(_minutes(cells), 1),
        "paper_scale": list(evidence.paper_scale),
    }


def overview(folder: Path) -> dict[str, str]:
    """The verdict about each paper whose cells lie in a folder, by its method."""
    kept = {name: read_cells(cells_file(folder, name)) for name in all_evidence()}
    return {name: overall(findings(find_evidence(name), cells)).value for name, cells in kept.items() if cells}


def markdown(folder: Path, others: Sequence[tuple[str, ...]] = ()) -> str:
    """README's table: a row for each claim of each paper whose cells lie in a folder; empty if there are none.

    Args:
        others: Rows about papers that other reports speak of, in the order of HEAD.
    """
    kept = {name: read_cells(cells_file(folder, name)) for name in all_evidence()}
    kept = {name: cells for name, cells in kept.items() if cells}
    if not kept:
        return ""
    made = [HEAD, ("---",) * len(HEAD)]
    for name, cells in kept.items():
        made += [_row(find_method(name), finding) for finding in findings(find_evidence(name), cells)]
    table = "".join(f"| {' | '.join(row)} |\n" for row in [*made, *others])
    return f"{table}\n{_origin(kept)}\n"


def _origin(kept: Mapping[str, Sequence[Cell]]) -> str:
    """Where the figures of a table come from, and how long each paper's took."""
    every = [cell for cells in kept.values() for cell in cells]
    machines = ", ".join(sorted({cell.line.machine for cell in every}))
    taken = f"{len(every)} runs took {_minutes(every):.0f} minutes on {machines}, one thread each and beside other work"
    each = ", ".join(f"{name} {_minutes(cells):.0f}" for name, cells in kept.items())
    return f"Means over seeds with 95 % intervals. {taken}: {each}."


def _time(cells: Sequence[Cell]) -> str:
    """What the cells of a paper took, one after the other."""
    return f"{len(cells)} cells took {_minutes(cells):.1f} minutes, one after the other"


def _minutes(cells: Sequence[Cell]) -> float:
    """From the beginning of each cell to its end, trainings of dense networks included, summed."""
    return sum(cell.line.seconds for cell in cells) / 60


def _row(method: AnyMethod, finding: Finding) -> tuple[str, ...]:
    """One claim; what it needs, such as a dense network that has learned, is told only where it is not so."""
    lacking = [f"needs: {_judged(need)}" for need in finding.needs if need.outcome is not Outcome.HOLDS]
    measured = "; ".join([*lacking, *(_judged(reading) for reading in finding.readings)])
    seeds = {reading.found.n for reading in finding.readings if reading.found}
    verdict = f"**{finding.verdict.value}**{'' if lacking else _because(finding)}"
    claim = finding.claim
    count = "–".join(str(n) for n in sorted({min(seeds), max(seeds)})) if seeds else ""
    return method.name, claim.text, claim.source, measured, count, verdict


def _because(finding: Finding) -> str:
    return f": {finding.reason}" if finding.reason else ""


def _reading(reading: Reading) -> str:
    """A quantity with what it has to be and what it is."""
    return f"{_measured(reading)} ({bounds_text(reading.quantity)}: {reading.outcome.value})"


def _judged(reading: Reading) -> str:
    """A quantity with what was measured, and whether that is as it has to be."""
    return f"{_measured(reading)} ({reading.outcome.value})"


def _measured(reading: Reading) -> str:
    """A quantity with what was measured."""
    return f"{reading.quantity.name} {'–' if reading.found is None else number_text(reading.found)}"


def bounds_text(quantity: Quantity) -> str:
    """Where a quantity has to lie."""
    low = f"above {quantity.above:g}" if quantity.above > -math.inf else ""
    high = f"below {quantity.below:g}" if quantity.below < math.inf else ""
    return " and ".join(bound for bound in (low, high) if bound)


def number_text(found: Interval) -> str:
    """A mean with its interval, in four digits that count."""
    mean = f"{found.mean:.4g}"
    return mean if found.half is None else f"{mean} ± {found.half:.2g}"


def _arms(evidence: Evidence, cells: Sequence[Cell]) -> str:
    """The scores of all arms, with what each spent on training."""
    made = [_arm(trial, arm, cells) for trial in evidence.trials for arm in trial.arms]
    shown = [("trial", "arm", "seeds", "dense", "pruned", "non-zeros", "steps"), *(row for row in made if row)]
    widths = [max(len(row[column]) for row in shown) for column in range(len(shown[0]))]
    return "".join(
        "  ".join(word.ljust(width) for word, width in zip(row, widths, strict=True)) + "\n" for row in shown
    )


def _arm(trial: Trial, arm: str, cells: Sequence[Cell]) -> tuple[str, ...]:
    """One arm of one trial; empty if no seed is finished."""
    lines = [cell.line for cell in cells if cell.trial == trial.name and cell.line.arm == arm]
    if not lines:
        return ()
    scores = (score_text(interval(figures(lines, which, "score"))) for which in ("dense", "pruned"))
    nonzeros = interval(figures(lines, "pruned", "nonzeros")).mean
    steps = sorted({line.steps or 0 for line in lines})
    name = f"{trial.method}:{arm}"
    return trial.name, name, str(len(lines)), *scores, f"{nonzeros:.0f}", "/".join(str(count) for count in steps)


def _finding_facts(finding: Finding) -> dict[str, object]:
    """A claim as plain values."""
    return {
        "claim": finding.claim.text,
        "source": finding.claim.source,
        "verdict": finding.verdict.value,
        "reason": finding.reason,
        "needs": [_reading_facts(reading) for reading in finding.needs],
        "measured": [_reading_facts(reading) for reading in finding.readings],
    }


def _reading_facts(reading: Reading) -> dict[str, object]:
    """A quantity as plain values."""
    found = None if reading.found is None else asdict(reading.found)
    rule = bounds_text(reading.quantity)
    return {"name": reading.quantity.name, "rule": rule, "found": found, "outcome": reading.outcome.value}
