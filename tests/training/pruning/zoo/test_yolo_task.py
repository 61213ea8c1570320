"""A detector is a task: a checkpoint of ultralytics or weights of ours, with pictures in YOLO's layout."""

from __future__ import annotations

import copy
import dataclasses
from pathlib import Path

import numpy as np
import pytest
import torch
from ultralytics.cfg import get_cfg
from ultralytics.nn.tasks import DetectionModel, yaml_model_load

from training.data.store import load_pictures
from training.data.yolo_folder import labelled_pictures, read_folder
from training.errors import CheckpointError, DataError, RecipeError, TrainingError
from training.pruning.registry import find_method, find_task, misfit
from training.pruning.run import RunRequest, run
from training.pruning.source import read_source
from training.pruning.types import Family
from training.pruning.zoo.detector import Detector
from training.yolo.checkpoint import labels_of, load_network, save_network, with_labels
from training.yolo.evaluate import predict, score, torch_model
from training.yolo.prune import count_params
from training.yolo.weights_file import find_weights


@pytest.fixture(scope="module")
def task(pristine_network, folder, tmp_path_factory):
    """A tiny detector on a tiny folder."""
    path = tmp_path_factory.mktemp("weights") / "tiny.pt"
    network = copy.deepcopy(pristine_network)
    with torch.no_grad():
        for parameter in network.parameters():
            parameter += 0.02 * torch.randn(parameter.shape, generator=torch.Generator().manual_seed(0))
    save_network(network, path)
    return find_task(f"{path}@{folder}@64")


def test_a_checkpoint_is_a_task(task):
    assert (task.family, task.is_trained, task.score_name) == (Family.CNN, True, "mAP50-95")
    assert "judged by val" in task.data
    assert misfit(find_method("sparse_then_prune"), task)


def test_its_score_is_the_one_of_the_workshop(task, folder):
    network = task.build(1.0)
    read = read_folder(folder)
    store = load_pictures(labelled_pictures(read, "val"), 64)
    usual = score(predict(torch_model(network.network), store, 64), read.names)
    assert task.score(network, task.load().test) == pytest.approx(usual.map50_95, abs=1e-6)


def test_its_loss_is_the_one_of_ultralytics(task):
    network, examples = task.build(1.0), task.load()
    inputs, targets = examples.train.inputs[:6], examples.train.targets[:6]
    usual = copy.deepcopy(network.network)
    usual.args = get_cfg()
    picture, row = (targets[..., 0] >= 0).nonzero(as_tuple=True)
    boxes = targets[picture, row]
    batch = {"img": inputs, "batch_idx": picture.float(), "cls": boxes[:, 0], "bboxes": boxes[:, 1:]}
    wanted = usual.eval()(batch)[0].sum() / len(inputs)
    assert task.loss(network.eval()(inputs), targets).item() == pytest.approx(wanted.item(), rel=1e-5)
    assert task.loss(network(inputs), targets).requires_grad


@pytest.mark.parametrize("method_name", ["l1", "spa", "taylor"])
def test_it_is_cut_proved_and_written_for_ultralytics(task, tmp_path, method_name):
    method = find_method(method_name)
    plan = dataclasses.replace(task.plan, epochs=1, batch=3)
    arms = (method.arms[0].name,)
    (line,) = run(RunRequest(method, task, 0.5, arms, (0,), plan, method.settings, tmp_path, False, 0), lambda _: None)
    assert line.pruned["params"] < 0.6 * line.dense["params"]
    written = load_network((tmp_path / line.checkpoint).with_suffix("") / "network.pt")
    assert count_params(written) == line.pruned["params"]


@pytest.mark.parametrize("architecture", ["yolov8n.yaml", "yolo11n.yaml"])
def test_halves_and_attention_of_later_detectors_fit_their_code(architecture):
    """Their blocks take what a layer gives apart into halves by code, which asks the layers for no widths."""
    detector = Detector(DetectionModel(_slim(architecture), verbose=False))
    for layer in detector.modules():
        if isinstance(layer, torch.nn.BatchNorm2d):
            layer.momentum = 1.0
    with torch.no_grad():
        detector.train()(torch.rand(4, 3, 64, 64))  # measures its batch norms, without which the answers are all alike
    detector.eval()
    names = {module: name for name, module in detector.named_modules()}
    kept = [names[layer] for layer in (*detector.output_layers(), *detector.fixed_layers())]
    picture = torch.rand(1, 3, 64, 64)
    source = read_source(detector, picture, kept)
    rng = np.random.default_rng(0)  # unevenly, as one threshold for all does it
    shares = rng.uniform(0.2, 0.7, len(source.coupling.groups))
    groups = zip(source.coupling.groups, shares, strict=True)
    removed = np.concatenate([group.channels[: int(len(group.channels) * share)] for group, share in groups])
    masked, narrow = source.masked(removed), source.filled(source.cut(removed))
    with torch.no_grad():
        torch.testing.assert_close(narrow(picture), masked(picture), rtol=1e-4, atol=1e-5)
        assert not torch.allclose(narrow(picture), detector(picture), atol=1e-2)
    assert count_params(narrow) < 0.7 * count_params(detector)


