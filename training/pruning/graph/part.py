"""The part of a graph that some of its tensors come from, and what a network answers before it is put into words."""

from __future__ import annotations

from collections.abc import Iterable

import onnx

from training.errors import CheckpointError
from training.pruning.graph.model import Graph, graph_of, with_parameters
from training.pruning.graph.network import OPERATORS

# What turns an answer into words: probabilities, labels, tables of them. The highest stays the highest.
WORDING = frozenset({"Softmax", "LogSoftmax", "Identity", "ai.onnx.ml.ZipMap", "ai.onnx.ml.Normalizer"})


def part_before(graph: Graph, names: Iterable[str]) -> Graph:
    """The graph up to these tensors, which become its outputs."""
    outputs, producers = list(names), {name: node for node in graph.nodes for name in node.outputs}
    needed: set[str] = set()
    open_names = list(outputs)
    while open_names:
        node = producers.get(open_names.pop())
        if node is not None and node.name not in needed:
            needed.add(node.name)
            open_names += [*node.inputs, *node.captured]
    proto = onnx.ModelProto()
    proto.CopyFrom(graph.proto)
    nodes = [entry for entry, node in zip(graph.proto.graph.node, graph.nodes, strict=True) if node.name in needed]
    del proto.graph.node[:], proto.graph.output[:]
    proto.graph.node.extend(nodes)
    proto.graph.output.extend(onnx.helper.make_tensor_value_info(n, onnx.TensorProto.FLOAT, None) for n in outputs)
    return graph_of(proto)


def runnable_part(graph: Graph) -> Graph:
    """The graph without operators that torch does not know here and all that comes after them."""
    lost: set[str] = set()
    wanted: dict[str, None] = {}  # in order
    for node in graph.nodes:
        if node.operator in OPERATORS and lost.isdisjoint(node.inputs):
            continue
        wanted.update(dict.fromkeys(name for name in node.inputs if name and name not in lost))
        lost.update(node.outputs)
    if not lost:
        return graph
    produced = {name for node in graph.nodes for name in node.outputs} - lost
    return part_before(graph, [name for name in (*graph.outputs, *wanted) if name in produced])


def with_part(graph: Graph, part: Graph) -> Graph:
    """The whole graph with the parameters that a part of it has now."""
    return with_parameters(graph, {name: part.parameters[name] for name in part.parameters if name in graph.parameters})


def answer_of(graph: Graph) -> str:
    """The tensor that holds a number for each class, before softmax and labels are made of it.

    Raises:
        CheckpointError: No output is made of one.
    """
    producers = {name: node for node in graph.nodes for name in node.outputs}
    for entry in graph.proto.graph.output:
        kind = entry.type.tensor_type.elem_type
        if kind and kind != onnx.TensorProto.FLOAT:  # labels; tables have no type of a tensor
            continue
        name = str(entry.name)
        while name in producers and producers[name].operator in WORDING:
            name = producers[name].inputs[0]
        if name in producers:
            return name
    raise CheckpointError("The network has no output of numbers, one for each class, that it could be judged by.")
