"""Dead neurons and zeros are seen while a network trains, and training is not changed by the look."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.needs_torch

torch = pytest.importorskip("torch", reason="needs the extra `train`")

from training.pruning.parts.training import Hooks  # noqa: E402
from training.pruning.parts.vitals import LOOKS, watched  # noqa: E402


def network():
    torch.manual_seed(0)
    return torch.nn.Sequential(torch.nn.Linear(4, 8), torch.nn.ReLU(), torch.nn.BatchNorm1d(8), torch.nn.Linear(8, 2))


def test_what_is_seen_stands_beside_what_a_method_says():
    net = network().train()
    with torch.no_grad():
        net[0].weight[:4] = 0
        net[0].bias[:4] = -1  # half of the neurons never fire
    before = {name: value.clone() for name, value in net.state_dict().items()}
    hooks = watched(Hooks(figures=lambda: {"pull": 3.0}), net, torch.randn(64, 4), 1)
    assert hooks.figures() == {"sparsity": pytest.approx(16 / 48, abs=1e-4), "dead_neurons": 0.5, "pull": 3.0}
    assert net.training
    assert all(torch.equal(value, before[name]) for name, value in net.state_dict().items())


def test_it_is_looked_at_a_few_times_only():
    net = network()
    calls = []
    net[1].register_forward_hook(lambda *_: calls.append(1))
    hooks = watched(Hooks(), net, torch.randn(2, 4), 10 * LOOKS)
    for _ in range(10 * LOOKS):
        hooks.figures()
    assert len(calls) == LOOKS


def test_a_network_without_activations_shows_its_zeros():
    hooks = watched(Hooks(), torch.nn.Linear(4, 4), torch.randn(2, 4), 1)
    assert hooks.figures() == {"sparsity": 0.0}
