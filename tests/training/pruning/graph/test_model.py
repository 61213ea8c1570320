"""A file is brought into one form, and what cannot be read is told in one sentence."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper
from onnx_graphs import Net

from training.errors import CheckpointError
from training.pruning.graph.model import count_values, graph_of, read_graph, with_parameters, write_graph


def test_constants_become_parameters() -> None:
    net = Net(1, 2)
    value = helper.make_tensor("v", TensorProto.FLOAT, [2], [1.0, 2.0])
    sizes = net.add("Constant", value_ints=[2, 1])
    graph = net.graph(net.add("Reshape", net.add("Add", "x", net.add("Constant", value=value)), sizes))
    assert [node.operator for node in graph.nodes] == ["Add", "Reshape"]
    assert graph.parameters[sizes].tolist() == [2, 1]


def test_weights_that_are_packed_are_unpacked_under_the_name_they_are_used_by() -> None:
    net = Net(1, 2)
    half = net.constant(np.ones((2, 3), np.float16))
    weight = net.add("Cast", half, to=TensorProto.FLOAT)
    graph = net.graph(net.add("MatMul", "x", weight))
    assert graph.parameters[weight].dtype == np.float32
    assert half not in graph.parameters


def test_a_weight_that_is_turned_keeps_its_name() -> None:
    net = Net(1, 2)
    weight = net.weight(3, 2)
    graph = net.graph(net.add("MatMul", "x", net.add("Transpose", weight, perm=[1, 0])))
    assert graph.parameters[weight].shape == (2, 3)
    assert [node.inputs for node in graph.nodes] == [("x", weight)]


def test_a_weight_that_is_read_both_ways_stays_two_weights() -> None:
    net = Net(1, 2)
    weight = net.weight(3, 2)
    turned = net.add("Transpose", weight)
    graph = net.graph(net.add("MatMul", net.add("MatMul", "x", turned), weight))
    assert {graph.parameters[name].shape for name in (weight, turned)} == {(3, 2), (2, 3)}


def test_what_an_exporter_shares_because_it_is_equal_is_parted() -> None:
    net = Net(1, 2)
    zeros = net.constant(np.zeros(2, np.float32))
    other = net.add("Identity", zeros)
    graph = net.graph(net.add("Add", net.add("Add", "x", zeros), other))
    assert set(graph.parameters) == {zeros, other}


def test_reading_changes_nothing_of_the_model_in_memory() -> None:
    net = Net(1, 2)
    proto = net.proto(net.add("Add", "x", net.add("Identity", net.weight(2))))
    before = proto.SerializeToString()
    graph_of(proto)
    assert proto.SerializeToString() == before


def test_other_values_go_into_a_copy() -> None:
    net = Net(1, 2)
    one, lone = net.weight(2), net.constant(np.array(3.0, np.float32))
    graph = net.graph(net.add("Mul", net.add("Add", "x", one), lone))
    changed = with_parameters(graph, {one: np.ones(2, np.float32), lone: np.array(4.0, np.float32)})
    assert changed.parameters[one].tolist() == [1, 1]
    assert changed.parameters[lone].shape == ()
    assert graph.parameters[lone] == 3
    assert count_values(graph) == 3


def test_what_is_written_can_be_read_again(tmp_path: Path) -> None:
    net = Net(1, 2)
    graph = net.graph(net.add("Add", "x", net.weight(2)))
    write_graph(graph, tmp_path / "new" / "net.onnx")
    again = read_graph(tmp_path / "new" / "net.onnx")
    assert again.nodes == graph.nodes
    assert [path.name for path in (tmp_path / "new").iterdir()] == ["net.onnx"]


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(CheckpointError, match="There is no model at"):
        read_graph(tmp_path / "none.onnx")


def test_a_folder_in_the_place_of_a_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(CheckpointError, match=r"cannot be read: Is a directory"):
        read_graph(tmp_path)


def test_a_file_of_something_else_is_told(tmp_path: Path) -> None:
    (tmp_path / "text.onnx").write_text("no network", encoding="utf-8")
    with pytest.raises(CheckpointError, match="is not an ONNX file"):
        read_graph(tmp_path / "text.onnx")


def test_a_network_that_reads_what_is_not_there_is_told(tmp_path: Path) -> None:
    net = Net(1, 2)
    onnx.save(net.proto(net.add("Add", "x", "nothing")), tmp_path / "torn.onnx")
    with pytest.raises(CheckpointError, match="is not a sound ONNX file"):
        read_graph(tmp_path / "torn.onnx")


def test_a_file_that_cannot_be_written_leaves_nothing_behind(tmp_path):
    (tmp_path / "out.onnx").mkdir()
    net = Net("n", 2)
    graph = net.graph(net.add("Relu", "x"))
    with pytest.raises(CheckpointError, match=r"out\.onnx cannot be written"):
        write_graph(graph, tmp_path / "out.onnx")
    assert [path.name for path in tmp_path.iterdir()] == ["out.onnx"]
