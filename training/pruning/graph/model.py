"""A network as an ONNX file has it: operator nodes, the data between them, and the parameters they read.

Before anything else the file is brought into one form: constants become parameters, functions are written out, and
weights that are stored in another type than they are used in are unpacked, so that one name is one array.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import onnx.inliner
from google.protobuf.message import DecodeError
from numpy.typing import NDArray

from training.errors import CheckpointError

Array = NDArray[Any]
LAYERS = ("Conv", "Gemm", "MatMul")


@dataclass(frozen=True, slots=True)
class Node:
    """One operator node."""

    name: str  # its first output, which is unique where names are not
    operator: str  # with its domain in front where it is not ONNX's own
    inputs: tuple[str, ...]  # empty names where one is left out
    outputs: tuple[str, ...]
    attributes: Mapping[str, Any]
    captured: tuple[str, ...]  # what the graphs inside it (of If and Loop) read from outside


@dataclass(frozen=True, slots=True, eq=False)
class Graph:
    """A network; nothing of it is changed in place."""

    proto: onnx.ModelProto
    nodes: tuple[Node, ...]  # as the nodes of the proto, in order
    parameters: Mapping[str, Array]
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]

    @property
    def opset(self) -> int:
        """The version of ONNX's own operators."""
        return next(int(entry.version) for entry in self.proto.opset_import if entry.domain in {"", "ai.onnx"})


def read_graph(path: Path) -> Graph:
    """Read a network.

    Raises:
        CheckpointError: There is no such file, or it is not a sound ONNX file.
    """
    try:
        proto = onnx.load(str(path))
        onnx.checker.check_model(proto)
    except FileNotFoundError:
        raise CheckpointError(f"There is no model at {path}.") from None
    except OSError as error:
        raise CheckpointError(f"{path} cannot be read: {error.strerror}.") from None
    except DecodeError:
        raise CheckpointError(f"{path} is not an ONNX file.") from None
    except onnx.checker.ValidationError as error:
        reason = str(error).partition("\n")[0]
        raise CheckpointError(f"{path} is not a sound ONNX file: {reason}") from None
    return graph_of(proto)


def graph_of(proto: onnx.ModelProto) -> Graph:
    """The graph of a model in memory, which stays as it is."""
    proto = onnx.inliner.inline_local_functions(proto) if proto.functions else _copy(proto)
    _lift_constants(proto.graph)
    _unpack_weights(proto.graph)
    parameters = {entry.name: onnx.numpy_helper.to_array(entry) for entry in proto.graph.initializer}
    inputs = [entry for entry in proto.graph.input if entry.name not in parameters]
    del proto.graph.input[:]  # older files list parameters among the inputs as well
    proto.graph.input.extend(inputs)
    return Graph(
        proto,
        tuple(_node(entry) for entry in proto.graph.node),
        parameters,
        tuple(entry.name for entry in inputs),
        tuple(entry.name for entry in proto.graph.output),
    )


def with_parameters(graph: Graph, changed: Mapping[str, Array]) -> Graph:
    """The same network with other values for some parameters."""
    proto = _copy(graph.proto)
    replace_parameters(proto, changed)
    return graph_of(proto)


def replace_parameters(proto: onnx.ModelProto, changed: Mapping[str, Array]) -> None:
    """Put other arrays in the place of some parameters, in place."""
    for entry in proto.graph.initializer:
        if entry.name in changed:
            entry.CopyFrom(onnx.numpy_helper.from_array(np.asarray(changed[entry.name], order="C"), entry.name))


