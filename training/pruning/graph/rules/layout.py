"""Operators that move, pick, repeat or join indices without computing anything from what they hold."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from training.pruning.graph.atoms import Axes, Axis, joined
from training.pruning.graph.model import Node
from training.pruning.graph.rules._step import ALONE, MOVING, Rule, Step, constants
from training.pruning.graph.trace import Trace

COMPUTED = "what it picks is computed"
STRIDED = "it is cut in steps"
FROM_THE_START = -(2**31)  # an end that a backward cut has, meaning the first index as well
COMPUTED_SIZE = "its size is computed"
RESIZED = "its size changes here"
UNEQUAL = "its pieces have sizes of their own"


def concat(step: Step) -> list[Axes]:
    """The channels of one input after those of the other; all other axes go together."""
    rank = len(step.shapes[0])
    along = step.integer("axis", 0) % rank
    parts = [axes for axes in step.inputs if axes]
    for axes in parts[1:]:
        for position in set(range(rank)) - {along}:
            step.couple(parts[0][position], axes[position])
    return [tuple(_beside(parts, position, is_along=position == along) for position in range(rank))]


def split(step: Step) -> list[Axes]:
    """The other way round."""
    data = step.inputs[0]
    along = step.integer("axis", 0) % len(data)
    start, pieces = 0, []
    for shape in step.shapes:
        positions = np.arange(start, start + shape[along])
        pieces.append((*data[:along], data[along].take(positions), *data[along + 1 :]))
        start += shape[along]
    return list(pieces)


def split_alike(step: Step) -> list[Axes]:
    """Pieces that code takes apart by their number or by sizes of its own: they stay as large as each other."""
    pieces = split(step)
    along = step.integer("axis", 0) % len(step.inputs[0])
    axes = [piece[along] for piece in pieces]
    if len({len(axis) for axis in axes}) > 1:
        step.freeze(step.inputs[0][along], UNEQUAL)
    for axis in axes[1:]:
        if len(axis) == len(axes[0]):
            step.couple(axes[0], axis)
    return pieces


def slice_alike(step: Step) -> list[Axes]:
    """One of several pieces, as code takes an axis apart by their number: each stays as large as the first."""
    data, pieces = step.inputs[0], slice_(step)
    for position, cut in (picked_slices(step.node, step.trace, len(data)) or {}).items():
        places = np.arange(len(data[position]))[cut]
        if len(places) and cut.step == 1 and len(data[position]) % len(places) == 0 and places[0] % len(places) == 0:
            step.couple(data[position].take(places - places[0]), data[position].take(places))
    return pieces


def slice_(step: Step) -> list[Axes]:
    """A range of indices along some axes."""
    data, shape = step.inputs[0], step.shapes[0]
    ranges = picked_slices(step.node, step.trace, len(data))
    result = list(data)
    if ranges is None:
        for position in {axis % len(data) for axis in step.constants(3, "axes") or range(len(data))}:
            step.freeze(data[position], COMPUTED)
            result[position] = step.frozen(shape[position], COMPUTED)
        return [tuple(result)]
    for position, cut in ranges.items():
        if cut.step != 1:
            step.freeze(data[position], STRIDED)
        result[position] = data[position].take(np.arange(len(data[position]))[cut])
    return [tuple(result)]


def picked_slices(node: Node, trace: Trace, rank: int) -> dict[int, slice] | None:
    """What a Slice takes of which axis; None if that is computed from the input's size."""
    starts, ends = constants(node, trace, 1, "starts"), constants(node, trace, 2, "ends")
    axes, steps = constants(node, trace, 3, "axes"), constants(node, trace, 4, "steps")
    if starts is None or ends is None or (axes is None and len(node.inputs) > 3 and node.inputs[3]):
        return None
    listed = zip(axes or range(len(starts)), starts, ends, steps or [1] * len(starts), strict=True)
    return {
        axis % rank: slice(start, end if end > FROM_THE_START else None, stride) for axis, start, end, stride in listed
    }


def gather(step: Step) -> list[Axes]:
    """Indices by number; the axis is kept where the numbers are data, or pick a single one."""
    data, picked = step.inputs[0], step.inputs[1]
    along = step.integer("axis", 0) % len(data)
    known = step.known(1)
    before, after = data[:along], data[along + 1 :]
    if known is not None and known.steady.all() and known.value.ndim == 1:
        return [(*before, data[along].take(known.value % len(data[along])), *after)]
    step.freeze(data[along], COMPUTED if known is None else "one of it is picked by its number")
    return [(*before, *(axis.loud() for axis in picked), *after)]


def transpose(step: Step) -> list[Axes]:
    """The same axes in another order."""
    data = step.inputs[0]
    order = step.node.attributes.get("perm", range(len(data))[::-1])
    return [tuple(data[position] for position in order)]


def pad(step: Step) -> list[Axes]:
    """Axes that grow or shrink are kept."""
    pads = _pads(step)
    if pads is None:
        return step.freeze_all("how much it pads is computed")
    axes = [
        axis if axis_pads == (0, 0) else _resized(step, axis, size)
        for axis, size, axis_pads in zip(step.inputs[0], step.shapes[0], pads, strict=True)
    ]
    return [tuple(axes) if _pads_with_zero(step) else tuple(axis.loud() for axis in axes)]


