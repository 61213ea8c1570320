"""Every paper's evidence is a file of its method's name; contracts/test_every_evidence.py has what all of it promises.

Here is what the vision papers would be told if their claims were wrong in the way that is to be feared.
"""

from __future__ import annotations

import pytest
from made_up_cells import made_up, with_figure

from training.pruning.claim import SCORE, Figure, Relation, Verdict
from training.pruning.evidence import ap, gradual, obspa, slimming, spa, sparse_then_prune
from training.pruning.registry import all_evidence
from training.pruning.verdict import findings

MODULES = (ap, gradual, obspa, slimming, spa, sparse_then_prune)


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.__name__.rpartition(".")[2])
def test_a_file_is_the_evidence_of_its_name(module):
    assert all_evidence()[module.__name__.rpartition(".")[2]] is module.EVIDENCE


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.__name__.rpartition(".")[2])
def test_arms_that_are_all_alike_reproduce_no_difference(module):
    """Cells without any difference speak for no claim but those that something is not lost."""
    for finding in findings(module.EVIDENCE, made_up(module.EVIDENCE)):
        if any(is_gain(reading.quantity) for reading in finding.readings):
            assert finding.verdict in (Verdict.NOT_REPRODUCED, Verdict.PARTLY, Verdict.NOT_TESTABLE)


def is_gain(quantity):
    """Whether something is to be better than something else."""
    return quantity.right is not None and quantity.relation is Relation.MINUS and quantity.above >= 0


def test_a_twin_that_is_larger_decides_nothing():
    figure = Figure(gradual.CNN_90, gradual.TWIN, ("pruned.nonzeros",))
    found = findings(gradual.EVIDENCE, with_figure(made_up(gradual.EVIDENCE), figure, 200))
    assert found[0].verdict is Verdict.NOT_TESTABLE


def test_a_better_twin_is_told():
    cells = made_up(gradual.EVIDENCE)
    for trial in (gradual.CNN_90, gradual.CNN_95):
        cells = with_figure(cells, SCORE.of(trial, gradual.TWIN), 0.9)
    assert findings(gradual.EVIDENCE, cells)[0].verdict is Verdict.NOT_REPRODUCED


def test_a_regulariser_that_spreads_attention_is_told():
    cells = made_up(sparse_then_prune.EVIDENCE)
    for arm in ("literal", "spreading"):
        cells = with_figure(cells, Figure("shapes", arm, ("evidence.entropy_trained",)), 9.0)
    assert findings(sparse_then_prune.EVIDENCE, cells)[1].verdict is Verdict.NOT_REPRODUCED
