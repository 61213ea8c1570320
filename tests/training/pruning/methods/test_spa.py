"""SPA cuts what is coupled, before or after training, by any of its criteria."""

from __future__ import annotations

import dataclasses

import pytest
import torch

from training.errors import RecipeError
from training.pruning.bench import Bench
from training.pruning.method import PruneRequest
from training.pruning.methods.spa import METHOD, PRUNE_TRAIN, RANDOM
from training.pruning.registry import find_task
from training.pruning.run import largest_difference, verify


def params(network) -> int:
    return sum(parameter.numel() for parameter in network.parameters())


@pytest.mark.parametrize("criterion", ["l2", "snip", "grasp", "crop", "obd"])
def test_every_criterion_cuts_half_of_the_channels(bench, criterion: str) -> None:
    settings = dataclasses.replace(METHOD.settings, criterion=criterion, batches=1)
    pruned = METHOD.prune(bench, PruneRequest(0.5, "train_prune", 0), settings)
    assert pruned.proof is not None
    assert largest_difference(*pruned.proof, bench) < 1e-5
    assert params(pruned.network) < 0.5 * params(bench.fresh())
    assert pruned.evidence["groups"] == 2


def test_a_cut_before_training_has_no_score_from_before(bench) -> None:
    pruned = METHOD.prune(bench, PruneRequest(0.5, PRUNE_TRAIN, 0), METHOD.settings)
    assert pruned.unrecovered_score is None
    assert params(pruned.network) < 0.5 * params(bench.fresh())
    assert not bench.cache.exists()  # no dense network was trained for it


def test_one_threshold_for_all_groups_leaves_other_widths_than_the_same_share(bench) -> None:
    local = METHOD.prune(bench, PruneRequest(0.4, RANDOM, 0), dataclasses.replace(METHOD.settings, round_to=1))
    settings = dataclasses.replace(METHOD.settings, round_to=1, ranking="global", norm="none")
    everywhere = METHOD.prune(bench, PruneRequest(0.4, RANDOM, 0), settings)
    assert params(local.network) != params(everywhere.network)
    assert abs(local.evidence["channels_removed"] - everywhere.evidence["channels_removed"]) <= 2


@pytest.mark.parametrize("name", ["criterion", "aggregate", "norm", "ranking"])
def test_a_setting_that_there_is_not_is_refused_before_any_training(bench, name: str) -> None:
    with pytest.raises(RecipeError, match=f"There is no {name} 'beauty'"):
        METHOD.prune(
            bench, PruneRequest(0.5, "train_prune", 0), dataclasses.replace(METHOD.settings, **{name: "beauty"})
        )
    assert not bench.cache.exists()


@pytest.mark.parametrize(("name", "value"), [("finetune", -0.1), ("finetune", float("nan")), ("batches", 0)])
def test_a_number_that_makes_no_sense_is_refused_before_any_training(bench, name: str, value: float) -> None:
    with pytest.raises(RecipeError, match=name):
        METHOD.prune(bench, PruneRequest(0.5, "train_prune", 0), dataclasses.replace(METHOD.settings, **{name: value}))
    assert not bench.cache.exists()


def test_no_fine_tuning_is_no_step_of_it(bench) -> None:
    settings = dataclasses.replace(METHOD.settings, finetune=0.0)
    pruned = METHOD.prune(bench, PruneRequest(0.5, "train_prune", 0), settings)
    assert bench.tally.steps == bench.steps()  # of the dense network
    assert pruned.unrecovered_score is None
    cut = pruned.proof[1]
    pairs = zip(pruned.network.parameters(), cut.parameters(), strict=True)
    assert all(torch.equal(one, other) for one, other in pairs)


@pytest.fixture
def vit_bench(tmp_path):
    task = find_task("tiny_shapes_vit")
    plan = dataclasses.replace(task.plan, epochs=1, limit=100)
    return Bench(task, task.load(), plan, 0, tmp_path, torch.device("cpu"), lambda _progress: None)


def test_heads_go_where_they_are_asked_for(vit_bench):
    settings = dataclasses.replace(METHOD.settings, heads=True, round_to=1)
    found = METHOD.prune(vit_bench, PruneRequest(0.5, "train_prune", 0), settings)
    assert [block.attention.heads for block in found.network.blocks] == [1, 1]
    masked, cut = found.proof
    with torch.no_grad():
        assert torch.allclose(masked(vit_bench.example()), cut(vit_bench.example()), atol=1e-5)


@pytest.mark.parametrize(("heads", "free", "reached"), [(False, 48 / 168, 24 / 168), (True, 120 / 168, 60 / 168)])
def test_half_of_a_transformer_is_half_of_what_is_not_tied_to_its_residual_stream(
    vit_bench, heads: bool, free: float, reached: float
) -> None:
    settings = dataclasses.replace(METHOD.settings, heads=heads, round_to=4)
    found = METHOD.prune(vit_bench, PruneRequest(0.5, RANDOM, 0), settings)
    assert found.evidence["free_share"] == pytest.approx(free)
    assert verify(found, METHOD, PruneRequest(0.5, RANDOM, 0), vit_bench) == pytest.approx(reached)


def test_all_channels_are_free_where_layers_follow_each_other(bench) -> None:
    assert METHOD.prune(bench, PruneRequest(0.5, RANDOM, 0), METHOD.settings).evidence["free_share"] == 1.0
