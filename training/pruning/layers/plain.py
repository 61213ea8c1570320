"""A network as it was before it was quantized: the same layers, with weights that are numbers with fractions.

What only quantizes or dequantizes is taken out, so that an int8 file has the layers and groups of the float file it was
made of. It is to be looked at, not to be used: what flows between the layers is not rounded any more.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import numpy as np
import onnx
from onnx import helper, numpy_helper

from training.pruning.graph.model import Array, Graph, graph_of

_QUANTIZE, _DEQUANTIZE, _MEASURE = "QuantizeLinear", "DequantizeLinear", "DynamicQuantizeLinear"
_OWN = {"", "ai.onnx", "com.microsoft"}  # domains of these operators


@dataclass(frozen=True, slots=True, eq=False)
class Plain:
    """A graph without quantization."""

    graph: Graph
    renamed: Mapping[str, str]  # tensors of the file, each with the one of the graph that stands for it


@dataclass(slots=True)
class _Sheet:
    """What is written of the new graph."""

    arrays: dict[str, Array]
    outputs: frozenset[str]
    nodes: list[onnx.NodeProto] = field(default_factory=list)
    renamed: dict[str, str] = field(default_factory=dict)
    made: dict[str, Array] = field(default_factory=dict)  # parameters that the file does not have

    def rename(self, output: str, source: str) -> None:
        """Let one tensor stand for another; the outputs of the network keep their names."""
        if output in self.outputs:
            self.nodes.append(helper.make_node("Identity", [source], [output]))
        else:
            self.renamed[output] = source

    def weight(self, name: str, values: Array) -> str:
        """A parameter that takes the place of a quantized one."""
        made = f"{name}_plain"
        self.made[made] = values.astype(np.float32)
        return made


def plain(graph: Graph) -> Plain:
    """Take the quantization out of a graph; one without any stays as it is."""
    if not any(node.operator.rpartition(".")[2] in _RULES for node in graph.nodes):
        return Plain(graph, {})
    sheet = _Sheet(dict(graph.parameters), frozenset(graph.outputs))
    for entry in graph.proto.graph.node:
        node = onnx.NodeProto()
        node.CopyFrom(entry)
        for position, name in enumerate(node.input):
            node.input[position] = sheet.renamed.get(name, name)
        rule = _RULES.get(node.op_type) if node.domain in _OWN else None
        if rule is None:
            sheet.nodes.append(node)
        else:
            rule(node, sheet)
    return Plain(graph_of(_proto(graph, sheet)), sheet.renamed)


def _proto(graph: Graph, sheet: _Sheet) -> onnx.ModelProto:
    """The model of what is on the sheet."""
    proto = onnx.ModelProto()
    proto.CopyFrom(graph.proto)
    del proto.graph.node[:]
    del proto.graph.value_info[:]  # types that are others now
    proto.graph.node.extend(sheet.nodes)
    proto.graph.initializer.extend(numpy_helper.from_array(array, name) for name, array in sheet.made.items())
    return proto


def _quantize(node: onnx.NodeProto, sheet: _Sheet) -> None:
    sheet.rename(node.output[0], node.input[0])


def _dequantize(node: onnx.NodeProto, sheet: _Sheet) -> None:
    """Unpack a parameter, or let what flows through flow past."""
    source = node.input[0]
    if source not in sheet.arrays:
        sheet.rename(node.output[0], source)
        return
    axis = next((entry.i for entry in node.attribute if entry.name == "axis"), 1)
    sheet.made[node.output[0]] = _unpacked(sheet, list(node.input), axis)


def _measure(node: onnx.NodeProto, sheet: _Sheet) -> None:
    """Dynamic quantization: the scale is still asked for, what is quantized flows past."""
    sheet.nodes.append(node)
    sheet.renamed[node.output[0]] = node.input[0]


def _linear(operator: str, axis: int) -> Callable[[onnx.NodeProto, _Sheet], None]:
    """The rule of QLinearConv and QLinearMatMul: data, weight and result have a scale and a zero point each."""

    def rule(node: onnx.NodeProto, sheet: _Sheet) -> None:
        weight = node.input[3]
        if weight in sheet.arrays:
            weight = sheet.weight(weight, _unpacked(sheet, list(node.input[3:6]), axis))
        bias = [sheet.weight(name, sheet.arrays[name]) for name in node.input[8:9] if name in sheet.arrays]
        _replace(node, sheet, operator, [node.input[0], weight, *bias])

    return rule


def _integer(operator: str) -> Callable[[onnx.NodeProto, _Sheet], None]:
    """The rule of ConvInteger and MatMulInteger: what they give is scaled by nodes of their own."""

    def rule(node: onnx.NodeProto, sheet: _Sheet) -> None:
        data, weight = node.input[:2]
        if weight in sheet.arrays:
            weight = sheet.weight(weight, sheet.arrays[weight])
        _replace(node, sheet, operator, [data, weight])

    return rule


def _replace(node: onnx.NodeProto, sheet: _Sheet, operator: str, inputs: list[str]) -> None:
    made = helper.make_node(operator, inputs, list(node.output), node.name)
    made.attribute.extend(node.attribute)
    sheet.nodes.append(made)


def _unpacked(sheet: _Sheet, names: list[str], axis: int) -> Array:
    """A quantized parameter times its scale, one for all or one for each index of an axis."""
    values, scale, *zeros = (sheet.arrays.get(name) for name in names)
    if values is None or scale is None or scale.ndim > 1:  # in blocks: only the number of weights counts here
        return np.asarray(sheet.arrays[names[0]], np.float32)
    zero = zeros[0] if zeros and zeros[0] is not None else np.zeros_like(scale)
    sizes = [len(scale) if at == axis % values.ndim else 1 for at in range(values.ndim)] if scale.size > 1 else ()
    shifted = values.astype(np.float32) - zero.astype(np.float32).reshape(sizes)
    return np.asarray(shifted * scale.reshape(sizes), np.float32)


_RULES: Mapping[str, Callable[[onnx.NodeProto, _Sheet], None]] = {
    _QUANTIZE: _quantize,
    _DEQUANTIZE: _dequantize,
    _MEASURE: _measure,
    "QLinearConv": _linear("Conv", axis=0),
    "QLinearMatMul": _linear("MatMul", axis=1),
    "ConvInteger": _integer("Conv"),
    "MatMulInteger": _integer("MatMul"),
}
