"""Real exports, pruned: residual, depthwise and attention from torch, and the gesture network that ships."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch
from onnx_graphs import some_of
from torch import nn
from torch.nn.modules.batchnorm import _BatchNorm

from training.pruning.graph.couple import Unit, couple
from training.pruning.graph.model import Graph, count_values, read_graph
from training.pruning.graph.proof import prove
from training.pruning.graph.remove import mask, remove
from training.pruning.graph.trace import trace
from training.pruning.networks.plain import mobilenet
from training.pruning.networks.resnet import resnet
from training.pruning.networks.vit import Vit, VitShape

SHIPPED = Path(__file__).parents[4] / "assets/models/float/model.onnx"
BUILDERS = {
    "resnet": lambda: resnet(0.5, blocks=1),
    "mobilenet": lambda: mobilenet([(16, 1), (24, 2), (32, 1)]),
    "vit": lambda: Vit(VitShape(side_px=16, depth=2, hidden=32, heads=4)),
}


def used(network: nn.Module) -> nn.Module:
    """As if it had been trained: batch norms have seen something, and no bias is zero any more."""
    with torch.random.fork_rng():
        torch.manual_seed(0)
        for module in network.modules():
            if isinstance(module, _BatchNorm):
                module.running_mean.normal_(0, 0.3)
                module.running_var.uniform_(0.5, 1.5)
        for parameter in network.parameters():
            parameter.data += 0.1 * torch.randn_like(parameter)
    return network.eval()


def prove_cut(graph: Graph, ratio: float, unit: Unit = Unit.BLOCK) -> float:
    """Prune, prove it in both engines; gives the share of the weights that is left."""
    seen = trace(graph)
    coupling = couple(graph, seen, unit)
    removed = some_of(coupling, ratio)
    pruned, masked = remove(graph, seen, coupling, removed), mask(graph, coupling, removed)
    assert prove(masked, pruned).holds
    assert not prove(graph, pruned).holds  # or the proof would have seen nothing
    assert coupling.unknown == {}
    return count_values(pruned) / count_values(graph)


@pytest.mark.filterwarnings("ignore::torch.jit.TracerWarning")  # the number of heads is fixed, and that is meant
@pytest.mark.parametrize("is_open", [False, True], ids=["fixed batch", "open batch"])
@pytest.mark.parametrize("name", BUILDERS)
def test_an_export_of_torch_can_be_cut_by_half(name: str, is_open: bool, tmp_path: Path) -> None:
    torch.onnx.export(
        used(BUILDERS[name]()),
        (torch.rand(1, 3, 16, 16),),
        str(tmp_path / "net.onnx"),
        input_names=["x"],
        dynamic_axes={"x": {0: "n"}} if is_open else None,
        dynamo=False,
    )
    graph = read_graph(tmp_path / "net.onnx")
    left = prove_cut(graph, 0.5)
    assert left < 0.72
    if name == "vit":
        assert prove_cut(graph, 0.5, Unit.POSITION) < 0.72


def test_the_gesture_network_that_ships_can_be_cut() -> None:
    assert prove_cut(read_graph(SHIPPED), 0.4) < 0.6
