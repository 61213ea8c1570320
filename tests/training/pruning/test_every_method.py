"""What every pruning method does on a smallest task, arm by arm: it prunes, does not leak, and can be repeated."""

from __future__ import annotations

import dataclasses
import functools

import pytest
import torch

from training.pruning.bench import Bench
from training.pruning.checkpoint import load_network
from training.pruning.method import PruneRequest
from training.pruning.parts.prunable import prunable
from training.pruning.registry import all_methods, all_tasks, find_task, misfit
from training.pruning.report import FILE, read
from training.pruning.run import RunRequest, run
from training.pruning.types import Effect, Split

TINY = [find_task("tiny_shapes"), find_task("tiny_shapes_vit")]
FITTING = [method for method in all_methods().values() if any(misfit(method, task) is None for task in TINY)]
ARMS = [pytest.param(method, arm.name, id=f"{method.name}:{arm.name}") for method in FITTING for arm in method.arms]


def task_for(method):
    """The first of the smallest tasks that a method fits."""
    return next(task for task in TINY if misfit(method, task) is None)


def settings_for(method):
    """The usual ones, with few enough steps between two prunings for so short a training."""
    settings = method.settings
    return dataclasses.replace(settings, every=2) if hasattr(settings, "every") else settings


@pytest.fixture(scope="module")
def out(tmp_path_factory):
    """One folder for all arms, so that they share the dense network."""
    return tmp_path_factory.mktemp("suite")


def run_arm(method, arm, folder, amount=0.5):
    """Run one seed; gives its line and all events."""
    events, task = [], task_for(method)
    plan = dataclasses.replace(task.plan, epochs=2, limit=300)
    request = RunRequest(
        method, task, amount, (arm,), (0,), plan, settings_for(method), folder, resumes=True, timing_runs=0
    )
    (line,) = run(request, events.append)
    return line, events


@pytest.mark.parametrize(("method", "arm"), ARMS)
def test_an_arm_prunes_and_reports_it(method, arm, out):
    line, events = run_arm(method, arm, out)
    told = [event.kind for event in events if event.kind not in ("progress", "off_the_ratio", "calibration")]
    assert told == ["started", "seed_finished", "finished"]
    assert line in read(out / FILE)
    assert 0 < line.pruned["score"] <= 1
    assert line.pruned["nonzeros"] < 0.75 * line.dense["nonzeros"]
    is_dense = next(one for one in method.arms if one.name == arm).is_dense
    assert line.reached == (None if is_dense else pytest.approx(0.5, abs=0.06))


@pytest.mark.parametrize(("method", "arm"), ARMS)
def test_what_was_written_is_the_network_that_was_scored(method, arm, out):
    line, _ = run_arm(method, arm, out)
    task = task_for(method)
    network = load_network(task.build(float(line.evidence.get("width", 1.0))), out / line.checkpoint)
    assert sum(int(p.count_nonzero()) for p in network.parameters()) == line.pruned["nonzeros"]
    assert task.score(network, task.load().test) == pytest.approx(line.pruned["score"])


@pytest.mark.parametrize("method", FITTING, ids=lambda method: method.name)
def test_the_same_seed_gives_the_same_score(method, out, tmp_path):
    arm = method.arms[0].name
    assert run_arm(method, arm, tmp_path)[0].pruned == run_arm(method, arm, out)[0].pruned


@pytest.mark.parametrize("method", [one for one in FITTING if one.effect is Effect.SPARSER], ids=lambda one: one.name)
def test_no_weight_of_a_layer_goes_that_loses_whole_channels_only(method, tmp_path):
    task = task_for(method)
    name = next(reversed(prunable(task.build(1.0), task.keep_dense))).removesuffix(".weight")
    narrow = dataclasses.replace(task, keep_weights=(name,))
    plan = dataclasses.replace(task.plan, epochs=2, limit=150)
    bench = Bench(narrow, task.load(), plan, 0, tmp_path, torch.device("cpu"), lambda _progress: None)
    found = method.prune(bench, PruneRequest(0.5, method.arms[0].name, 0), settings_for(method))
    assert f"{name}.weight" not in found.alive
    assert bool(found.network.get_submodule(name).weight.all())


@pytest.fixture(scope="module")
def loaded():
    """Data by how they are loaded: several tasks share theirs."""
    return functools.cache(lambda load: load())


@pytest.mark.parametrize("task", all_tasks().values(), ids=all_tasks())
def test_a_task_builds_what_its_data_fits_and_keeps_what_it_names(task, request, loaded):
    if task not in TINY:
        request.getfixturevalue("gesture_data")
    network = task.build(1.0).eval()
    examples = loaded(task.load)
    assert prunable(network, task.keep_dense)
    few = Split(examples.test.inputs[:8], examples.test.targets[:8])
    asked = task.lesson.pose(network, few, torch.Generator().manual_seed(0)) if task.lesson else few
    outputs = network(asked.inputs)
    assert torch.isfinite(task.loss(outputs, asked.targets))
    assert task.augment(few.inputs, torch.Generator().manual_seed(0)).shape == few.inputs.shape
    assert task.score(network, few) >= 0
    narrow = task.build(0.25)
    assert sum(p.numel() for p in narrow.parameters()) < sum(p.numel() for p in network.parameters())
