"""An address is a task like any other: trained if it has to be, pruned, measured and written."""

from __future__ import annotations

import dataclasses

import pytest
import torch
from tiny_zoo import write_picture_folder, write_timm_folder

from training.errors import CheckpointError, DataError, RecipeError
from training.pruning.checkpoint import load_network
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


def test_what_makes_no_sense_is_refused(address):
    assert "is cnn" in misfit(find_method("sparse_then_prune"), find_task(address))
    assert "language" in misfit(find_method("perp"), find_task(address))
    with pytest.raises(RecipeError, match="comes in one width"):
        find_task(address).build(0.5)
    with pytest.raises(DataError, match="no data at nowhere"):
        find_task("timm:test_resnet@nowhere")
    with pytest.raises(CheckpointError, match="is no network of timm"):
        find_task(f"timm:{address.partition('@')[2]}")
