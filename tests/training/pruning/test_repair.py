"""What is left after any cut of channels is solved for where that is wanted; what has nothing to solve is refused."""

from __future__ import annotations

import copy
import dataclasses

import pytest
import torch

from training.channels.importance import l1_importance
from training.errors import CheckpointError, RecipeError
from training.pruning.bench import Bench
from training.pruning.method import PruneRequest, telling_settings
from training.pruning.methods.spa import PRUNE_TRAIN
from training.pruning.parts.channels import Cut, Cutting, cut_channels
from training.pruning.registry import all_methods, find_method, find_task
from training.pruning.repair import repair_layers
from training.pruning.run import verify
from training.pruning.types import Effect, Examples, Family, Split

MENDING = [method for method in all_methods().values() if hasattr(method.settings, "repair")]
every_mending = pytest.mark.parametrize("method", MENDING, ids=lambda method: method.name)


def pruned(method, bench, arm=0, **changes):
    """Without any training after the cut, unless that is changed."""
    still = {"recover": 0.0} if hasattr(method.settings, "recover") else {"finetune": 0.0, "round_to": 1}
    settings = dataclasses.replace(method.settings, **{**still, **changes})
    return method.prune(bench, PruneRequest(0.5, method.arms[arm].name, bench.seed), settings)


def test_every_method_that_cuts_channels_can_be_followed_by_a_repair() -> None:
    cutting = [m.name for m in all_methods().values() if m.effect is Effect.SMALLER and Family.CNN in m.families]
    assert {method.name for method in MENDING} == {*cutting} - {"obspa"}  # which is one


@every_mending
def test_it_brings_the_network_nearer_to_what_it_gave(method, bench) -> None:
    plain, mended = (pruned(method, bench, repair=word) for word in ("none", "training"))
    request = PruneRequest(0.5, method.arms[0].name, bench.seed)
    assert verify(plain, method, request, bench) == verify(mended, method, request, bench)
    numbers = [found.proof[1].state_dict() for found in (plain, mended)]
    assert all(torch.equal(value, numbers[1][name]) for name, value in numbers[0].items())
    masked, ((inputs, _),) = plain.proof[0], bench.batches(1)
    with torch.no_grad():
        cut, solved = plain.network(inputs), mended.network(inputs)
    assert [p.shape for p in plain.network.parameters()] == [p.shape for p in mended.network.parameters()]
    assert not torch.allclose(cut, solved, atol=1e-3)
    assert mended.evidence["layer_error_solved"] < mended.evidence["layer_error_cut"]
    assert mended.evidence["repaired_score"] == bench.score(mended.network)
    assert mended.unrecovered_score == bench.score(masked)
    assert mended.calibration in ("near", "far")
    assert {*plain.evidence} <= {*mended.evidence}


def test_a_trained_network_gives_nearly_what_it_gave(bench) -> None:
    ((inputs, _),) = bench.batches(1)
    cuts = [pruned(find_method("l1"), bench, repair=word).network for word in ("none", "training")]
    with torch.no_grad():
        wanted, *answers = (network(inputs) for network in (bench.dense(), *cuts))
    lost = [float((answer - wanted).square().mean()) for answer in answers]
    assert lost[1] < 0.5 * lost[0]


@pytest.mark.parametrize("word", ["shifted", "noise"])
def test_it_does_without_training_inputs(bench, word) -> None:
    found = pruned(find_method("l1"), bench, repair=word)
    assert found.calibration == "far"
    assert found.evidence["calibration_is_far"] == 1.0


def test_training_goes_on_from_what_was_repaired(bench) -> None:
    plain, mended = (pruned(find_method("l1"), bench, repair=word, recover=0.5) for word in ("none", "training"))
    assert plain.unrecovered_score == mended.unrecovered_score
    assert not torch.equal(plain.network[4].weight, mended.network[4].weight)
    assert "repaired_score" not in plain.evidence


@pytest.mark.parametrize("name", ["l1", "spa"])
def test_batch_norms_alone_can_be_measured_anew(bench, name) -> None:
    plain, mended = (pruned(find_method(name), bench, repair=word) for word in ("none", "norms"))
    before, after = plain.network.state_dict(), mended.network.state_dict()
    changed = {name for name, value in before.items() if not torch.equal(value, after[name])}
    assert changed
    assert all(name.endswith(("running_mean", "running_var")) for name in changed)
    assert mended.evidence["recalibrated"] == 1.0
    assert "layer_error_solved" not in mended.evidence
    stays = plain.proof[0][8].weight.flatten(1).any(1)
    wanted, cut, anew = (
        spread_of_the_last_norm(one, bench) for one in (bench.control(), plain.network, mended.network)
    )
    torch.testing.assert_close(anew, wanted[:, stays], rtol=1e-3, atol=1e-3)
    assert (cut - wanted[:, stays]).abs().max() > 0.01


@torch.no_grad()
def spread_of_the_last_norm(network, bench):
    """Deviation and mean of what it puts out, channel by channel; (2, channels)."""
    inputs = torch.cat([inputs for inputs, _ in bench.batches(8)])
    return torch.stack(torch.std_mean(network[:10](inputs), (0, 2, 3)))


def test_where_there_are_no_batch_norms_none_is_measured(tmp_path) -> None:
    task = find_task("tiny_shapes_vit")
    bench = Bench(task, task.load(), task.plan, 0, tmp_path / "dense", torch.device("cpu"), lambda _progress: None)
    with pytest.raises(RecipeError, match="tiny_shapes_vit has no batch norms"):
        pruned(find_method("spa"), bench, repair="norms")
    assert not bench.cache.exists()


@every_mending
def test_runs_without_it_are_the_runs_that_they_were_before_there_was_it(method) -> None:
    assert method.settings.repair == "none"
    assert "repair" not in telling_settings(method.settings)
    assert telling_settings(dataclasses.replace(method.settings, repair="noise"))["repair"] == "noise"


@every_mending
def test_a_repair_that_there_is_not_is_refused_before_any_training(method, bench) -> None:
    with pytest.raises(RecipeError, match=r"repair is none, norms, or .*: training, shifted, noise; not 'wood'"):
        pruned(method, bench, repair="wood")
    assert not bench.cache.exists()


def test_what_has_learned_nothing_has_nothing_to_repair(bench) -> None:
    spa = find_method("spa")
    place = [arm.name for arm in spa.arms].index(PRUNE_TRAIN)
    with pytest.raises(RecipeError, match="has learned nothing"):
        pruned(spa, bench, place, repair="training")


def test_without_anything_to_show_there_is_no_repair(bench) -> None:
    nothing = Split(bench.examples.train.inputs[:0], bench.examples.train.targets[:0])
    empty = dataclasses.replace(bench, examples=Examples(nothing, bench.examples.test))
    with pytest.raises(RecipeError, match="tiny_shapes has nothing"):
        pruned(find_method("l1"), empty, repair="noise")


def test_a_cut_that_the_graph_cannot_follow_is_not_repaired(bench) -> None:
    network = bench.fresh()
    dense = copy.deepcopy(network)
    cutting = cut_channels(network, bench.example(), l1_importance(), Cut(0.5))
    wrong = Cutting(cutting.masked, {name: places[1:] for name, places in cutting.removed.items()}, 1.0)
    with pytest.raises(CheckpointError, match=r"couples other channels; leave settings\.repair out"):
        repair_layers(bench, (dense, network), wrong.removed, "training")