def resize(step: Step) -> list[Axes]:
    """Spatial axes are kept; batch and channels pass where their number stays."""
    if step.node.attributes.get("coordinate_transformation_mode") == b"tf_crop_and_resize":
        return step.freeze_all("it crops as well")
    if step.has(3) and step.known(3) is None:
        return step.freeze_all(COMPUTED_SIZE)
    data, shape = step.inputs[0], step.shapes[0]
    axes = [
        axis if position < 2 and len(axis) == shape[position] else _resized(step, axis, shape[position])
        for position, axis in enumerate(data)
    ]
    return [tuple(axes)]


def expand(step: Step) -> list[Axes]:
    """Axes of size 1 are repeated; what comes of it may be pruned with whatever it meets."""
    if step.known(1) is None:
        return step.freeze_all(COMPUTED_SIZE)
    shape, missing = step.shapes[0], len(step.shapes[0]) - len(step.inputs[0])
    axes: list[Axis] = []
    for position, size in enumerate(shape):
        source = step.inputs[0][position - missing] if position >= missing else None
        axes.append(_expanded(step, position, size, source))
    return [tuple(axes)]


def tile(step: Step) -> list[Axes]:
    """All indices again and again."""
    repeats = step.constants(1, "repeats")
    if repeats is None:
        return step.freeze_all("how often it repeats is computed")
    pairs = zip(step.inputs[0], repeats, strict=True)
    return [tuple(axis.take(np.tile(np.arange(len(axis)), times)) for axis, times in pairs)]


def depth_to_space(step: Step) -> list[Axes]:
    """Channels that become pixels of the same outgoing channel go together."""
    data, shape = step.inputs[0], step.shapes[0]
    square = step.integer("blocksize", 1) ** 2
    is_rows_first = step.node.attributes.get("mode", b"DCR") == b"DCR"
    order = np.arange(len(data[1])).reshape((square, -1) if is_rows_first else (-1, square))
    table = order if is_rows_first else order.T  # (pixels, channels)
    for row in table[1:]:
        step.couple(data[1].take(table[0]), data[1].take(row))
    channels = Axis(data[1].atoms[table[0]], np.logical_and.reduce(data[1].silent[table], axis=0))
    for axis in data[2:]:
        step.freeze(axis, "pixels are made of channels")
    return [(data[0], channels, *(step.frozen(size, "pixels are made of channels") for size in shape[2:]))]


def shape_of(step: Step) -> list[Axes]:
    """Sizes are not data: a pruned network goes on telling the old ones (see `rewrite`), so none is kept."""
    return [tuple(step.frozen(size, "a list of sizes") for size in shape) for shape in step.shapes]


def made_anew(step: Step) -> list[Axes]:
    """What is made from sizes alone keeps the size it has."""
    return [tuple(step.frozen(size, COMPUTED_SIZE) for size in shape) for shape in step.shapes]


def _beside(parts: list[Axes], position: int, *, is_along: bool) -> Axis:
    """One axis of a concatenation."""
    axes = [axes[position] for axes in parts]
    if is_along:
        return joined(axes)
    return Axis(axes[0].atoms, np.logical_and.reduce([axis.silent for axis in axes]))


def _resized(step: Step, axis: Axis, size: int) -> Axis:
    """An axis that changes its size is kept on both sides."""
    step.freeze(axis, RESIZED)
    return step.frozen(size, RESIZED)


def _pads(step: Step) -> list[tuple[int, int]] | None:
    """What is added before and after, for each axis; None if that is computed."""
    rank = len(step.inputs[0])
    listed = step.constants(1, "pads")
    axes = step.constants(3, "axes") if step.has(3) else list(range(rank))
    if listed is None or axes is None:
        return None
    pairs = zip(listed[: len(axes)], listed[len(axes) :], strict=True)
    found = dict(zip([axis % rank for axis in axes], pairs, strict=True))
    return [found.get(axis, (0, 0)) for axis in range(rank)]


def _expanded(step: Step, position: int, size: int, source: Axis | None) -> Axis:
    if source is not None and len(source) == size:
        return source
    if size == 1 or step.trace.is_moving(step.node.outputs[0], position):
        return step.frozen(size, ALONE if size == 1 else MOVING)
    return Axis(step.atoms.fresh(size), np.zeros(size, np.bool_))


def _pads_with_zero(step: Step) -> bool:
    """Whether silence survives at the rim."""
    if step.node.attributes.get("mode", b"constant") != b"constant":
        return True
    return not step.has(2) and not step.node.attributes.get("value", 0.0)


RULES: Mapping[str, Rule] = {
    "Concat": concat,
    "ConstantOfShape": made_anew,
    "DepthToSpace": depth_to_space,
    "Expand": expand,
    "Gather": gather,
    "Pad": pad,
    "Range": made_anew,
    "Resize": resize,
    "Shape": shape_of,
    "Slice": slice_,
    "Split": split,
    "Tile": tile,
    "Transpose": transpose,
    "Upsample": resize,
}
