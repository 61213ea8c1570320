"""Numbers in a graph that say how many channels there are, brought up to date after some have gone.

Whatever computes with sizes goes on with the old ones: a Shape tells them as if nothing had been removed. So every
number keeps its value, whether it was a constant or computed, and only where one is used to give a tensor its
shape is it replaced.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import numpy as np
import onnx

from training.pruning.graph.atoms import Flags, Indices
from training.pruning.graph.couple import Coupling
from training.pruning.graph.model import Graph, Node
from training.pruning.graph.rules.layout import picked_slices
from training.pruning.graph.trace import Trace

UNCHANGED = frozenset({-1, 0, 1})  # wanted sizes that are worked out, copied, or say that an Expand does nothing
INPUTS_SINCE = 13  # the opset where Split and others read their numbers from inputs


@dataclass(slots=True)
class Edit:
    """One operator node that is brought up to date, and what is put beside it."""

    node: Node
    entry: onnx.NodeProto
    graph: Graph
    trace: Trace
    coupling: Coupling
    removed: Indices
    constants: list[onnx.TensorProto] = field(default_factory=list)
    before: list[onnx.NodeProto] = field(default_factory=list)
    after: list[onnx.NodeProto] = field(default_factory=list)

    def stays(self, name: str, axis: int) -> Flags:
        """Which indices of an axis of a tensor are left."""
        return self.coupling.stays(name, axis, self.removed)

    def sizes(self, name: str) -> tuple[list[int], list[int]]:
        """The old and the new shape of a tensor, as the trace saw it."""
        old = list(self.trace.shapes[name])
        return old, [int(self.stays(name, axis).sum()) for axis in range(len(old))]

    def constant(self, values: list[int], purpose: str) -> str:
        """A new parameter of whole numbers; gives its name."""
        name = f"{self.node.name}_{purpose}"
        self.constants.append(onnx.numpy_helper.from_array(np.array(values, np.int64), name))
        return name

    def scaled(self, source: str, result: str, old: list[int], new: list[int]) -> list[onnx.NodeProto]:
        """Nodes that turn some computed numbers into others, in proportion.

        In proportion and not by a difference, since an axis of batch * heads loses more the larger the batch is.
        """
        changes = [before != after for before, after in zip(old, new, strict=True)]
        factors = [after if changed else 1 for after, changed in zip(new, changes, strict=True)]
        divisors = [before if changed else 1 for before, changed in zip(old, changes, strict=True)]
        larger = f"{result}_larger"
        return [
            onnx.helper.make_node("Mul", [source, self.constant(factors, f"{result}_factor")], [larger]),
            onnx.helper.make_node("Div", [larger, self.constant(divisors, f"{result}_divisor")], [result]),
        ]

    def set_input(self, position: int, values: list[int], purpose: str) -> None:
        """Let the node read these numbers."""
        missing = position + 1 - len(self.entry.input)
        self.entry.input.extend([""] * missing)
        self.entry.input[position] = self.constant(values, purpose)

    def set_attribute(self, name: str, value: int | list[int] | None) -> None:
        """Give an attribute another value; None takes it away."""
        kept = [one for one in self.entry.attribute if one.name != name]
        kept = [onnx.AttributeProto.FromString(one.SerializeToString()) for one in kept]
        del self.entry.attribute[:]
        self.entry.attribute.extend(kept)
        if value is not None:
            self.entry.attribute.append(onnx.helper.make_attribute(name, value))


def rewrite(proto: onnx.ModelProto, graph: Graph, trace: Trace, coupling: Coupling, removed: Indices) -> None:
    """Bring all nodes of a model up to date, in place; its parameters are already smaller."""
    nodes = []
    for node, entry in zip(graph.nodes, list(proto.graph.node), strict=True):
        copied = onnx.NodeProto.FromString(entry.SerializeToString())
        edit = Edit(node, copied, graph, trace, coupling, removed)
        change = CHANGES.get(node.operator)
        if change is not None:
            change(edit)
        nodes += [*edit.before, copied, *edit.after]
        proto.graph.initializer.extend(edit.constants)
    del proto.graph.node[:]
    proto.graph.node.extend(nodes)


def _conv(edit: Edit) -> None:
    """A depthwise convolution has as many groups as channels that come in."""
    groups = int(edit.node.attributes.get("group", 1))
    stays = edit.stays(edit.node.inputs[0], 1)
    if groups > 1 and groups == len(stays) and not stays.all():
        edit.set_attribute("group", int(stays.sum()))


def _shape(edit: Edit) -> None:
    """Tell the sizes of before."""
    old, new = edit.sizes(edit.node.inputs[0])
    told = slice(int(edit.node.attributes.get("start", 0)), int(edit.node.attributes.get("end", len(old))))
    if old[told] != new[told]:
        now = f"{edit.node.name}_now"
        edit.entry.output[0] = now
        edit.after += edit.scaled(now, edit.node.name, new[told], old[told])


def _wanted_shape(edit: Edit) -> None:
    """Reshape and Expand: the wanted sizes of pruned axes."""
    name = edit.node.outputs[0]
    old, new = edit.sizes(name)
    wanted = edit.trace.known[edit.node.inputs[1]].value.ravel().tolist()
    missing = len(old) - len(wanted)  # an Expand may name the last axes only
    changed = {
        position: new[position + missing]
        for position, value in enumerate(wanted)
        if new[position + missing] != old[position + missing] and value not in UNCHANGED
    }
    _change_numbers(edit, 1, wanted, changed)


def _wanted_sizes(edit: Edit) -> None:
    """Resize: the wanted size of pruned axes, where sizes and not scales are given."""
    position = 3
    if len(edit.node.inputs) <= position or not edit.node.inputs[position]:
        return
    old, new = edit.sizes(edit.node.outputs[0])
    axes = [int(axis) % len(old) for axis in edit.node.attributes.get("axes", range(len(old)))]
    changed = {at: new[axis] for at, axis in enumerate(axes) if new[axis] != old[axis]}
    wanted = edit.trace.known.get(edit.node.inputs[position])
    if changed and wanted is not None:
        _change_numbers(edit, position, wanted.value.tolist(), changed)


def _change_numbers(edit: Edit, position: int, values: list[int], changed: Mapping[int, int]) -> None:
    """Replace some numbers of an input; where they are computed, do so with what comes out."""
    if not changed:
        return
    source = edit.node.inputs[position]
    if source in edit.graph.parameters:
        edit.set_input(position, [changed.get(at, value) for at, value in enumerate(values)], "sizes")
        return
    result = f"{edit.node.name}_wanted"
    edit.before += edit.scaled(source, result, values, [changed.get(at, value) for at, value in enumerate(values)])
    edit.entry.input[position] = result


def _split(edit: Edit) -> None:
    """Say how long each piece is."""
    along = int(edit.node.attributes.get("axis", 0)) % len(edit.trace.shapes[edit.node.inputs[0]])
    if edit.stays(edit.node.inputs[0], along).all():
        return
    sizes = [int(edit.stays(name, along).sum()) for name in edit.node.outputs]
    edit.set_attribute("num_outputs", None)
    edit.set_attribute("split", None)
    if edit.graph.opset < INPUTS_SINCE:
        edit.set_attribute("split", sizes)
    else:
        edit.set_input(1, sizes, "sizes")


def _gather(edit: Edit) -> None:
    """Numbers of indices, counted anew; those of removed indices are dropped."""
    data, numbers = edit.node.inputs[:2]
    along = int(edit.node.attributes.get("axis", 0)) % len(edit.trace.shapes[data])
    stays = edit.stays(data, along)
    known = edit.trace.known.get(numbers)
    if stays.all() or known is None:
        return
    place = np.cumsum(stays) - 1
    picked = known.value % len(stays)
    edit.set_input(1, place[picked[stays[picked]]].tolist(), "indices")


def _slice(edit: Edit) -> None:
    """Ranges of pruned axes, counted anew."""
    data = edit.node.inputs[0]
    cuts = picked_slices(edit.node, edit.trace, len(edit.trace.shapes[data])) or {}
    if all(edit.stays(data, axis).all() for axis in cuts):
        return
    starts, ends, steps = zip(*(_new_range(edit.stays(data, axis), cut) for axis, cut in cuts.items()), strict=True)
    if edit.graph.opset < 10:
        edit.set_attribute("starts", list(starts))
        edit.set_attribute("ends", list(ends))
        edit.set_attribute("axes", list(cuts))
        return
    for position, (values, purpose) in enumerate(
        ((starts, "starts"), (ends, "ends"), (tuple(cuts), "axes"), (steps, "steps")), start=1
    ):
        edit.set_input(position, list(values), purpose)


def _new_range(stays: Flags, cut: slice) -> tuple[int, int, int]:
    """Start, end and step that pick what is left of a range; a pruned axis is cut in steps of one."""
    if stays.all():
        end = cut.stop if cut.stop is not None else -(2**63)
        return cut.start, end, cut.step
    start, end, _ = cut.indices(len(stays))
    return int(stays[:start].sum()), int(stays[:end].sum()), 1


CHANGES: Mapping[str, Callable[[Edit], None]] = {
    "Conv": _conv,
    "ConvTranspose": _conv,
    "Expand": _wanted_shape,
    "Gather": _gather,
    "Reshape": _wanted_shape,
    "Resize": _wanted_sizes,
    "Shape": _shape,
    "Slice": _slice,
    "Split": _split,
}
