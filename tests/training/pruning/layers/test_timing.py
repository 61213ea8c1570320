"""ONNX Runtime's times are put down to the layers of the file, whatever it made of them."""

from __future__ import annotations

from pathlib import Path

import onnx
import pytest
from onnx_graphs import Net

from training.errors import CheckpointError
from training.pruning.layers.read import Reading, read_layers
from training.pruning.layers.timing import layers_of, owners_in_file, time_layers

SHIPPED = Path(__file__).parents[4] / "assets/models"


@pytest.fixture(scope="module")
def default() -> Reading:
    return read_layers(SHIPPED / "default" / "model.onnx", {"images": (1, 3, 64, 64)})


def wide_and_narrow(folder: Path) -> Reading:
    """One layer with far more work than the other."""
    net = Net(1, 8, 64, 64)
    wide = net.add("Relu", net.conv("x", 8, 128, 3))
    onnx.save(net.proto(net.conv(wide, 128, 1)), folder / "net.onnx")
    return read_layers(folder / "net.onnx", {})


def test_the_layer_with_the_work_takes_the_time(tmp_path: Path) -> None:
    reading = wide_and_narrow(tmp_path)
    (times,) = time_layers([reading], runs=5)
    assert len(times.layers) == len(reading.layers) == 2
    assert times.layers[0] > times.layers[1] > 0
    assert times.rest_ms < times.layers[0]


def test_every_operator_of_an_int8_file_belongs_to_a_layer(default: Reading) -> None:
    by_number, by_tensor = owners_in_file(default)
    lost = [node.operator for number, node in enumerate(default.graph.nodes) if number not in by_number]
    assert not {"Conv", "Sigmoid", "MaxPool", "QuantizeLinear", "DequantizeLinear"} & set(lost)
    names = [layer.name for layer in default.layers]
    assert names[by_tensor["/model.0/conv/Conv_output_0"]] == "model.0.conv"
    first = next(n for n, node in enumerate(default.graph.nodes) if node.inputs[0] == "images")
    assert names[by_number[first]] == "model.0.conv"  # what rounds the picture is counted where it is read


def test_two_networks_are_timed_in_one_go(default: Reading, tmp_path: Path) -> None:
    one, other = time_layers([default, wide_and_narrow(tmp_path)], runs=2)
    assert len(one.layers) == len(default.layers)
    assert all(
        time_ms > 0 for layer, time_ms in zip(default.layers, one.layers, strict=True) if layer.operator == "Conv"
    )
    assert sum(other.layers) > 0


def test_what_a_rewritten_network_adds_belongs_to_what_it_reads(default: Reading) -> None:
    added = onnx.helper.make_node("ReorderInput", ["/model.0/act/Mul_output_0"], ["fresh"], name="reorder_1")
    reader = onnx.helper.make_node("QuickGelu", ["fresh"], ["fresher"], name="gelu")
    stray = onnx.helper.make_node("Range", ["nobody"], ["nothing"], name="stray")
    found = layers_of([added, reader, stray], default)
    assert {name: default.layers[owner].name for name, owner in found.items()} == {
        "reorder_1": "model.0.conv", "gelu": "model.0.conv"}  # fmt: skip


def test_a_network_that_onnx_runtime_cannot_run_is_named(tmp_path: Path) -> None:
    reading = wide_and_narrow(tmp_path)
    reading.sizes["x"] = (1, 8, 64, 63, 2)  # type: ignore[index]
    with pytest.raises(CheckpointError, match=r"net\.onnx"):
        time_layers([reading], runs=1)