def write_graph(graph: Graph, path: Path) -> None:
    """Write a network to a file, which appears when it is whole.

    Raises:
        CheckpointError: It cannot be written; nothing is left behind then.
    """
    part = path.with_name(path.name + ".part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        onnx.save(graph.proto, str(part))
        part.replace(path)
    except OSError as error:
        raise CheckpointError(f"{path} cannot be written: {error.strerror}.") from None
    finally:
        if part.is_file():
            part.unlink()


def count_values(graph: Graph) -> int:
    """How many numbers the parameters with fractions have."""
    return sum(array.size for array in graph.parameters.values() if array.dtype.kind == "f")


def count_channels(graph: Graph) -> int:
    """How many outputs the layers have that own a weight, but for the last layer, whose outputs are the answer."""
    return sum(graph.parameters[name].shape[axis] for name, axis in layer_outputs(graph)[:-1])


def layer_outputs(graph: Graph) -> list[tuple[str, int]]:
    """The weights of all layers that own one, in their order, and the axis of each that holds its outputs."""
    found = []
    for node in graph.nodes:
        weight = graph.parameters.get(node.inputs[1]) if node.operator in LAYERS and len(node.inputs) > 1 else None
        if weight is not None:
            is_upright = node.operator == "Conv" or node.attributes.get("transB", 0)
            found.append((node.inputs[1], 0 if is_upright else weight.ndim - 1))
    return found


def _copy(proto: onnx.ModelProto) -> onnx.ModelProto:
    copied = onnx.ModelProto()
    copied.CopyFrom(proto)
    return copied


def _node(entry: onnx.NodeProto) -> Node:
    attributes = {one.name: onnx.helper.get_attribute_value(one) for one in entry.attribute}
    inner = [one for one in attributes.values() if isinstance(one, onnx.GraphProto)]
    operator = entry.op_type if entry.domain in {"", "ai.onnx"} else f"{entry.domain}.{entry.op_type}"
    captured = tuple(name for graph in inner for name in _captured(graph))
    return Node(entry.output[0], operator, tuple(entry.input), tuple(entry.output), attributes, captured)


def _captured(graph: onnx.GraphProto) -> Sequence[str]:
    """Every name that is read inside; those that are made inside do no harm."""
    nodes = [_node(entry) for entry in graph.node]
    read = [name for node in nodes for name in (*node.inputs, *node.captured)]
    return [*read, *(entry.name for entry in graph.output)]


def _lift_constants(graph: onnx.GraphProto) -> None:
    """Turn nodes that hold a value into parameters."""
    kept = []
    for node in graph.node:
        if node.op_type == "Constant" and node.attribute[0].name in {"value", "value_int", "value_ints", "value_float"}:
            graph.initializer.append(_constant(node))
        else:
            kept.append(node)
    _replace_nodes(graph, kept)


def _constant(node: onnx.NodeProto) -> onnx.TensorProto:
    """The value of a Constant node, under the name of its output."""
    attribute = node.attribute[0]
    value = onnx.helper.get_attribute_value(attribute)
    if isinstance(value, onnx.TensorProto):
        array = onnx.numpy_helper.to_array(value)
    else:
        array = np.asarray(value, np.float32 if attribute.name == "value_float" else np.int64)
    return onnx.numpy_helper.from_array(array, node.output[0])


def _unpack_weights(graph: onnx.GraphProto) -> None:
    """Apply a Cast, Identity or Transpose of a parameter to the parameter itself.

    Exporters let an Identity share what happens to be equal, such as biases of zero, which would couple layers that
    have nothing to do with each other.
    """
    found = {entry.name: entry for entry in graph.initializer}
    readers = Counter(name for node in graph.node for name in node.input)
    outputs = {entry.name for entry in graph.output}
    renamed: dict[str, str] = {}
    kept = []
    for node in graph.node:
        for position, name in enumerate(node.input):
            node.input[position] = renamed.get(name, name)
        source = found.get(node.input[0]) if node.op_type in UNPACKED and not node.domain else None
        if source is None or node.output[0] in outputs:
            kept.append(node)
            continue
        name = node.output[0]
        if node.op_type == "Transpose" and readers[node.input[0]] == 1:  # it keeps the name it has in the source
            renamed[name] = node.input[0]
            name = node.input[0]
        array = UNPACKED[node.op_type](onnx.numpy_helper.to_array(source), _node(node).attributes)
        found[name] = onnx.numpy_helper.from_array(np.asarray(array, order="C"), name)
    del graph.initializer[:]
    graph.initializer.extend(found.values())
    _replace_nodes(graph, kept)
    _drop_unread(graph)


UNPACKED: Mapping[str, Callable[[Array, Mapping[str, Any]], Array]] = {
    "Cast": lambda array, attributes: array.astype(onnx.helper.tensor_dtype_to_np_dtype(attributes["to"])),
    "Identity": lambda array, _: array.copy(),
    "Transpose": lambda array, attributes: array.transpose(attributes.get("perm", range(array.ndim)[::-1])),
}


def _drop_unread(graph: onnx.GraphProto) -> None:
    """Remove parameters that nothing reads."""
    read = {entry.name for entry in graph.output}
    for node in graph.node:
        parsed = _node(node)
        read.update((*parsed.inputs, *parsed.captured))
    kept = [entry for entry in graph.initializer if entry.name in read]
    del graph.initializer[:]
    graph.initializer.extend(kept)


def _replace_nodes(graph: onnx.GraphProto, nodes: Sequence[onnx.NodeProto]) -> None:
    copies = [onnx.NodeProto.FromString(node.SerializeToString()) for node in nodes]
    del graph.node[:]
    graph.node.extend(copies)
