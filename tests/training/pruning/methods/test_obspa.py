"""OBSPA brings back most of what a cut costs without training, and tells how far its inputs were from the usual."""

from __future__ import annotations

import dataclasses

import pytest
import torch

from training.errors import RecipeError
from training.pruning.bench import Bench
from training.pruning.method import PruneRequest
from training.pruning.methods.obspa import DATA_FREE, ITSELF, METHOD, NO_REPAIR, OUT_OF_DISTRIBUTION
from training.pruning.registry import find_task
from training.pruning.run import largest_difference


@pytest.fixture
def usual():
    return dataclasses.replace(METHOD.settings, batches=2)


def test_every_arm_makes_the_same_cut_and_only_the_repair_differs(bench, usual) -> None:
    found = {arm.name: METHOD.prune(bench, PruneRequest(0.5, arm.name, 0), usual) for arm in METHOD.arms}
    for pruned in found.values():
        assert pruned.proof is not None
        assert largest_difference(*pruned.proof, bench) < 1e-5
    cut = bench.score(found[NO_REPAIR].network)
    assert all(found[arm].unrecovered_score == cut for arm in (ITSELF, OUT_OF_DISTRIBUTION, DATA_FREE))
    ((inputs, _),) = bench.batches(1)
    with torch.no_grad():
        wanted = bench.dense()(inputs)
        said = {arm: pruned.network(inputs) for arm, pruned in found.items()}
    lost = {arm: float((answer - wanted).square().mean()) for arm, answer in said.items()}
    assert lost[ITSELF] < 0.5 * lost[NO_REPAIR]
    assert all("calibration_distance" in found[arm].evidence for arm in (ITSELF, OUT_OF_DISTRIBUTION, DATA_FREE))


def test_what_the_network_was_shown_is_judged_also_without_batch_norms(bench, usual, tmp_path) -> None:
    qualities = {
        arm: METHOD.prune(bench, PruneRequest(0.5, arm, 0), usual).calibration for arm in (DATA_FREE, NO_REPAIR)
    }
    assert qualities == {DATA_FREE: "far", NO_REPAIR: ""}
    task = find_task("tiny_shapes_vit")
    plan = dataclasses.replace(task.plan, epochs=1, limit=100)
    normless = Bench(task, task.load(), plan, 0, tmp_path / "vit", torch.device("cpu"), lambda _progress: None)
    found = {arm: METHOD.prune(normless, PruneRequest(0.5, arm, 0), usual) for arm in (ITSELF, DATA_FREE)}
    assert {arm: pruned.calibration for arm, pruned in found.items()} == {ITSELF: "near", DATA_FREE: "far"}
    near, far = (found[arm].evidence["calibration_distance"] for arm in (ITSELF, DATA_FREE))
    assert far > 2 * near


def test_noise_does_not_spoil_batch_norms(bench, usual) -> None:
    """Statistics of noise itself would: a network that has them in the place of its own knows nothing any more."""
    ((inputs, _),) = bench.batches(1)
    always, never = (
        METHOD.prune(bench, PruneRequest(0.5, DATA_FREE, 0), dataclasses.replace(usual, recalibrate=word)).network
        for word in ("always", "never")
    )
    with torch.no_grad():
        wanted = bench.dense()(inputs)
        lost, usually = (float((one(inputs) - wanted).square().mean()) for one in (always, never))
    assert lost < 1.25 * usually


@pytest.mark.parametrize(("word", "recalibrated"), [("always", 1.0), ("never", 0.0), ("auto", 0.0)])
def test_batch_norms_are_measured_anew_where_that_is_said_or_helps(
    bench, usual, word: str, recalibrated: float
) -> None:
    settings = dataclasses.replace(usual, recalibrate=word)
    pruned = METHOD.prune(bench, PruneRequest(0.5, DATA_FREE, 0), settings)
    assert pruned.evidence["recalibrated"] == recalibrated


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("criterion", "beauty"),
        ("ranking", "beauty"),
        ("norm", "beauty"),
        ("recalibrate", "sometimes"),
        ("damping", -0.1),
        ("focus", 1.5),
        ("batches", 0),
    ],
)
def test_a_setting_that_makes_no_sense_is_refused_before_any_training(bench, usual, name: str, value: object) -> None:
    with pytest.raises(RecipeError, match=name):
        METHOD.prune(bench, PruneRequest(0.5, ITSELF, 0), dataclasses.replace(usual, **{name: value}))
    assert not bench.cache.exists()


