"""An int8 file has the layers of the float file it was made of."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper
from onnx_graphs import Net, coupling_of
from onnxruntime.quantization import QuantFormat, quantize_dynamic, quantize_static
from onnxruntime.quantization.calibrate import CalibrationDataReader

from training.pruning.graph.model import Graph, graph_of, read_graph
from training.pruning.graph.trace import run
from training.pruning.layers.plain import plain


class _Pictures(CalibrationDataReader):
    def __init__(self) -> None:
        random = np.random.default_rng(0)
        self._left = [{"x": random.random((1, 3, 8, 8), np.float32)} for _ in range(3)]

    def get_next(self):
        return self._left.pop() if self._left else None


def net(tmp_path: Path) -> Path:
    made = Net(1, 3, 8, 8)
    out = made.conv(made.add("Relu", made.conv("x", 3, 16, 3)), 16, 4)
    pooled = made.add("Flatten", made.add("GlobalAveragePool", out))
    onnx.save(made.proto(made.add("MatMul", pooled, made.weight(4, 2))), tmp_path / "net.onnx")
    return tmp_path / "net.onnx"


def operators(graph: Graph) -> list[str]:
    return [node.operator for node in graph.nodes if node.operator != "Identity"]


@pytest.mark.parametrize("form", [QuantFormat.QDQ, QuantFormat.QOperator])
@pytest.mark.usefixtures("caplog")  # ONNX Runtime gives advice
def test_what_was_quantized_has_the_layers_and_groups_it_had(tmp_path: Path, form: QuantFormat) -> None:
    path = net(tmp_path)
    quantize_static(path, tmp_path / "int8.onnx", _Pictures(), quant_format=form, per_channel=True,
                    op_types_to_quantize=["Conv", "MatMul"])  # fmt: skip
    before, after = read_graph(path), plain(read_graph(tmp_path / "int8.onnx")).graph
    assert operators(after) == operators(before)
    sizes = [sorted(len(group.channels) for group in coupling_of(graph).groups) for graph in (before, after)]
    assert sizes[0] == sizes[1] == [4, 16]


@pytest.mark.usefixtures("caplog")
def test_what_is_quantized_while_it_runs_is_taken_out_too(tmp_path: Path) -> None:
    path = net(tmp_path)
    quantize_dynamic(path, tmp_path / "int8.onnx", op_types_to_quantize=["MatMul"])
    after = plain(read_graph(tmp_path / "int8.onnx")).graph
    (product,) = (node for node in after.nodes if node.operator == "MatMul")
    assert after.parameters[product.inputs[1]].dtype == np.float32
    (found,) = run(after.proto, {"x": np.ones((1, 3, 8, 8), np.float32)}, after.outputs)
    assert found.shape == (1, 2)


def test_weights_are_what_they_stand_for() -> None:
    made = Net(1, 2)
    weight = made.constant(np.array([[10, 20], [30, 40]], np.int8))
    scale, zero = made.constant(np.array([0.5, 2.0], np.float32)), made.constant(np.array([0, 10], np.int8))
    out = made.add("MatMul", "x", made.add("DequantizeLinear", weight, scale, zero, axis=1))
    graph = plain(made.graph(out)).graph
    (found,) = (array for array in graph.parameters.values() if array.shape == (2, 2))
    assert found.tolist() == [[5.0, 20.0], [15.0, 60.0]]


def test_an_output_that_was_quantized_keeps_its_name() -> None:
    scale, zero = (helper.make_tensor(name, kind, [], [value]) for name, kind, value in
                   (("s", TensorProto.FLOAT, 0.1), ("z", TensorProto.UINT8, 0)))  # fmt: skip
    nodes = [helper.make_node("QuantizeLinear", ["x", "s", "z"], ["q"]),
             helper.make_node("DequantizeLinear", ["q", "s", "z"], ["y"])]  # fmt: skip
    ends = [helper.make_tensor_value_info(name, TensorProto.FLOAT, [1]) for name in "xy"]
    model = helper.make_model(helper.make_graph(nodes, "g", ends[:1], ends[1:], [scale, zero]), ir_version=8,
                              opset_imports=[helper.make_opsetid("", 17)])  # fmt: skip
    found = plain(graph_of(model))
    assert run(found.graph.proto, {"x": np.ones(1, np.float32)}, ["y"])[0].tolist() == [1.0]


def test_a_network_without_quantization_stays_as_it_is(tmp_path: Path) -> None:
    graph = read_graph(net(tmp_path))
    assert plain(graph).graph is graph
