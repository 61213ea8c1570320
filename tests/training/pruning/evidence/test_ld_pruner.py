"""LD-Pruner's evidence speaks against it where low scores are no better than lots, and not at all without learning."""

from __future__ import annotations

from made_up_cells import made_up, with_figure, with_figures

from training.pruning.claim import DENSE_SCORE, SCORE, UNRECOVERED, Verdict
from training.pruning.evidence import ld_pruner
from training.pruning.evidence.ld_pruner import BOTH, EVIDENCE, HIGHEST, LEARNED, RANDOM, TRIAL
from training.pruning.registry import all_evidence
from training.pruning.verdict import Outcome, findings


def learned(cells):
    """The dense denoiser writes digits."""
    return with_figure(cells, DENSE_SCORE.of(TRIAL, BOTH), 12.0)


def test_it_is_the_evidence_of_its_name():
    assert all_evidence()["ld_pruner"] is ld_pruner.EVIDENCE


def test_low_scores_that_harm_less_are_a_reproduction_and_others_are_none():
    cells = learned(made_up(EVIDENCE))
    for key in (UNRECOVERED, SCORE):
        cells = with_figure(cells, key.of(TRIAL, BOTH), 20.0)
    for arm in (RANDOM, HIGHEST):
        cells = with_figure(cells, UNRECOVERED.of(TRIAL, arm), 200.0)
        cells = with_figure(cells, SCORE.of(TRIAL, arm), 10.0)
    found = findings(EVIDENCE, cells)
    assert found[0].verdict is Verdict.REPRODUCED
    assert found[1].verdict is Verdict.NOT_REPRODUCED


def test_a_denoiser_that_has_not_learned_decides_nothing():
    cells = with_figure(made_up(EVIDENCE), DENSE_SCORE.of(TRIAL, BOTH), LEARNED + 1)
    assert {finding.verdict for finding in findings(EVIDENCE, cells)} == {Verdict.NOT_TESTABLE}


def test_seeds_that_differ_much_decide_all_the_same():
    """An interval that reaches below 0, where neither a distance nor a ratio can be, is no reason to doubt."""
    cells = with_figures(made_up(EVIDENCE), DENSE_SCORE.of(TRIAL, BOTH), (10.0, 20.0, 35.0))
    for key in (UNRECOVERED, SCORE):
        cells = with_figures(cells, key.of(TRIAL, BOTH), (10.0, 20.0, 35.0))
        for arm in (RANDOM, HIGHEST):
            cells = with_figures(cells, key.of(TRIAL, arm), (2000.0, 2000.0, 100.0))
    first, second, *_ = findings(EVIDENCE, cells)
    for reading in (*first.needs, *first.readings, *second.readings):
        assert reading.found.mean - reading.found.half < 0
        assert reading.outcome is Outcome.HOLDS
    assert first.verdict is second.verdict is Verdict.REPRODUCED
