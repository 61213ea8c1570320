"""What is told of networks: sums, and a line for every pair."""

from __future__ import annotations

from pathlib import Path

import onnx
import pytest
from onnx_graphs import Net

from training.pruning.layers.read import read_layers
from training.pruning.layers.report import Network, network_of, text_of
from training.pruning.layers.timing import Times


@pytest.fixture
def network(tmp_path: Path) -> Network:
    net = Net(1, 3, 8, 8)
    onnx.save(net.proto(net.conv(net.add("Relu", net.conv("x", 3, 4)), 4, 2)), tmp_path / "net.onnx")
    return network_of(read_layers(tmp_path / "net.onnx", {}), Times((0.5, 0.25), 0.125))


def test_all_operators_together_are_the_time(network: Network) -> None:
    facts = network.facts()
    assert (facts["time_ms"], facts["rest_ms"]) == (0.875, 0.125)
    assert (facts["params"], facts["macs"]) == (4 * 3 + 4 + 2 * 4 + 2, (4 * 3 + 2 * 4) * 64)
    assert facts["groups"] == {"1": 4}


def test_a_layer_that_is_gone_is_a_dash(network: Network) -> None:
    lines = text_of([network, network], [(0, 1), (1, None)]).splitlines()
    assert lines[1].split()[3:6] == ["4", ">", "2"]
    assert lines[2].split()[3:6] == ["2", ">", "-"]
    assert lines[1].split()[-3:] == ["0.500", ">", "0.250"]
    assert lines[3].endswith("2 layers, 26 parameters, 1,280 MACs, 0.88 ms")


def test_why_there_are_no_groups_is_told(network: Network) -> None:
    blind = Network("a.onnx", network.layers, {}, {}, "it cannot be followed", None)
    assert text_of([blind], [(0, 0)]).endswith("no groups: it cannot be followed\n")
    assert blind.facts()["time_ms"] is None
