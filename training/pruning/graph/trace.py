"""What shapes and whole numbers a network has in use, found by running it twice with inputs of different sizes.

What differs between the two runs depends on the input: such an axis is never pruned, and such a number is never taken
for a constant. Where all inputs are of fixed size, one run tells everything.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import onnx
import onnxruntime
from numpy.typing import NDArray
from onnxruntime.capi import onnxruntime_pybind11_state as ort_errors

from training.errors import CheckpointError, RecipeError
from training.pruning.graph.model import Array, Graph

Shape = tuple[int, ...]
Shapes = Mapping[str, Shape]  # of inputs, by name

BATCHES = (2, 3)
SIDES_PX = (64, 96)  # of pictures: multiples of what networks shrink them by
LENGTHS = (16, 24)  # of anything else
PICTURE_RANK = 4
LARGEST_VALUES = 4096  # longer lists of whole numbers are data, not shapes


@dataclass(frozen=True, slots=True, eq=False)
class Known:
    """Whole numbers that flow through the graph.

    Shapes:
        value: any
        steady: as value, True where it does not depend on the input's size
    """

    value: NDArray[np.int64]
    steady: NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class Trace:
    """What was seen; of every tensor, parameters included."""

    shapes: Mapping[str, Shape]
    others: Mapping[str, Shape]  # the shapes in the second run
    known: Mapping[str, Known]

    def is_moving(self, name: str, axis: int) -> bool:
        """Whether the size of an axis depends on the input's."""
        return self.shapes[name][axis] != self.others[name][axis]


def trace(graph: Graph, shapes: Shapes | None = None) -> Trace:
    """Run a network on inputs of its own sizes, or of the shapes that are given.

    Raises:
        CheckpointError: ONNX Runtime cannot run it so.
    """
    first, second = (sizes_of_inputs(graph, turn, shapes or {}) for turn in (0, 1))
    one = _values(graph, first)
    other = one if first == second else _values(graph, second)
    if any(array.ndim != other[name].ndim for name, array in one.items()):
        raise CheckpointError("The network changes its number of axes with the size of its input; it cannot be pruned.")
    shown = {name: array.shape for name, array in one.items()}
    return Trace(shown, {name: array.shape for name, array in other.items()}, _known(graph, one, other))


def sizes_of_inputs(graph: Graph, turn: int, shapes: Shapes) -> dict[str, Shape]:
    """A shape for every input; what the file leaves open gets the first or the second of our sizes.

    Raises:
        RecipeError: A shape is of an input that there is not.
    """
    if unknown := sorted(set(shapes) - set(graph.inputs)):
        raise RecipeError(f"The network has no input {', '.join(unknown)}; it has {', '.join(graph.inputs)}.")
    sizes = {}
    for entry in graph.proto.graph.input:
        fixed = [dim.dim_value for dim in entry.type.tensor_type.shape.dim]
        free = [BATCHES[turn], *([SIDES_PX[turn] if len(fixed) == PICTURE_RANK else LENGTHS[turn]] * len(fixed))]
        own = tuple(size or free[min(axis, 1)] for axis, size in enumerate(fixed))
        sizes[entry.name] = shapes.get(entry.name, own)
    return sizes


def random_inputs(graph: Graph, shapes: Shapes, seed: int) -> dict[str, Array]:
    """Inputs of noise; whole numbers are zero, which is a valid token."""
    random = np.random.default_rng(seed)
    inputs: dict[str, Array] = {}
    for entry in graph.proto.graph.input:
        dtype = onnx.helper.tensor_dtype_to_np_dtype(entry.type.tensor_type.elem_type)
        shape = shapes[entry.name]
        inputs[entry.name] = random.random(shape).astype(dtype) if dtype.kind == "f" else np.zeros(shape, dtype)
    return inputs


def run(proto: onnx.ModelProto, inputs: Mapping[str, Array], outputs: Sequence[str]) -> list[Array]:
    """Run a model in ONNX Runtime, as it is written.

    Raises:
        CheckpointError: It cannot be run.
    """
    options = onnxruntime.SessionOptions()
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_DISABLE_ALL
    options.log_severity_level = 4  # what goes wrong is raised
    options.intra_op_num_threads = 2
    try:
        session = onnxruntime.InferenceSession(proto.SerializeToString(), options, providers=["CPUExecutionProvider"])
        found: list[Array] = session.run(list(outputs), dict(inputs))
    except FAILURES as error:
        shapes = ", ".join(f"{name} {array.shape}" for name, array in inputs.items())
        raise CheckpointError(f"ONNX Runtime cannot run the network on {shapes}: {error}") from None
    return found


FAILURES = (
    ort_errors.Fail,
    ort_errors.InvalidArgument,
    ort_errors.InvalidGraph,
    ort_errors.NotImplemented,
    ort_errors.RuntimeException,
)


def _values(graph: Graph, shapes: Shapes) -> dict[str, Array]:
    """Every tensor of one run."""
    names = list(dict.fromkeys(name for node in graph.nodes for name in node.outputs if name))
    proto = onnx.ModelProto()
    proto.CopyFrom(graph.proto)
    del proto.graph.output[:]
    proto.graph.output.extend(onnx.ValueInfoProto(name=name) for name in names)
    inputs = random_inputs(graph, shapes, seed=0)
    found = dict(zip(names, run(proto, inputs, names), strict=True))
    tensors = {name: array for name, array in found.items() if isinstance(array, np.ndarray)}  # not sequences of them
    return {**tensors, **inputs, **graph.parameters}


def _known(graph: Graph, one: Mapping[str, Array], other: Mapping[str, Array]) -> dict[str, Known]:
    """Whole numbers that come of parameters and sizes alone."""
    data = depends_on_data(graph)
    known = {}
    for name, array in one.items():
        is_list = array.dtype.kind in "iu" and array.size <= LARGEST_VALUES and array.shape == other[name].shape
        if is_list and name not in data:
            known[name] = Known(array.astype(np.int64), np.asarray(array == other[name]))
    return known


def depends_on_data(graph: Graph) -> set[str]:
    """The tensors that depend on what the input holds, and not only on its size."""
    data = set(graph.inputs)
    for node in graph.nodes:
        if node.operator not in {"Shape", "Size"} and not data.isdisjoint((*node.inputs, *node.captured)):
            data.update(node.outputs)
    return data
