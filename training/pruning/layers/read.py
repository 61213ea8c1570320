"""Reads an ONNX file of any origin layer by layer: what each layer is, and what it takes."""

from __future__ import annotations

import ast
import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from training.pruning.graph.model import Graph, Node, read_graph
from training.pruning.graph.trace import PICTURE_RANK, trace
from training.pruning.graph.weights import trainable
from training.pruning.layers.count import Shapes, channels_of, kernel_of, macs_of, stride_of, weight_axes
from training.pruning.layers.fold import Folded, fold
from training.pruning.layers.grouping import Grouping, groups_of, own_group, touched
from training.pruning.layers.layer import Layer, Sizes, unique_names
from training.pruning.layers.naming import layer_name
from training.pruning.layers.plain import Plain, plain

SIDE_PX, LENGTH = 224, 128  # of what a file leaves open: a picture's sides, and anything else
STEP_PX = 32  # detectors take multiples of it


@dataclass(frozen=True, slots=True, eq=False)
class Reading:
    """A file, layer by layer."""

    path: Path
    graph: Graph  # as it is in the file
    plain: Plain
    folded: Folded
    layers: tuple[Layer, ...]
    sizes: Shapes  # of the inputs that all of this is counted for
    groups: Mapping[int, int]  # channels of each group, by number
    groups_fault: str  # why nothing is known of them; empty where something is


def read_layers(path: Path, shapes: Shapes) -> Reading:
    """Read a file.

    Args:
        shapes: Of inputs whose size the file leaves open; usually one picture of the size it was made for.

    Raises:
        CheckpointError: It cannot be read or run.
        RecipeError: A shape is of an input that there is not.
    """
    graph = read_graph(path)
    bare = plain(graph)
    sizes = {**open_sizes(bare.graph), **shapes}
    seen = trace(bare.graph, sizes).shapes
    folded, grouping = fold(bare.graph), groups_of(bare.graph, shapes)
    sheet = _Sheet(bare.graph, seen, grouping)
    rows = zip(_names(bare.graph, folded), folded.layers, _params(bare.graph, folded), strict=True)
    layers, groups = _counted([sheet.layer(*row) for row in rows], grouping)
    return Reading(path, graph, bare, folded, layers, sizes, groups, grouping.fault)


def open_sizes(graph: Graph) -> dict[str, Sizes]:
    """A shape for every input that leaves something open: one picture, as a camera gives it to a detector."""
    side = _side_px(graph)
    sizes = {}
    for entry in graph.proto.graph.input:
        fixed = [dim.dim_value for dim in entry.type.tensor_type.shape.dim]
        usual: Sizes = (1, *[LENGTH] * (len(fixed) - 1))
        if len(fixed) == PICTURE_RANK:
            usual = (1, 3, _low(side), side) if side else (1, 3, SIDE_PX, SIDE_PX)
        sizes[entry.name] = tuple(size or usual[axis] for axis, size in enumerate(fixed))
    return sizes


def _side_px(graph: Graph) -> int:
    """The width that a detector was made for, as ultralytics writes it down; 0 where nothing is written."""
    noted = {entry.key: entry.value for entry in graph.proto.metadata_props}.get("imgsz", "")
    try:
        sizes = ast.literal_eval(noted)
    except (ValueError, SyntaxError):
        return 0
    return max(sizes) if isinstance(sizes, list | tuple) and all(isinstance(size, int) for size in sizes) else 0


def _low(side: int) -> int:
    """The height of a wide picture."""
    return -(-side * 9 // 16 // STEP_PX) * STEP_PX


@dataclass(frozen=True, slots=True, eq=False)
class _Sheet:
    """What is looked up for every layer."""

    graph: Graph
    shapes: Shapes
    grouping: Grouping

    def layer(self, name: str, nodes: Sequence[Node], params: int) -> Layer:
        """One layer."""
        first, graph = nodes[0], self.graph
        axes = weight_axes(first, graph)
        shape = self.shapes.get(nodes[-1].outputs[0], ())
        # What only rearranges may have anything on any axis, but pictures have channels.
        channels, spatial = channels_of(shape) if axes or len(shape) == PICTURE_RANK else (0, shape[1:])
        inputs = graph.parameters[first.inputs[axes.position]].shape[axes.into] if axes else 0
        if axes and first.operator == "Conv":
            inputs *= int(first.attributes.get("group", 1))
        return Layer(
            name=name,
            operator=first.operator,
            kernel=kernel_of(first, self.shapes),
            stride=stride_of(first, self.shapes),
            inputs=inputs,
            channels=channels,
            spatial=spatial,
            params=params,
            macs=sum(macs_of(node, self.shapes) for node in nodes),
            group=own_group(first, graph, self.grouping),
            touches=touched(nodes, self.grouping),
        )


def _counted(layers: Sequence[Layer], grouping: Grouping) -> tuple[tuple[Layer, ...], dict[int, int]]:
    """The layers and the sizes of their groups, which are counted in the order of the layers."""
    seen = dict.fromkeys(number for layer in layers for number in (layer.group, *layer.touches) if number is not None)
    counted = {number: position for position, number in enumerate(seen, start=1)}
    renamed = tuple(
        dataclasses.replace(
            layer,
            group=None if layer.group is None else counted[layer.group],
            touches=tuple(sorted(counted[number] for number in layer.touches)),
        )
        for layer in layers
    )
    return renamed, {counted[number]: grouping.sizes[number] for number in seen}


def _params(graph: Graph, folded: Folded) -> list[int]:
    """The weights of each layer; one that several share is counted where it is read first."""
    left = {name: graph.parameters[name].size for name in trainable(graph)}
    return [sum(left.pop(name, 0) for node in nodes for name in node.inputs) for nodes in folded.layers]


def _names(graph: Graph, folded: Folded) -> list[str]:
    """What the layers are called; no two alike."""
    written = {entry.output[0]: entry.name for entry in graph.proto.graph.node}
    return unique_names(_name(nodes[0], graph, written) for nodes in folded.layers)


def _name(node: Node, graph: Graph, written: Mapping[str, str]) -> str:
    axes = weight_axes(node, graph)
    return layer_name(node.inputs[axes.position] if axes else "", written[node.name], node.name)
