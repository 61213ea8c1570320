"""Every method that cuts channels, on every vision network that it fits: enough goes, and what is to stay stays.

Nothing is trained and no data are read, so that large tasks can be tried, too.
"""

from __future__ import annotations

import dataclasses

import pytest
import torch
from torch import nn

from training.pruning.bench import Bench
from training.pruning.datasets import cifar10, drawn_shapes, mnist10k
from training.pruning.method import PruneRequest
from training.pruning.registry import all_methods, all_tasks, misfit
from training.pruning.run import verify
from training.pruning.types import Effect, Examples, Family, Split

RATIO = 0.5
# Shares of all parameters that are left at most. A transformer loses units of its MLPs only: see spa.py.
LARGEST_LEFT = {Family.MLP: 0.5, Family.CNN: 0.4, Family.VIT: 0.8}
INPUTS = {cifar10: (3, 32, 32), mnist10k: (1, 28, 28), drawn_shapes: (3, 12, 12)}  # by what a task loads
TRAININGS = {"recover": 0.0, "finetune": 0.0}  # that follow a cut
TASKS = [task for task in all_tasks().values() if task.family in LARGEST_LEFT]
METHODS = [method for method in all_methods().values() if method.effect is Effect.SMALLER]
PAIRS = [
    pytest.param(method, task, id=f"{method.name} {task.name}")
    for task in TASKS
    for method in METHODS
    if misfit(method, task) is None
]


def lived_in(task):
    """Builds its network with norms that have seen something, so that channels differ and give values of their own."""

    def build(width):
        network = task.build(width).train()
        with torch.no_grad():
            for parameter in network.parameters():
                parameter += 0.1 * torch.rand_like(parameter)
            network(torch.rand(8, *INPUTS[task.load]))
        return network

    return build


@pytest.fixture
def bench(request, tmp_path, monkeypatch):
    """A bench whose networks have learned all that they will."""
    monkeypatch.setattr(Bench, "train", lambda *_, **_named: None)
    build = lived_in(task := request.param)
    dice = torch.Generator().manual_seed(0)
    inputs = torch.rand(16, *INPUTS[task.load], generator=dice)
    classes = build(1.0)(inputs).shape[1]
    split = Split(inputs, torch.randint(classes, (len(inputs),), generator=dice))
    still = dataclasses.replace(task, build=build, is_trained=True)
    return Bench(still, Examples(split, split), task.plan, 0, tmp_path, torch.device("cpu"), lambda _progress: None)


def params(network: nn.Module) -> int:
    return sum(parameter.numel() for parameter in network.parameters())


def outputs(network: nn.Module, name: str) -> list[int]:
    """How many a module has, layer by layer."""
    return [len(parameter) for parameter in network.get_submodule(name).parameters()]


@pytest.mark.parametrize(("method", "bench"), PAIRS, indirect=["bench"])
def test_half_of_the_channels_go_but_for_what_is_kept(method, bench):
    names = {field.name for field in dataclasses.fields(method.settings)}
    settings = dataclasses.replace(method.settings, **{name: TRAININGS[name] for name in TRAININGS if name in names})
    request = PruneRequest(RATIO, method.arms[0].name, bench.seed)
    found, dense = method.prune(bench, request, settings), bench.fresh()
    reached = verify(found, method, request, bench)  # a cut that computes something else would be raised
    assert reached == pytest.approx(RATIO * found.evidence["free_share"], abs=0.03)  # widths are rounded
    assert params(found.network) <= LARGEST_LEFT[bench.task.family] * params(dense)
    for name in bench.task.keep_dense:
        assert outputs(found.network, name) == outputs(dense, name)
