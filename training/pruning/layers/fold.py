"""Which operators of a graph make up one layer.

A convolution, its bias, its batch norm and its activation are one layer, however a file writes them down; sizes that
the network computes for itself belong to none.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from training.pruning.graph.model import Graph, Node
from training.pruning.graph.trace import depends_on_data

# What joins the layer before it if all its data comes from there: an activation, a bias, a scale.
JOINING = frozenset(
    ("Add", "BatchNormalization", "Cast", "Celu", "Clip", "Div", "Dropout", "Elu", "Erf", "Exp", "Gelu", "HardSigmoid",
     "HardSwish", "Identity", "LeakyRelu", "Mish", "Mul", "Neg", "PRelu", "Pow", "Relu", "Selu", "Sigmoid", "Softplus",
     "Softsign", "Sqrt", "Sub", "Tanh", "ThresholdedRelu")
)  # fmt: skip


@dataclass(frozen=True, slots=True, eq=False)
class Folded:
    """The layers of a graph."""

    layers: tuple[tuple[Node, ...], ...]  # the first node of each gives it its operator
    owners: Mapping[str, int]  # by tensor that depends on the input: the layer that makes it


def fold(graph: Graph) -> Folded:
    """Put the nodes that work on data into layers, in the order of the file."""
    data = depends_on_data(graph)
    layers: list[list[Node]] = []
    owners: dict[str, int] = {}
    for node in graph.nodes:
        sources = [name for name in (*node.inputs, *node.captured) if name in data]
        if not sources or node.operator in {"Shape", "Size"}:
            continue
        made_by = {owners.get(name) for name in sources}
        owner = made_by.pop() if len(made_by) == 1 and node.operator in JOINING else None
        if owner is None:
            owner = len(layers)
            layers.append([])
        layers[owner].append(node)
        owners.update(dict.fromkeys((name for name in node.outputs if name), owner))
    return Folded(tuple(tuple(nodes) for nodes in layers), owners)
