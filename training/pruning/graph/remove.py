"""Takes channels out of a graph: masked, with zeros in their place, or for good, with smaller parameters.

The two compute the same, which `proof` shows.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import onnx

from training.pruning.graph.atoms import Indices
from training.pruning.graph.couple import Coupling
from training.pruning.graph.model import Array, Graph, graph_of, replace_parameters, with_parameters
from training.pruning.graph.rewrite import rewrite
from training.pruning.graph.trace import Trace


def mask(graph: Graph, coupling: Coupling, removed: Indices) -> Graph:
    """The network with zeros wherever a parameter belongs to one of these sets of channels."""
    changed = {}
    for name in _touched(graph, coupling, removed):
        if name not in coupling.whole and graph.parameters[name].dtype.kind == "f":
            changed[name] = _zeroed(graph.parameters[name], coupling, name, removed)
    return with_parameters(graph, changed)


def remove(graph: Graph, trace: Trace, coupling: Coupling, removed: Indices) -> Graph:
    """The network without these sets of channels."""
    proto = onnx.ModelProto()
    proto.CopyFrom(graph.proto)
    smaller = {
        name: _without(graph.parameters[name], coupling, name, removed) for name in _touched(graph, coupling, removed)
    }
    replace_parameters(proto, smaller)
    rewrite(proto, graph, trace, coupling, removed)
    del proto.graph.value_info[:]  # shapes of before
    return graph_of(onnx.shape_inference.infer_shapes(proto))


def _touched(graph: Graph, coupling: Coupling, removed: Indices) -> Iterable[str]:
    """The parameters that hold some of the channels."""
    for name, array in graph.parameters.items():
        if any(not coupling.stays(name, axis, removed).all() for axis in range(array.ndim)):
            yield name


def _zeroed(array: Array, coupling: Coupling, name: str, removed: Indices) -> Array:
    result = array.copy()
    for axis in range(array.ndim):
        np.moveaxis(result, axis, 0)[~coupling.stays(name, axis, removed)] = 0
    return result


def _without(array: Array, coupling: Coupling, name: str, removed: Indices) -> Array:
    for axis in range(array.ndim):
        array = np.compress(coupling.stays(name, axis, removed), array, axis=axis)
    return array
