"""Decides about claims, by the rules that were written down with them, from the cells that are finished."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from enum import Enum
from typing import Any

from training.errors import DataError
from training.interval import Interval, interval
from training.pruning.cells import Cell
from training.pruning.claim import FEWEST_SEEDS, Claim, Evidence, Figure, Quantity, Relation, Verdict

Lines = Mapping[tuple[str, str], Mapping[int, Mapping[str, Any]]]  # by trial and arm, then by seed


class Outcome(Enum):
    """Where the mean of a quantity lies."""

    HOLDS = "holds"  # within the bounds, with its whole interval
    LEANS = "leans"  # within the bounds, but not its whole interval
    FAILS = "fails"  # beyond a bound
    MISSING = "missing"  # no seed has it


@dataclass(frozen=True, slots=True)
class Reading:
    """A quantity as it was measured; `found` is None if no seed is finished."""

    quantity: Quantity
    found: Interval | None
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class Finding:
    """A claim with what was measured, and what follows."""

    claim: Claim
    readings: tuple[Reading, ...]
    needs: tuple[Reading, ...]
    verdict: Verdict
    reason: str  # of a verdict that the readings do not show; else empty


def findings(evidence: Evidence, cells: Sequence[Cell]) -> tuple[Finding, ...]:
    """What the finished cells say about each claim."""
    lines = _by_arm(cells)
    return tuple(_judge(claim, lines, is_finished=_is_finished(evidence, lines)) for claim in evidence.claims)


def measured(quantity: Quantity, cells: Sequence[Cell]) -> Reading:
    """What the finished cells say about one quantity."""
    return _read(quantity, _by_arm(cells))


def overall(found: Sequence[Finding]) -> Verdict:
    """The verdict about a paper: that of its claims where they agree, leaving out what cannot be tested."""
    verdicts = {finding.verdict for finding in found}
    if Verdict.UNFINISHED in verdicts:
        return Verdict.UNFINISHED
    tested = verdicts - {Verdict.NOT_TESTABLE}
    if not tested:
        return Verdict.NOT_TESTABLE
    return tested.pop() if len(tested) == 1 else Verdict.PARTLY


def combine(outcomes: Sequence[Outcome]) -> Verdict:
    """All hold: reproduced; all fail: not reproduced; anything between: partly."""
    if Outcome.MISSING in outcomes:
        return Verdict.UNFINISHED
    if all(outcome is Outcome.HOLDS for outcome in outcomes):
        return Verdict.REPRODUCED
    if all(outcome is Outcome.FAILS for outcome in outcomes):
        return Verdict.NOT_REPRODUCED
    return Verdict.PARTLY


def outcome_of(quantity: Quantity, found: Interval) -> Outcome:
    """Whether a mean and its interval lie where the quantity has to."""
    half = 0.0 if found.half is None else found.half
    if quantity.above < found.mean - half and found.mean + half < quantity.below:
        return Outcome.HOLDS
    return Outcome.LEANS if quantity.above < found.mean < quantity.below else Outcome.FAILS


def _judge(claim: Claim, lines: Lines, *, is_finished: bool) -> Finding:
    """One claim."""
    readings = tuple(_read(quantity, lines) for quantity in claim.quantities)
    needs = tuple(_read(quantity, lines) for quantity in claim.needs)
    verdict, reason = _verdict(claim, readings, needs)
    if not is_finished and not claim.beyond:
        verdict, reason = Verdict.UNFINISHED, "not all cells are finished"
    return Finding(claim, readings, needs, verdict, reason)


def _verdict(claim: Claim, readings: Sequence[Reading], needs: Sequence[Reading]) -> tuple[Verdict, str]:
    """What follows from the readings, and why if they do not show it."""
    if claim.beyond:
        return Verdict.NOT_TESTABLE, claim.beyond
    seeds = min((reading.found.n for reading in readings if reading.found), default=0)
    if seeds < FEWEST_SEEDS:
        return Verdict.NOT_TESTABLE, f"{seeds} seeds are too few; it takes {FEWEST_SEEDS}"
    if lacking := [reading.quantity.name for reading in needs if reading.outcome is not Outcome.HOLDS]:
        return Verdict.NOT_TESTABLE, f"this does not hold: {', '.join(lacking)}"
    return combine([reading.outcome for reading in readings]), ""


def _read(quantity: Quantity, lines: Lines) -> Reading:
    """Measure a quantity over the seeds that have it."""
    left = _values(quantity.left, lines)
    if quantity.right is not None:
        right = _values(quantity.right, lines)
        both = [seed for seed in left if seed in right]
        left = {seed: _related(quantity.relation, left[seed], right[seed]) for seed in both}
    if not left:
        return Reading(quantity, None, Outcome.MISSING)
    found = interval(list(left.values()))
    return Reading(quantity, found, outcome_of(quantity, found))


def _related(relation: Relation, left: float, right: float) -> float:
    return left - right if relation is Relation.MINUS else left / right


def _values(figure: Figure, lines: Lines) -> dict[int, float]:
    """A figure by seed."""
    seeds = lines.get((figure.trial, figure.arm), {})
    return {seed: sum(_look_up(line, key) for key in figure.keys) / len(figure.keys) for seed, line in seeds.items()}


def _look_up(line: Mapping[str, Any], key: str) -> float:
    """A figure of a report line.

    Raises:
        DataError: The line does not have it.
    """
    table, _, name = key.partition(".")
    value = line.get(table)
    value = value.get(name) if name and isinstance(value, Mapping) else value
    if not isinstance(value, int | float):
        raise DataError(f"A cell of {line['method']}:{line['arm']} has no figure {key}; run the protocol again.")
    return float(value)


def _by_arm(cells: Sequence[Cell]) -> Lines:
    """Report lines as plain values."""
    lines: dict[tuple[str, str], dict[int, Mapping[str, Any]]] = {}
    for cell in cells:
        lines.setdefault((cell.trial, cell.line.arm), {})[cell.line.seed] = asdict(cell.line)
    return lines


def _is_finished(evidence: Evidence, lines: Lines) -> bool:
    """Whether all arms of all trials have the same seeds, or those of them that they are to take."""
    found = [(trial, frozenset(lines.get((trial.name, arm), {}))) for trial in evidence.trials for arm in trial.arms]
    every = {seed for _, seeds in found for seed in seeds}
    return bool(every) and all(seeds >= {seed for seed in every if trial.takes(seed)} for trial, seeds in found)
