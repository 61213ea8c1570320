"""A claim is decided by its rule alone: both ways, and not at all where the runs say nothing."""

from __future__ import annotations

import dataclasses
import math

import pytest
from made_up_cells import made_up, with_figure

from training.errors import DataError
from training.interval import Interval
from training.pruning.cells import Cell
from training.pruning.claim import SCORE, STEPS, Claim, Evidence, Figure, Key, Quantity, Relation, Trial, Verdict
from training.pruning.verdict import Outcome, combine, findings, measured, outcome_of, overall

GAIN = Quantity("gain", SCORE.of("t", "a"), SCORE.of("t", "b"))
LEARNED = Quantity("learned", SCORE.of("t", "b"), above=0.3)
CLAIM = Claim("It helps.", "somewhere", (GAIN,), (LEARNED,))


def evidence(*claims):
    return Evidence("some", (Trial("t", "some", "tiny", 0.5, ("a", "b")),), claims or (CLAIM,), ("gesture-train",))


def cells(gains, seeds=3):
    """Arm b has 0.5 with every seed, arm a so much more."""
    made = []
    for cell in made_up(evidence(), seeds):
        score = 0.5 + (gains[cell.line.seed] if cell.line.arm == "a" else 0)
        made.append(Cell("t", dataclasses.replace(cell.line, pruned={**cell.line.pruned, "score": score})))
    return made


@pytest.mark.parametrize(
    ("gains", "verdict"),
    [
        pytest.param((0.10, 0.11, 0.12), Verdict.REPRODUCED, id="the whole interval lies above"),
        pytest.param((0.01, 0.20, 0.02), Verdict.PARTLY, id="the mean lies above, the interval does not"),
        pytest.param((-0.01, -0.20, 0.02), Verdict.NOT_REPRODUCED, id="the mean lies below"),
        pytest.param((0.0, 0.0, 0.0), Verdict.NOT_REPRODUCED, id="nothing happened"),
    ],
)
def test_a_claim_is_decided_by_where_the_interval_lies(gains, verdict):
    (finding,) = findings(evidence(), cells(gains))
    assert finding.verdict is verdict
    assert finding.readings[0].found.n == 3
    assert finding.reason == ""


def test_runs_that_say_nothing_decide_nothing():
    made = with_figure(cells((0.1, 0.11, 0.12)), LEARNED.left, 0.1)
    (finding,) = findings(evidence(), made)
    assert finding.verdict is Verdict.NOT_TESTABLE
    assert finding.reason == "this does not hold: learned"


def test_two_seeds_are_too_few():
    (finding,) = findings(evidence(), cells((0.1, 0.11), seeds=2))
    assert finding.verdict is Verdict.NOT_TESTABLE
    assert "2 seeds are too few" in finding.reason


def test_what_cannot_be_tested_here_is_not():
    claim = Claim("It wins.", "somewhere", beyond="it takes a year")
    (finding,) = findings(evidence(claim), cells((0.1, 0.1, 0.1)))
    assert (finding.verdict, finding.reason) == (Verdict.NOT_TESTABLE, "it takes a year")


def test_a_protocol_that_is_not_finished_decides_nothing():
    (finding,) = findings(evidence(), cells((0.1, 0.11, 0.12))[:-1])
    assert finding.verdict is Verdict.UNFINISHED
    assert finding.readings[0].found.n == 2
    assert overall([finding]) is Verdict.UNFINISHED


def test_seeds_are_compared_in_pairs_whatever_their_order():
    made = cells((0.1, 0.2, 0.3))
    assert measured(GAIN, made[::-1]).found == measured(GAIN, made).found


def test_figures_can_be_divided_averaged_and_looked_up_by_name():
    made = with_figure(cells((0.1, 0.1, 0.1)), Figure("t", "a", ("evidence.x",)), 4.0)
    made = with_figure(made, Figure("t", "a", ("evidence.y",)), 2.0)
    mean = Figure("t", "a", ("evidence.x", "evidence.y"))
    assert measured(Quantity("mean", mean), made).found == Interval(3.0, 0.0, 3)
    halved = Quantity("over", mean, STEPS.of("t", "b"), Relation.OVER)
    assert measured(halved, made).found.mean == pytest.approx(0.3)


@pytest.mark.parametrize("key", ["evidence.nothing", "machine", "nothing", "unrecovered_score"])
def test_a_figure_that_is_not_there_is_named(key):
    made = [Cell(c.trial, dataclasses.replace(c.line, unrecovered_score=None)) for c in cells((0.1, 0.1, 0.1))]
    with pytest.raises(DataError, match=f"has no figure {key}"):
        measured(Quantity("x", Key(key).of("t", "a")), made)


@pytest.mark.parametrize(
    ("mean", "half", "outcome"),
    [
        (0.5, 0.1, Outcome.HOLDS),
        (0.5, 0.6, Outcome.LEANS),
        (0.95, 0.1, Outcome.LEANS),
        (1.0, 0.0, Outcome.FAILS),
        (0.0, 0.0, Outcome.FAILS),
        (math.nan, 0.0, Outcome.FAILS),
    ],
)
def test_bounds_are_two_and_neither_belongs_to_what_holds(mean, half, outcome):
    assert outcome_of(Quantity("x", SCORE.of("t", "a"), below=1.0), Interval(mean, half, 3)) is outcome


def test_all_must_hold_and_all_must_fail():
    assert combine([Outcome.HOLDS, Outcome.HOLDS]) is Verdict.REPRODUCED
    assert combine([Outcome.FAILS, Outcome.FAILS]) is Verdict.NOT_REPRODUCED
    assert combine([Outcome.HOLDS, Outcome.FAILS]) is Verdict.PARTLY
    assert combine([Outcome.HOLDS, Outcome.MISSING]) is Verdict.UNFINISHED


def test_a_paper_is_what_its_claims_are():
    good, bad = findings(evidence(), cells((0.1, 0.11, 0.12)))[0], findings(evidence(), cells((0, 0, 0)))[0]
    beyond = findings(evidence(Claim("x.", "y", beyond="z")), [])[0]
    assert overall([good, beyond]) is Verdict.REPRODUCED
    assert overall([bad, bad]) is Verdict.NOT_REPRODUCED
    assert overall([good, bad]) is Verdict.PARTLY
    assert overall([beyond]) is Verdict.NOT_TESTABLE
