"""Small ONNX graphs for the tests of the graph engine, and the proof that all of them are put to."""

from __future__ import annotations

import numpy as np
import onnx
from onnx import TensorProto, helper

from training.pruning.graph.couple import Coupling, Unit, couple
from training.pruning.graph.model import Graph, graph_of
from training.pruning.graph.remove import mask, remove
from training.pruning.graph.trace import random_inputs, run, sizes_of_inputs, trace

OPSET = 17


class Net:
    """Builds a graph node by node; every weight is drawn with the same dice."""

    def __init__(self, *shape: int | str, seed: int = 0, opset: int = OPSET, kind: int = TensorProto.FLOAT) -> None:
        self.random = np.random.default_rng(seed)
        self.nodes: list[onnx.NodeProto] = []
        self.parameters: list[onnx.TensorProto] = []
        self.input = helper.make_tensor_value_info("x", kind, shape)
        self.opset = opset

    def add(self, operator: str, *inputs: str, outputs: int = 1, domain: str = "", **attributes: object):
        """One node; gives the name of its output, or all of them."""
        names = [f"{operator}_{len(self.nodes)}_{number}" for number in range(outputs)]
        self.nodes.append(helper.make_node(operator, list(inputs), names, domain=domain, **attributes))
        return names[0] if outputs == 1 else names

    def weight(self, *shape: int, low: float = -1.0, high: float = 1.0) -> str:
        """A parameter."""
        return self.constant(self.random.uniform(low, high, shape).astype(np.float32), "w")

    def ints(self, *values: int) -> str:
        """A list of whole numbers."""
        return self.constant(np.array(values, np.int64), "n")

    def constant(self, array: np.ndarray, letter: str = "c") -> str:
        """A parameter of one's own."""
        name = f"{letter}{len(self.parameters)}"
        self.parameters.append(onnx.numpy_helper.from_array(array, name))
        return name

    def conv(self, data: str, inputs: int, outputs: int, kernel: int = 1, group: int = 1) -> str:
        """A convolution that keeps height and width, with a bias."""
        weight, bias = self.weight(outputs, inputs // group, kernel, kernel), self.weight(outputs)
        return self.add("Conv", data, weight, bias, kernel_shape=[kernel] * 2, pads=[kernel // 2] * 4, group=group)

    def linear(self, data: str, inputs: int, outputs: int) -> str:
        """A matrix product and a bias."""
        return self.add("Add", self.add("MatMul", data, self.weight(inputs, outputs)), self.weight(outputs))

    def proto(self, *outputs: str, domains: tuple[str, ...] = ()) -> onnx.ModelProto:
        """The model, with the shapes of its outputs where they can be told."""
        infos = [helper.make_tensor_value_info(name, TensorProto.FLOAT, None) for name in outputs]
        graph = helper.make_graph(self.nodes, "net", [self.input], infos, self.parameters)
        imports = [helper.make_opsetid("", self.opset), *(helper.make_opsetid(name, 1) for name in domains)]
        model = helper.make_model(graph, opset_imports=imports, ir_version=8)
        return onnx.shape_inference.infer_shapes(model)

    def graph(self, *outputs: str) -> Graph:
        """The graph."""
        return graph_of(self.proto(*outputs))


def coupling_of(graph: Graph, unit: Unit = Unit.BLOCK) -> Coupling:
    """What is coupled in a graph."""
    return couple(graph, trace(graph), unit)


def some_of(coupling: Coupling, ratio: float, seed: int = 0) -> np.ndarray:
    """A share of the channels of every group, drawn; never all of one."""
    random = np.random.default_rng(seed)
    chosen = [
        random.permutation(group.channels)[: min(round(ratio * len(group.channels)), len(group.channels) - 1)]
        for group in coupling.groups
    ]
    return np.concatenate([np.zeros(0, np.int64), *chosen])


def pruned_and_masked(graph: Graph, ratio: float = 0.5, unit: Unit = Unit.BLOCK) -> tuple[Graph, float, float]:
    """Prune a share of every group.

    Returns:
        The pruned graph, how far it is from the masked one, and how far that is from the whole one; both as shares of
        the largest output.
    """
    seen = trace(graph)
    coupling = couple(graph, seen, unit)
    removed = some_of(coupling, ratio)
    pruned, masked = remove(graph, seen, coupling, removed), mask(graph, coupling, removed)
    apart, effect = 0.0, 0.0
    for turn in (0, 1):  # at both sizes that the trace has seen
        inputs = random_inputs(graph, sizes_of_inputs(graph, turn, {}), seed=5)
        wanted = run(masked.proto, inputs, graph.outputs)
        apart = max(apart, difference(wanted, run(pruned.proto, inputs, graph.outputs)))
        effect = max(effect, difference(wanted, run(graph.proto, inputs, graph.outputs)))
    return pruned, apart, effect


def difference(one: list[np.ndarray], other: list[np.ndarray]) -> float:
    """The largest, as a share of the largest number."""
    assert [a.shape for a in one] == [b.shape for b in other]
    return max(
        float(np.abs(a - b).max(initial=0)) / max(1.0, float(np.abs(a).max(initial=0)))
        for a, b in zip(one, other, strict=True)
    )
