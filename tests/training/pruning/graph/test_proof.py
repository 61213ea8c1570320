"""The proof holds for the same network and fails for another."""

from __future__ import annotations

import numpy as np
import pytest
from onnx_graphs import Net, coupling_of, some_of

from training.errors import CheckpointError
from training.pruning.graph.model import graph_of, with_parameters
from training.pruning.graph.proof import prove
from training.pruning.graph.remove import mask, remove
from training.pruning.graph.trace import trace


@pytest.fixture
def parts():
    net = Net("n", 3, 4, 4)
    graph = net.graph(net.conv(net.add("Relu", net.conv("x", 3, 6)), 6, 4))
    coupling = coupling_of(graph)
    removed = some_of(coupling, 0.5)
    return graph, mask(graph, coupling, removed), remove(graph, trace(graph), coupling, removed)


def test_both_engines_agree_on_what_is_left(parts) -> None:
    _, masked, pruned = parts
    assert prove(masked, pruned).holds


def test_the_whole_network_is_another_one(parts) -> None:
    graph, _, pruned = parts
    found = prove(graph, pruned)
    assert min(found.onnxruntime, found.openvino) > 1e-3
    assert not found.holds


def test_what_is_no_number_is_never_right(parts) -> None:
    _, masked, pruned = parts
    name = next(iter(pruned.parameters))
    broken = with_parameters(pruned, {name: np.full_like(pruned.parameters[name], np.nan)})
    assert prove(masked, broken).onnxruntime == np.inf


def test_a_network_that_is_not_sound_is_told(parts) -> None:
    _, masked, pruned = parts
    proto = pruned.proto
    proto.graph.node[0].attribute.add(name="group", i=2, type=2)
    with pytest.raises(CheckpointError, match="The pruned network is not sound"):
        prove(masked, graph_of(proto))
