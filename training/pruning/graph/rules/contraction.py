"""Operators that sum over an axis of two tensors: convolutions, Gemm, MatMul and Einsum.

Where an index of the summed axis is masked, its share of the sum has to be zero. A weight makes sure of that; where
both sides are data, as in attention, one of them must be silent there.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from training.pruning.graph.atoms import Axes, Axis
from training.pruning.graph.rules._step import ALONE, Rule, Step

SPATIAL = "an axis that a kernel moves along"
NOT_SILENT = "what is summed over is not zero where it is masked"


def conv(step: Step) -> list[Axes]:
    """Convolution: plain, depthwise, or in groups that lose the same positions each."""
    data, weight = step.inputs[0], step.inputs[1]
    groups = step.integer("group", 1)
    if groups == 1:
        sum_over(step, data[1], weight[1])
    elif len(weight[1]) == 1:
        step.couple(_repeated(data[1], len(weight[0]) // groups), weight[0])
    else:
        _couple_groups(step, data[1], groups, weight[1])
        _couple_groups(step, weight[0], groups, None)
    return _convolved(step, weight[0])


def conv_transpose(step: Step) -> list[Axes]:
    """Transposed convolution, whose weight has the incoming channels first."""
    data, weight = step.inputs[0], step.inputs[1]
    groups = step.integer("group", 1)
    if groups == 1:
        sum_over(step, data[1], weight[0])
        return _convolved(step, weight[1])
    step.couple(data[1], weight[0])
    if len(data[1]) == groups:  # depthwise: whole groups go
        step.freeze(weight[1], "the outputs of one depthwise kernel go together")
        return _convolved(step, _repeated(weight[0], len(weight[1])))
    _couple_groups(step, data[1], groups, None)
    return _convolved(step, Axis(np.tile(weight[1].atoms, groups), np.tile(weight[1].silent, groups)))


def gemm(step: Step) -> list[Axes]:
    """A matrix product with an optional third matrix added."""
    left = step.inputs[0][::-1] if step.integer("transA", 0) else step.inputs[0]
    right = step.inputs[1][::-1] if step.integer("transB", 0) else step.inputs[1]
    sum_over(step, left[1], right[0])
    rows, columns = left[0].loud(), right[1]
    if step.has(2):
        added = step.inputs[2]
        for axis, product in zip(added[::-1], (columns, rows), strict=False):
            if len(axis) > 1:
                step.couple(axis, product)
        whole = bool(added) and len(added[-1]) == len(columns)
        columns = Axis(columns.atoms, columns.silent & added[-1].silent) if whole else columns.loud()
    return [(_at_least_two(step, rows), _at_least_two(step, columns))]


def matmul(step: Step) -> list[Axes]:
    """A matrix product over the last two axes, broadcast over the others."""
    left, right = step.inputs
    if min(len(left), len(right)) < 2:
        return step.freeze_all("a product with a vector")
    sum_over(step, left[-1], right[-2])
    rank = len(step.shapes[0])
    stacked = [_stacked(step, left, right, position - rank) for position in range(rank - 2)]
    return [(*stacked, _at_least_two(step, left[-2]), _at_least_two(step, right[-1]))]


def einsum(step: Step) -> list[Axes]:
    """Axes of the same letter go together; letters that are not in the result are summed over."""
    equation = step.node.attributes["equation"].decode().replace(" ", "")
    if "." in equation or "->" not in equation:
        return step.freeze_all("an equation with an ellipsis or without a result")
    terms, result = equation.split("->")
    letters: dict[str, list[Axis]] = {}
    for term, axes in zip(terms.split(","), step.inputs, strict=True):
        if len(set(term)) < len(term):
            return step.freeze_all("a diagonal")
        for letter, axis in zip(term, axes, strict=True):
            letters.setdefault(letter, []).append(axis)
    for letter, axes_of_letter in letters.items():
        if len({len(axis) for axis in axes_of_letter}) > 1:
            return step.freeze_all("a letter of two sizes")
        _merge_letter(step, axes_of_letter, is_summed=letter not in result)
    return [tuple(_any_silent(letters[letter]) for letter in result)]


def sum_over(step: Step, left: Axis, right: Axis) -> None:
    """Tie the two axes that a product sums over, and keep what a mask would not silence."""
    step.couple(left, right)
    heard = ~(left.silent | right.silent)
    if heard.any():
        step.atoms.freeze(left.atoms[heard].tolist(), f"{step.node.operator} {step.node.name}: {NOT_SILENT}")


def _convolved(step: Step, channels: Axis) -> list[Axes]:
    """What comes out of a convolution with these outgoing channels, which a bias goes with."""
    data, shape = step.inputs[0], step.shapes[0]
    for axis in data[2:]:
        step.freeze(axis, SPATIAL)
    for axis in step.inputs[1][2:]:
        step.freeze(axis, SPATIAL)
    if step.has(2):
        bias = step.inputs[2][0]
        step.couple(channels, bias)
        channels = Axis(channels.atoms, channels.silent & bias.silent)
    spatial = [step.frozen(size, SPATIAL) for size in shape[2:]]
    return [(data[0].loud(), _at_least_two(step, channels), *spatial)]


def _couple_groups(step: Step, axis: Axis, groups: int, weight: Axis | None) -> None:
    """Let the same position of every group stand or fall together, with the weight's axis where it has one."""
    rows = axis.atoms.reshape(groups, -1)
    for row in rows[1:]:
        step.atoms.join(rows[0], row)
    if weight is None:
        return
    step.atoms.join(rows[0], weight.atoms)
    heard = ~(axis.silent.reshape(groups, -1).all(axis=0) | weight.silent)
    step.atoms.freeze(weight.atoms[heard].tolist(), f"{step.node.operator} {step.node.name}: {NOT_SILENT}")


def _repeated(axis: Axis, times: int) -> Axis:
    return Axis(np.repeat(axis.atoms, times), np.repeat(axis.silent, times))


def _stacked(step: Step, left: Axes, right: Axes, from_the_end: int) -> Axis:
    """One of the axes that a product is broadcast over."""
    found = [axes[from_the_end] for axes in (left, right) if len(axes) >= -from_the_end]
    wide = [axis for axis in found if len(axis) > 1]
    if not wide:
        return step.frozen(1, ALONE)
    for other in wide[1:]:
        step.couple(wide[0], other)
    return _any_silent(wide)


def _merge_letter(step: Step, axes: list[Axis], is_summed: bool) -> None:
    for other in axes[1:]:
        step.couple(axes[0], other)
    heard = ~np.logical_or.reduce([axis.silent for axis in axes])
    if is_summed and heard.any():
        step.atoms.freeze(axes[0].atoms[heard].tolist(), f"Einsum {step.node.name}: {NOT_SILENT}")


def _any_silent(axes: list[Axis]) -> Axis:
    return Axis(axes[0].atoms, np.logical_or.reduce([axis.silent for axis in axes]))


def _at_least_two(step: Step, axis: Axis) -> Axis:
    """An axis of one index is kept."""
    if len(axis) == 1:
        step.freeze(axis, ALONE)
    return axis


RULES: Mapping[str, Rule] = {
    "Conv": conv,
    "ConvTranspose": conv_transpose,
    "Einsum": einsum,
    "Gemm": gemm,
    "MatMul": matmul,
}
