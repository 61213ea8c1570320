"""Normalisations, pools, reductions and softmax: whatever takes a mean, a sum or a maximum over an axis."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from training.pruning.graph.atoms import Axes, Axis
from training.pruning.graph.rules._step import ALONE, Rule, Step

AVERAGED = "it computes a statistic over this axis"
SPATIAL = "an axis that a window moves along"
SILENT_SUMS = frozenset({"ReduceSum", "ReduceL1", "ReduceL2", "ReduceSumSquare"})  # zeros change none of these


def batch_norm(step: Step) -> list[Axes]:
    """Scale, shift, mean and variance of every channel; masked, the first two are zero and so is what comes out."""
    if len(step.shapes) > 1:
        return step.freeze_all("a batch norm in training")
    data, (scale,), (shift,), *statistics = step.inputs
    for axis in (scale, shift, *(axes[0] for axes in statistics)):
        step.couple(data[1], axis)
    channels = Axis(data[1].atoms, scale.silent & shift.silent)
    return [(data[0].loud(), channels, *(axis.loud() for axis in data[2:]))]


def instance_norm(step: Step) -> list[Axes]:
    """As a batch norm, with statistics of each picture over its spatial axes."""
    data, (scale,), (shift,) = step.inputs
    step.couple(data[1], scale)
    step.couple(data[1], shift)
    for axis in data[2:]:
        step.freeze(axis, AVERAGED)
    return [(data[0].loud(), Axis(data[1].atoms, scale.silent & shift.silent), *data[2:])]


def layer_norm(step: Step) -> list[Axes]:
    """The axes it normalises are kept; so is what scales and shifts them. Mean and deviation may come out as well."""
    data = step.inputs[0]
    first = step.integer("axis", -1) % len(data)
    for axis in (*data[first:], *(axis for axes in step.inputs[1:] for axis in axes)):
        step.freeze(axis, AVERAGED)
    normalised: Axes = (*(axis.loud() for axis in data[:first]), *data[first:])
    alone = tuple(step.frozen(1, ALONE) for _ in data[first:])
    others: list[Axes] = [(*normalised[:first], *alone) for _ in step.shapes[1:]]
    return [normalised, *others]


def free_layer_norm(step: Step) -> list[Axes]:
    """The axes that are normalised and what scales and shifts them, coupled: for networks that are to be trained anew.

    What is averaged changes with every channel that goes, so a mask computes something else than the cut.
    """
    data = step.inputs[0]
    first = step.integer("axis", -1) % len(data)
    for axes in step.inputs[1:]:
        for place, axis in enumerate(axes):
            step.couple(data[first + place], axis)
    alone = tuple(step.frozen(1, ALONE) for _ in data[first:])
    return [tuple(axis.loud() for axis in data), *((*data[:first], *alone) for _ in step.shapes[1:])]


def softmax(step: Step) -> list[Axes]:
    """The axis that sums to one is kept; before opset 13 it is all axes from there on."""
    data = step.inputs[0]
    modern = step.opset >= 13
    axis = step.integer("axis", -1 if modern else 1) % len(data)
    summed = (axis,) if modern else tuple(range(axis, len(data)))
    for position in summed:
        step.freeze(data[position], AVERAGED)
    return [tuple(one.loud() for one in data)]


def reduce(step: Step) -> list[Axes]:
    """A statistic over some axes; sums may run over pruned channels as long as these are zero."""
    data = step.inputs[0]
    over = _reduced(step)
    if over is None:
        return step.freeze_all("its axes are computed")
    for position in over:
        _freeze_summed(step, data[position])
    kept = [axis for position, axis in enumerate(data) if position not in over]
    if step.integer("keepdims", 1):
        return [tuple(step.frozen(1, ALONE) if at in over else axis for at, axis in enumerate(data))]
    return [tuple(kept)]


def local_response(step: Step) -> list[Axes]:
    """It looks at neighbouring channels, whose order and number therefore matter."""
    return step.freeze_all(AVERAGED)


def pool(step: Step) -> list[Axes]:
    """Each channel by itself; the spatial axes are kept."""
    if len(step.shapes) > 1:
        return step.freeze_all("it tells where each maximum was, in numbers that depend on the number of channels")
    data = step.inputs[0]
    for axis in data[2:]:
        step.freeze(axis, SPATIAL)
    return [(*data[:2], *(step.frozen(size, SPATIAL) for size in shape[2:])) for shape in step.shapes]


def _reduced(step: Step) -> set[int] | None:
    """The axes that are reduced; None if they are computed."""
    rank = len(step.inputs[0])
    listed = step.constants(1, "axes")
    if listed is None and step.has(1):
        return None
    if not listed:
        return set() if step.integer("noop_with_empty_axes", 0) else set(range(rank))
    return {axis % rank for axis in listed}


def _freeze_summed(step: Step, axis: Axis) -> None:
    """Keep what a statistic would notice."""
    noticed = ~axis.silent if step.node.operator in SILENT_SUMS else np.ones(len(axis), np.bool_)
    step.atoms.freeze(axis.atoms[noticed].tolist(), f"{step.node.operator} {step.node.name}: {AVERAGED}")


REDUCTIONS = ("ReduceL1", "ReduceL2", "ReduceMax", "ReduceMean", "ReduceMin", "ReduceSum", "ReduceSumSquare")
_POOLS = "AveragePool GlobalAveragePool GlobalLpPool GlobalMaxPool LpPool MaxPool"

RULES: Mapping[str, Rule] = {
    **dict.fromkeys(REDUCTIONS, reduce),
    **dict.fromkeys(_POOLS.split(), pool),
    "BatchNormalization": batch_norm,
    "InstanceNormalization": instance_norm,
    "LayerNormalization": layer_norm,
    "LogSoftmax": softmax,
    "LRN": local_response,
    "RMSNormalization": layer_norm,
    "Softmax": softmax,
}