@pytest.mark.parametrize("arm", [OUT_OF_DISTRIBUTION, DATA_FREE])
@pytest.mark.parametrize("criterion", ["snip", "grasp", "crop", "obd"])
def test_a_criterion_that_takes_labels_is_refused_where_there_are_none(bench, usual, arm: str, criterion: str) -> None:
    with pytest.raises(RecipeError, match=f"criterion {criterion} .*labelled.*{arm}.*l1, l2, random"):
        METHOD.prune(bench, PruneRequest(0.5, arm, 0), dataclasses.replace(usual, criterion=criterion))
    assert not bench.cache.exists()


def test_places_that_the_loss_feels_can_be_what_is_solved_for(bench, usual) -> None:
    """They change the answer, and it still brings back most; it takes labels, and noise has none."""
    same, focused = (
        METHOD.prune(bench, PruneRequest(0.5, ITSELF, 0), dataclasses.replace(usual, focus=focus))
        for focus in (0.0, 0.9)
    )
    cut = METHOD.prune(bench, PruneRequest(0.5, NO_REPAIR, 0), usual).network
    ((inputs, _),) = bench.batches(1)
    with torch.no_grad():
        wanted = bench.dense()(inputs)
        answers = [network(inputs) for network in (cut, same.network, focused.network)]
    lost = [float((answer - wanted).square().mean()) for answer in answers]
    assert lost[2] < 0.5 * lost[0]
    assert lost[2] != lost[1]
    with pytest.raises(RecipeError, match="focus"):
        METHOD.prune(bench, PruneRequest(0.5, DATA_FREE, 0), dataclasses.replace(usual, focus=0.9))


def test_it_is_told_what_layers_lose_on_inputs_that_they_were_not_solved_with(bench, usual) -> None:
    told = METHOD.prune(bench, PruneRequest(0.5, ITSELF, 0), dataclasses.replace(usual, batches=4)).evidence
    assert 0 < told["layer_error_solved"] < told["layer_error_cut"]


def test_heads_go_where_they_are_asked_for_and_the_rest_is_solved_for(tmp_path) -> None:
    task = find_task("tiny_shapes_vit")
    plan = dataclasses.replace(task.plan, epochs=2, limit=300)
    bench = Bench(task, task.load(), plan, 0, tmp_path, torch.device("cpu"), lambda _progress: None)
    settings = dataclasses.replace(METHOD.settings, heads=True, round_to=4, batches=4)
    found = {arm: METHOD.prune(bench, PruneRequest(0.5, arm, 0), settings) for arm in (ITSELF, NO_REPAIR)}
    assert [block.attention.heads for block in found[ITSELF].network.blocks] == [1, 1]
    inputs = task.load().test.inputs[:100]
    with torch.no_grad():
        wanted = bench.dense()(inputs)
        lost = {arm: float((pruned.network(inputs) - wanted).square().mean()) for arm, pruned in found.items()}
    assert lost[ITSELF] < 0.5 * lost[NO_REPAIR]


def test_one_threshold_for_all_groups_leaves_other_widths_than_the_same_share(bench, usual) -> None:
    local, everywhere = (
        METHOD.prune(bench, PruneRequest(0.4, NO_REPAIR, 0), dataclasses.replace(usual, ranking=ranking, round_to=1))
        for ranking in ("local", "global")
    )
    shapes = [[tuple(p.shape) for p in pruned.network.parameters()] for pruned in (local, everywhere)]
    assert shapes[0] != shapes[1]
