"""The published regulariser spreads attention or does nothing; the others make sparse what they say."""

from __future__ import annotations

import dataclasses

import pytest
import torch
from torch import nn

from training.errors import RecipeError
from training.pruning.method import PruneRequest
from training.pruning.methods.sparse_then_prune import METHOD, SparseThenPruneSettings
from training.pruning.parts.masks import leaked
from training.pruning.parts.prunable import prunable, sparsity_of
from training.pruning.tasks import tiny_shapes_vit

ARMS = [arm.name for arm in METHOD.arms]
USUAL = SparseThenPruneSettings(curve=0)


@pytest.fixture
def vit(bench):
    """A bench with a transformer."""
    task = tiny_shapes_vit.TASK
    plan = dataclasses.replace(task.plan, epochs=4, limit=300)
    return dataclasses.replace(bench, task=task, plan=plan)


@pytest.fixture
def quick(vit):
    """One epoch."""
    return dataclasses.replace(vit, plan=dataclasses.replace(vit.plan, epochs=1))


def pruned(bench, arm, sparsity=0.5, **changes):
    return METHOD.prune(bench, PruneRequest(sparsity, arm, bench.seed), dataclasses.replace(USUAL, **changes))


@pytest.mark.parametrize("arm", ARMS)
def test_every_arm_is_as_sparse_as_asked_and_nothing_watches_it_on(quick, arm):
    found = pruned(quick, arm)
    assert leaked(found.network, found.alive) == 0
    assert sparsity_of(prunable(found.network, quick.task.keep_dense)) == pytest.approx(0.5, abs=1e-3)
    assert not any(module._forward_hooks or module._forward_pre_hooks for module in found.network.modules())


def test_the_literal_penalty_does_next_to_nothing(vit):
    evidence = pruned(vit, "literal").evidence
    assert evidence["pull"] < 0.01
    assert evidence["entropy_trained"] == pytest.approx(evidence["entropy_plain"], abs=0.05)


def test_made_strong_it_spreads_attention_and_the_entropy_gathers_it(vit):
    spread, sharp = pruned(vit, "spreading").evidence, pruned(vit, "sharpening").evidence
    assert sharp["entropy_plain"] == spread["entropy_plain"]
    assert sharp["entropy_trained"] < 0.7 * sharp["entropy_plain"]
    assert spread["entropy_plain"] < spread["entropy_trained"] <= spread["entropy_uniform"]
    assert spread["pull"] == pytest.approx(USUAL.attention_pull)


def test_weights_become_zero_in_training_one_by_one_or_as_units(vit):
    alone = pruned(vit, "l1", 0.0, weight_pull=4.0).evidence
    together = pruned(vit, "group", 0.0, weight_pull=3.0).evidence
    assert alone["zeros_trained"] > 0.3
    assert together["units_alive"] < alone["units_alive"]


def test_the_control_is_the_dense_network_without_its_smallest_weights(vit):
    dense, found = vit.dense(), pruned(vit, "plain")
    before, after = (prunable(network, vit.task.keep_dense) for network in (dense, found.network))
    assert all(torch.equal(after[name], before[name] * mask) for name, mask in found.alive.items())
    kept = torch.cat([before[name][mask].abs() for name, mask in found.alive.items()])
    gone = torch.cat([before[name][~mask].abs() for name, mask in found.alive.items()])
    assert kept.min() >= gone.max()


def test_the_curve_is_of_the_same_network_at_other_sparsities(vit):
    evidence = pruned(vit, "plain", curve=1).evidence
    assert evidence["score_at_0.5"] == pytest.approx(vit.score(pruned(vit, "plain").network), abs=1e-6)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"literal_weight": -1.0}, r"settings\.literal_weight is 0 or more; got -1"),
        ({"attention_pull": float("nan")}, r"settings\.attention_pull is 0 or more; got nan"),
        ({"weight_pull": -0.1}, r"settings\.weight_pull is 0 or more"),
        ({"curve": -1}, r"settings\.curve is a number of sparsities, 0 or more; got -1"),
    ],
)
def test_settings_that_cannot_work_are_refused_before_any_training(vit, changes, reason):
    with pytest.raises(RecipeError, match=reason):
        pruned(vit, "literal", **changes)
    assert not vit.cache.exists()


def test_a_network_that_hides_its_attention_is_refused_before_any_training(vit):
    hidden = dataclasses.replace(vit.task, build=lambda _width: nn.Linear(2, 2), keep_dense=())
    with pytest.raises(RecipeError, match="attention cannot be seen"):
        pruned(dataclasses.replace(vit, task=hidden), "plain")
    assert not vit.cache.exists()


def test_a_copy_loses_heads_and_units_for_good_and_computes_what_the_masked_one_does(quick):
    evidence = pruned(quick, "plain", structured=0.5).evidence
    assert evidence["structured_apart"] <= 1e-5
    assert evidence["structured_params_left"] < 0.75
    assert 0 <= evidence["structured_score"] <= 1


@pytest.mark.parametrize(("name", "value"), [("structured", 1.0), ("allocation", "nowhere")])
def test_a_follow_up_that_cannot_be_is_refused(quick, name, value):
    with pytest.raises(RecipeError, match=name):
        pruned(quick, "plain", **{name: value})
