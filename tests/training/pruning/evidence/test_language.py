"""The protocols on language models: they share dense networks, and compare what is equal."""

from __future__ import annotations

import pytest

from training.pruning.claim import STEPS, Relation
from training.pruning.evidence import adapt_pruner, llm_pruner, paser, perp
from training.pruning.registry import find_method

ALL = [module.EVIDENCE for module in (adapt_pruner, llm_pruner, paser, perp)]


def test_all_share_the_dense_networks_of_a_task():
    trainings = {(trial.task, tuple(trial.training.items())) for evidence in ALL for trial in evidence.trials}
    assert sorted(task for task, _ in trainings) == ["tiny_llama_skills", "tiny_opt_shakespeare"]


def test_stages_are_as_small_as_the_papers():
    (trial,) = adapt_pruner.EVIDENCE.trials
    assert trial.amount / trial.settings["stages"] == pytest.approx(0.05)


@pytest.mark.parametrize("evidence", ALL, ids=lambda evidence: evidence.method)
def test_every_arm_of_the_method_that_the_claims_are_about_is_run(evidence):
    run = {arm for trial in evidence.trials for arm in trial.arms}
    left_out = {arm.name for arm in find_method(evidence.method).arms} - run
    assert left_out <= {"mix"}  # both criteria together, which no claim is about


def test_paser_is_compared_at_equal_steps_and_after_the_baseline_was_seen_to_be_stable():
    for claim in paser.EVIDENCE.claims:
        if claim.quantities:
            assert any(
                need.left.keys == STEPS.of("", "").keys and need.relation is Relation.OVER for need in claim.needs
            )
            assert paser.STABLE in claim.needs


def test_wrong_answers_are_made_where_the_filter_is_tried_only():
    wrong = {trial.name: trial.settings.get("wrong", 0.0) for trial in paser.EVIDENCE.trials}
    assert wrong == {paser.CLEAN: 0.0, paser.NOISY: 0.2}
