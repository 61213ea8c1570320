"""Gradual pruning ends where it should in every granularity, and has a twin of as many weights."""

from __future__ import annotations

import dataclasses

import pytest

from training.errors import RecipeError
from training.pruning.method import PruneRequest
from training.pruning.methods.gradual import METHOD, GradualSettings
from training.pruning.parts.masks import leaked
from training.pruning.parts.prunable import prunable, sparsity_of

USUAL = GradualSettings(every=1)


def pruned(bench, sparsity=0.75, arm="sparse", **changes):
    settings = dataclasses.replace(USUAL, **changes)
    return METHOD.prune(bench, PruneRequest(sparsity, arm, bench.seed), settings)


@pytest.mark.parametrize("allocation", ["uniform", "erk", "global"])
@pytest.mark.parametrize("regrowth", ["stored", "none"])
def test_it_ends_at_the_sparsity_asked_for(bench, allocation, regrowth):
    found = pruned(bench, allocation=allocation, regrowth=regrowth)
    assert leaked(found.network, found.alive) == 0
    assert sparsity_of(prunable(found.network, bench.task.keep_dense)) == pytest.approx(0.75, abs=0.005)


@pytest.mark.parametrize(("granularity", "sparsity"), [("block:4", 0.5), ("2:4", 0.5), ("1:4", 0.75)])
def test_it_prunes_in_pieces(bench, granularity, sparsity):
    found = pruned(bench, sparsity, granularity=granularity)
    assert leaked(found.network, found.alive) == 0
    weights = prunable(found.network, bench.task.keep_dense)
    assert sparsity_of(weights) == pytest.approx(sparsity, abs=0.02)
    if ":" in granularity[1:2]:
        groups = weights["4.weight"].movedim(1, -1).reshape(-1, 4).count_nonzero(1)
        assert int(groups.max()) <= int(granularity[0])


def test_what_a_task_keeps_dense_is_dense(bench):
    found = pruned(bench)
    assert sparsity_of({"first": found.network[0].weight}) == 0


def test_the_twin_has_as_many_weights_as_the_sparse_network_has_left(bench):
    sparse, twin = pruned(bench).network, pruned(bench, arm="small_dense")
    nonzeros = sum(int(parameter.count_nonzero()) for parameter in sparse.parameters())
    params = sum(parameter.numel() for parameter in twin.network.parameters())
    assert params == pytest.approx(nonzeros, rel=0.1)
    assert 0 < twin.evidence["width"] < 1
    assert params / twin.evidence["params_wanted"] - 1 == pytest.approx(twin.evidence["params_over"])


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"every": 1000}, "prunes less than 2 times"),
        ({"allocation": "fair"}, "no allocation 'fair'; there are uniform, erk, global"),
        ({"regrowth": "maybe"}, "no regrowth 'maybe'"),
        ({"granularity": "2:4"}, r"2:4 has sparsity 0\.5, not 0\.75"),
    ],
)
def test_settings_that_cannot_work_are_refused_before_any_training(bench, changes, reason):
    with pytest.raises(RecipeError, match=reason):
        pruned(bench, **changes)
    assert not bench.cache.exists()


def test_no_twin_is_narrower_than_a_single_channel(bench, tiny):
    wide = dataclasses.replace(bench, task=dataclasses.replace(tiny, build=lambda _width: tiny.build(1.0)))
    with pytest.raises(RecipeError, match="No network of tiny_shapes is as small as"):
        pruned(wide, arm="small_dense")
