"""An address is a task like any other: trained if it has to be, pruned, measured and written."""

from __future__ import annotations

import dataclasses

import pytest
import torch
from safetensors.torch import load_file, save_file
from tiny_zoo import write_picture_folder, write_timm_folder

from training.errors import CheckpointError, DataError, RecipeError
from training.pruning.checkpoint import load_network
from training.pruning.measure import count_params
from training.pruning.registry import find_method, find_task, misfit
from training.pruning.run import RunRequest, run
from training.pruning.types import Family


@pytest.fixture
def address(tmp_path):
    """A network of three classes and pictures of three."""
    return f"timm:{write_timm_folder(tmp_path / 'net')}@{write_picture_folder(tmp_path / 'colours')}"


def run_once(method_name, task, out, **changes):
    method = find_method(method_name)
    plan = dataclasses.replace(task.plan, epochs=1, batch=4)
    settings = dataclasses.replace(method.settings, **changes)
    arms = (method.arms[0].name,)
    return run(RunRequest(method, task, 0.5, arms, (0,), plan, settings, out, False, 0), lambda _: None)[0]


def test_a_network_with_as_many_classes_as_the_pictures_is_taken_as_it_is(address):
    task = find_task(address)
    assert (task.is_trained, task.family, task.name) == (True, Family.CNN, address)
    examples = task.load()
    assert (len(examples.train), len(examples.test)) == (9, 3)
    outputs = task.build(1.0).eval()(examples.test.inputs[:3])
    assert outputs.shape == (3, 3)
    assert 0 <= task.score(task.build(1.0), examples.test) <= 1


def test_another_number_of_classes_is_trained_first(tmp_path):
    task = find_task(f"timm:{write_timm_folder(tmp_path / 'net', classes=5)}@digits")
    assert not task.is_trained
    assert task.build(1.0)(torch.zeros(2, 3, 32, 32)).shape == (2, 10)


@pytest.mark.parametrize("method", ["l1", "spa"])
def test_a_network_from_outside_is_pruned_and_written(address, tmp_path, method):
    task = find_task(address)
    line = run_once(method, task, tmp_path / "out", **({"round_to": 1} if method == "spa" else {}))
    assert line.pruned["params"] < 0.5 * line.dense["params"]
    network = load_network(task.build(1.0), tmp_path / "out" / line.checkpoint)
    assert task.score(network, task.load().test) == line.pruned["score"]


def test_the_size_can_be_changed(tmp_path):
    task = find_task("timm:test_vit.untrained@digits")
    assert task.family is Family.VIT
    assert task.load().test.inputs[:2].shape == (2, 3, 160, 160)
    assert find_task("torchvision:resnet18.untrained@digits@64").load().test.inputs[:1].shape == (1, 3, 64, 64)
    smaller = find_task("timm:test_vit.untrained@digits@32")
    assert smaller.build(1.0)(smaller.load().test.inputs[:1]).shape == (1, 10)
    with pytest.raises(RecipeError, match="sees pictures of 224 pixels and no others"):
        find_task("torchvision:vit_b_32.untrained@digits@64")


@pytest.mark.parametrize(
    "network", ["timm:test_resnet", "timm:test_efficientnet", "timm:test_vit", "torchvision:squeezenet1_1"]
)
def test_it_can_be_built_narrower_and_knows_nothing_then(network):
    task = find_task(f"{network}.untrained@digits@32")
    widths = [task.build(width) for width in (1.0, 0.5, 0.25)]
    params = [count_params(one) for one in widths]
    assert params[0] > 1.3 * params[1] > params[2]
    inputs = task.load().test.inputs[:2]
    assert all(one.eval()(inputs).shape == (2, 10) for one in widths)


def test_nothing_that_was_learned_is_left_in_a_narrower_one(tmp_path):
    folder = write_timm_folder(tmp_path / "net", "test_vit", side_px=160)
    learned = {**load_file(folder / "model.safetensors")}
    marked = {name: value + 100 if value.is_floating_point() else value for name, value in learned.items()}
    save_file(marked, folder / "model.safetensors")
    task = find_task(f"timm:{folder}@{write_picture_folder(tmp_path / 'colours')}@32")
    assert task.is_trained
    assert float(task.build(1.0).pos_embed.detach().min()) > 90
    assert max(float(parameter.detach().abs().max()) for parameter in task.build(0.5).parameters()) < 2


def test_the_same_dice_give_the_same_narrower_network_whoever_asked_first(address):
    found = []
    for before in ((), (0.25,)):
        task = find_task(address)
        for width in before:
            task.build(width)
        torch.manual_seed(3)
        found.append(task.build(0.5).state_dict())
    assert all(torch.equal(value, found[1][name]) for name, value in found[0].items())
    torch.manual_seed(4)
    assert not torch.equal(find_task(address).build(0.5).state_dict()["conv1.0.weight"], found[0]["conv1.0.weight"])


@pytest.mark.parametrize(
    "word", ["learned", "timm:test_resnet.untrained@digits@32", "timm:test_vit.untrained@digits@32"]
)
def test_its_narrow_twin_has_as_many_weights_and_learns_from_nothing(address, tmp_path, word):
    task = find_task(address if word == "learned" else word)
    method, plan = find_method("gradual"), dataclasses.replace(task.plan, epochs=4, batch=4, limit=8)
    settings, arms = dataclasses.replace(method.settings, every=1), tuple(arm.name for arm in method.arms)
    request = RunRequest(method, task, 0.9, arms, (0,), plan, settings, tmp_path / "out", False, 0)
    sparse, twin = run(request, lambda _: None)
    assert twin.pruned["params"] == pytest.approx(sparse.pruned["nonzeros"], rel=0.03)
    assert twin.steps == sparse.steps == 8
    narrow = load_network(task.build(twin.evidence["width"]), tmp_path / "out" / twin.checkpoint)
    assert task.score(narrow, task.load().test) == twin.pruned["score"]


def test_a_network_whose_code_counts_on_its_widths_goes_without_a_twin(tmp_path):
    task = find_task("timm:test_vit_relpos.untrained@digits@32")
    with pytest.raises(RecipeError, match="comes in one width: its code counts on the widths"):
        task.build(0.5)
    method = find_method("gradual")
    arms = tuple(arm.name for arm in method.arms)
    request = RunRequest(method, task, 0.9, arms, (0,), task.plan, method.settings, tmp_path / "out", False, 0)
    with pytest.raises(RecipeError, match=r"small_dense trains a narrower network.* Run gradual:sparse alone"):
        run(request, lambda _: None)
    assert not list(tmp_path.rglob("*.safetensors"))


def test_what_makes_no_sense_is_refused(address):
    assert "is cnn" in misfit(find_method("sparse_then_prune"), find_task(address))
    assert "language" in misfit(find_method("perp"), find_task(address))
    with pytest.raises(DataError, match="no data at nowhere"):
        find_task("timm:test_resnet@nowhere")
    with pytest.raises(CheckpointError, match="is no network of timm"):
        find_task(f"timm:{address.partition('@')[2]}")
