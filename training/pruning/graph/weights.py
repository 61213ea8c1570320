"""Which parameters of a graph are weights that training changes."""

from __future__ import annotations

from collections.abc import Iterator

from training.pruning.graph.couple import DIVISORS
from training.pruning.graph.model import Graph
from training.pruning.graph.rules.table import ONE_INPUT

BATCH_NORM = "BatchNormalization"
STATISTICS = (3, 4)  # inputs of a batch norm that training does not change


def trainable(graph: Graph) -> tuple[str, ...]:
    """The parameters that are weights, and no statistics, settings or lone factors."""
    settings = set(_settings(graph))
    return tuple(
        name
        for name, array in graph.parameters.items()
        if array.dtype.kind == "f" and array.size > 1 and name not in settings
    )


def _settings(graph: Graph) -> Iterator[str]:
    """Parameters that are no weights."""
    for node in graph.nodes:
        if node.operator in ONE_INPUT:
            yield from node.inputs[1:]
        elif node.operator == BATCH_NORM:
            yield from (node.inputs[position] for position in STATISTICS)
        elif node.operator in DIVISORS:
            yield node.inputs[DIVISORS[node.operator]]
