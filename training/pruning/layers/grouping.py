"""To which group of coupled channels each layer belongs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from training.errors import CheckpointError
from training.pruning.graph.couple import Coupling, couple
from training.pruning.graph.model import Graph, Node
from training.pruning.graph.trace import trace
from training.pruning.layers.count import Shapes, weight_axes


@dataclass(frozen=True, slots=True, eq=False)
class Grouping:
    """Groups by number, from 1, in the order in which the file's parameters name them."""

    sizes: Mapping[int, int]  # channels of each
    at: Mapping[str, Mapping[int, Counter[int]]]  # by tensor and axis: how many of its indices belong to which
    fault: str = ""  # why nothing is known of them


def groups_of(graph: Graph, shapes: Shapes) -> Grouping:
    """The groups of a graph; none, and why, where it cannot be followed.

    Args:
        shapes: Of inputs whose size the file leaves open, where the usual ones will not do.
    """
    try:
        coupling = couple(graph, trace(graph, shapes))
    except CheckpointError as error:
        return Grouping({}, {}, str(error))
    number = {
        int(root): position
        for position, group in enumerate(coupling.groups, start=1)
        for root in coupling.atoms.roots(group.channels).tolist()
    }
    sizes = {position: len(group.channels) for position, group in enumerate(coupling.groups, start=1)}
    return Grouping(sizes, _places(coupling, number))


def own_group(node: Node, graph: Graph, grouping: Grouping) -> int | None:
    """The group that most channels of a layer's output are in; None for a layer that is never pruned."""
    axes = weight_axes(node, graph)
    if axes is None:
        return None
    name = node.inputs[axes.position]
    found = grouping.at.get(name, {}).get(axes.out % graph.parameters[name].ndim)
    return found.most_common(1)[0][0] if found else None


def touched(nodes: Iterable[Node], grouping: Grouping) -> tuple[int, ...]:
    """All groups whose channels these nodes read or make."""
    names = {name for node in nodes for name in (*node.inputs, *node.outputs)}
    return tuple(sorted({group for name in names for found in grouping.at.get(name, {}).values() for group in found}))


def _places(coupling: Coupling, number: Mapping[int, int]) -> dict[str, dict[int, Counter[int]]]:
    places: dict[str, dict[int, Counter[int]]] = {}
    for name, axes in coupling.axes.items():
        for position, axis in enumerate(axes):
            found = Counter(number[root] for root in coupling.atoms.roots(axis.atoms).tolist() if root in number)
            if found:
                places.setdefault(name, {})[position] = found
    return places
