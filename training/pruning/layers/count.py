"""What one operator takes: multiply-accumulates, channels, kernel and stride."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from training.pruning.graph.model import Graph, Node
from training.pruning.layers.layer import Sizes

Shapes = Mapping[str, Sizes]  # of every tensor


@dataclass(frozen=True, slots=True)
class WeightAxes:
    """Where the channels lie in the weight of an operator."""

    position: int  # among its inputs
    out: int
    into: int


_AXES: Mapping[str, WeightAxes] = {
    "Conv": WeightAxes(1, 0, 1),
    "ConvTranspose": WeightAxes(1, 1, 0),
    "Gemm": WeightAxes(1, 1, 0),
    "MatMul": WeightAxes(1, -1, -2),
    "LSTM": WeightAxes(1, 1, 2),
    "GRU": WeightAxes(1, 1, 2),
    "RNN": WeightAxes(1, 1, 2),
    "Gather": WeightAxes(0, 1, 0),  # a table of embeddings
}
_TURNED = WeightAxes(1, 0, 1)  # Gemm with transB
_KERNELS = frozenset({"Conv", "ConvTranspose", "MaxPool", "AveragePool", "LpPool"})


def weight_axes(node: Node, graph: Graph) -> WeightAxes | None:
    """Where the channels of an operator's own weight lie; None for one without a weight."""
    axes = _TURNED if node.operator == "Gemm" and node.attributes.get("transB", 0) else _AXES.get(node.operator)
    if axes is None or axes.position >= len(node.inputs):
        return None
    weight = graph.parameters.get(node.inputs[axes.position])
    return axes if weight is not None and weight.ndim > 1 and weight.dtype.kind == "f" else None


def kernel_of(node: Node, shapes: Shapes) -> Sizes:
    """The window an operator looks through; empty where there is none."""
    if node.operator not in _KERNELS:
        return ()
    return tuple(node.attributes.get("kernel_shape") or shapes[node.inputs[1]][2:])


def stride_of(node: Node, shapes: Shapes) -> Sizes:
    """By how much that window moves."""
    kernel = kernel_of(node, shapes)
    return tuple(node.attributes.get("strides") or [1] * len(kernel))


def channels_of(shape: Sizes) -> tuple[int, Sizes]:
    """The channels of a tensor, and what else it has: of a sequence the last axis, else the one after the batch."""
    if len(shape) < 2:
        return (shape[0] if shape else 1), ()
    if len(shape) == 3:
        return shape[2], shape[1:2]
    return shape[1], shape[2:]


def macs_of(node: Node, shapes: Shapes) -> int:
    """Multiply-accumulates of one operator; 0 for one that multiplies no matrices."""
    count = _MACS.get(node.operator)
    return count(node, shapes) if count is not None else 0


def _conv(node: Node, shapes: Shapes) -> int:
    return math.prod(shapes[node.outputs[0]]) * math.prod(shapes[node.inputs[1]][1:])


def _conv_transpose(node: Node, shapes: Shapes) -> int:
    return math.prod(shapes[node.inputs[0]]) * math.prod(shapes[node.inputs[1]][1:])


def _gemm(node: Node, shapes: Shapes) -> int:
    deep = shapes[node.inputs[0]][0 if node.attributes.get("transA", 0) else 1]
    return math.prod(shapes[node.outputs[0]]) * deep


def _matmul(node: Node, shapes: Shapes) -> int:
    return math.prod(shapes[node.outputs[0]]) * shapes[node.inputs[0]][-1]


def _recurrent(node: Node, shapes: Shapes) -> int:
    steps, batch = shapes[node.inputs[0]][:2]
    return steps * batch * sum(math.prod(shapes[name]) for name in node.inputs[1:3])


_MACS: Mapping[str, Callable[[Node, Shapes], int]] = {
    "Conv": _conv,
    "ConvTranspose": _conv_transpose,
    "Gemm": _gemm,
    "MatMul": _matmul,
    "LSTM": _recurrent,
    "GRU": _recurrent,
    "RNN": _recurrent,
}