@pytest.mark.parametrize("method_name", ["l1", "group_norm"])
def test_a_detector_that_torch_pruning_cannot_follow_is_refused(folder, tmp_path, method_name):
    network = with_labels(DetectionModel(_slim("yolov8n.yaml"), verbose=False), read_folder(folder).names)
    save_network(network, tmp_path / "later.pt")
    method, task = find_method(method_name), find_task(f"{tmp_path / 'later.pt'}@{folder}@64")
    arms = (method.arms[0].name,)
    request = RunRequest(method, task, 0.5, arms, (0,), task.plan, method.settings, tmp_path, False, 0)
    with pytest.raises(TrainingError, match=r"cannot follow the layers of this network .*; spa and obspa"):
        run(request, lambda _: None)


def _slim(architecture):
    """A network of ultralytics with an eighth of its usual channels."""
    described = yaml_model_load(architecture)
    depth, width, most = described["scales"]["n"]
    return {**described, "scales": {"n": [depth, width / 2, most]}, "scale": "n"}


def test_what_is_left_of_it_is_solved_for(task, tmp_path):
    method = find_method("l1")
    settings = dataclasses.replace(method.settings, recover=0.0, repair="training")
    (line,) = run(RunRequest(method, task, 0.5, ("l1",), (0,), task.plan, settings, tmp_path, False, 0), lambda _: None)
    assert line.evidence["repaired_score"] == line.pruned["score"]
    written = load_network((tmp_path / line.checkpoint).with_suffix("") / "network.pt")
    assert count_params(written) == line.pruned["params"]


def test_it_can_be_built_narrower_and_knows_nothing_then(task):
    wide, narrow = task.build(1.0), task.build(0.5)
    assert count_params(narrow) < 0.4 * count_params(wide)
    inputs, targets = task.load().train.inputs[:2], task.load().train.targets[:2]
    assert narrow.eval()(inputs).shape == wide.eval()(inputs).shape
    task.loss(narrow.train()(inputs), targets).backward()
    decodes = [one.network.model[-1].dfl.conv.weight.detach() for one in (wide, narrow)]
    assert torch.equal(*decodes)  # of no training
    norms = [module for module in narrow.modules() if isinstance(module, torch.nn.BatchNorm2d)]
    assert all(torch.equal(norm.weight, torch.ones_like(norm.weight)) for norm in norms)


def test_its_narrow_twin_is_trained_and_written_for_ultralytics(task, tmp_path):
    method, plan = find_method("gradual"), dataclasses.replace(task.plan, epochs=2, batch=3, limit=6)
    request = RunRequest(method, task, 0.5, ("small_dense",), (0,), plan, method.settings, tmp_path, False, 0)
    (line,) = run(dataclasses.replace(request, settings=dataclasses.replace(method.settings, every=1)), lambda _: None)
    assert line.steps == 4
    assert line.evidence["params_over"] == pytest.approx(0, abs=0.05)
    written = load_network((tmp_path / line.checkpoint).with_suffix("") / "network.pt")
    assert count_params(written) == line.pruned["params"]


def test_what_does_not_go_together_is_refused(task, folder, tmp_path, monkeypatch):
    weights = task.name.partition("@")[0]
    with pytest.raises(RecipeError, match="multiple of 32"):
        find_task(f"{weights}@{folder}@50")
    with pytest.raises(DataError, match="but the network knows palm, fist"):
        find_task(f"{weights}@{_other(tmp_path)}")
    with pytest.raises(CheckpointError, match="no checkpoint at"):
        find_task("nowhere.pt")
    network = load_network(Path(weights))
    network.model[-1] = torch.nn.Identity()
    with pytest.raises(CheckpointError, match="ends in Identity is no plain detector"):
        Detector(network)


def _other(tmp_path):
    """A folder of other classes."""
    (tmp_path / "data.yaml").write_text("names: [a, b]\ntrain: images/train\n", encoding="utf-8")
    return tmp_path


def test_the_gesture_network_that_ships_is_a_task_by_its_name(tmp_path):
    names = labels_of(load_network(find_weights("default")))
    (tmp_path / "data.yaml").write_text(f"names: [{', '.join(names)}]\ntrain: images/train\n", encoding="utf-8")
    task = find_task(f"default.safetensors@{tmp_path}@64")
    with torch.no_grad():
        assert task.build(1.0).eval()(torch.zeros(1, 3, 64, 64)).shape == (1, 4 * 16 + len(names), 84)
