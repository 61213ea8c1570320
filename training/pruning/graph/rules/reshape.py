"""Reshape and its kin: axes are taken apart into factors, and factors put together into axes.

What goes from an axis has to go from a whole factor. Where an axis of heads * width is taken apart, either whole heads
go or the same positions of every head; which of them is a choice (see `couple`). Where axes are put together, one of
them can be pruned and the others are kept: channels * height * width after a convolution, say.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from training.pruning.graph.atoms import Axes, Axis
from training.pruning.graph.rules._step import ALONE, Rule, Step
from training.pruning.graph.trace import Shape

OTHER_FACTOR = "another part of the same axis is what is pruned"
TAKEN_APART = "it is taken apart into axes that are kept"
MIXED = "it mixes axes in a way that no factor survives"
COPIED = 0  # a wanted size that stands for that of the incoming axis at the same place


@dataclass(frozen=True, slots=True)
class Factor:
    """A piece that an incoming and an outgoing axis share."""

    size: int
    source: int  # position of the incoming axis
    target: int  # position of the outgoing axis


def reshape(step: Step) -> list[Axes]:
    """Reshape, Flatten, Squeeze and Unsqueeze."""
    data, shape = step.inputs[0], step.shapes[0]
    factors, name = common_factors(step.shape_in(0), shape), step.node.outputs[0]
    again = common_factors(step.trace.others[step.node.inputs[0]], step.trace.others[name])
    if factors is None or again is None or _places(factors) != _places(again):
        return step.freeze_all(MIXED)
    moving = [one.size != other.size for one, other in zip(factors, again, strict=True)]
    axes: dict[int, Axis] = {}  # by number of the factor
    for position, axis in enumerate(data):
        numbers = [number for number, factor in enumerate(factors) if factor.source == position]
        axes.update(
            zip(numbers, _taken_apart(step, axis, [(factors[n].size, moving[n]) for n in numbers]), strict=True)
        )
    result = [
        _put_together(step, [axes[number] for number, factor in enumerate(factors) if factor.target == position])
        for position in range(len(shape))
    ]
    _keep_what_cannot_follow(step, factors, result)
    return [tuple(result)]


def common_factors(source: Shape, target: Shape) -> list[Factor] | None:
    """The finest pieces that both shapes are made of, outermost first; None if there are none."""
    if math.prod(source) != math.prod(target) or 0 in source:
        return None
    left = [(size, position) for position, size in enumerate(source) if size > 1]
    right = [(size, position) for position, size in enumerate(target) if size > 1]
    factors: list[Factor] = []
    while left and right:
        (a, source_axis), (b, target_axis) = left.pop(), right.pop()
        size = min(a, b)
        if max(a, b) % size:
            return None
        factors.append(Factor(size, source_axis, target_axis))
        if a > size:
            left.append((a // size, source_axis))
        if b > size:
            right.append((b // size, target_axis))
    return factors[::-1]


def _places(factors: Sequence[Factor]) -> list[tuple[int, int]]:
    return [(factor.source, factor.target) for factor in factors]


def _taken_apart(step: Step, axis: Axis, parts: Sequence[tuple[int, bool]]) -> list[Axis]:
    """The factors of an axis, of which one goes on being pruned.

    Args:
        parts: Size of each factor, and whether it depends on the input.
    """
    if len(parts) <= 1:
        return [axis] * len(parts)
    sizes = [size for size, _ in parts]
    steady = [number for number, (_, is_moving) in enumerate(parts) if not is_moving]
    choice = None if step.is_frozen(axis) or not steady else step.carriers.choose([sizes[n] for n in steady], axis)
    if choice is None:
        step.freeze(axis, TAKEN_APART)
        return [step.frozen(size, step.atoms.reason(int(axis.atoms[0])) or TAKEN_APART) for size in sizes]
    carrier = steady[choice]
    atoms = np.moveaxis(axis.atoms.reshape(sizes), carrier, 0).reshape(sizes[carrier], -1)
    silent = np.moveaxis(axis.silent.reshape(sizes), carrier, 0).reshape(sizes[carrier], -1)
    for column in atoms.T[1:]:
        step.atoms.join(atoms[:, 0], column)
    pruned = Axis(atoms[:, 0], np.logical_and.reduce(silent, axis=1))
    return [pruned if number == carrier else step.frozen(size, OTHER_FACTOR) for number, size in enumerate(sizes)]


def _put_together(step: Step, factors: Sequence[Axis]) -> Axis:
    """One axis made of several, of which the outermost that is not kept goes on being pruned."""
    if not factors:
        return step.frozen(1, ALONE)
    free = [number for number, axis in enumerate(factors) if not step.is_frozen(axis)]
    carrier = free[0] if free else 0
    for number in free[1:]:
        step.freeze(factors[number], OTHER_FACTOR)
    sizes = [len(axis) for axis in factors]
    grid = np.moveaxis(np.indices(sizes), 0, -1).reshape(-1, len(sizes))[:, carrier]
    return factors[carrier].take(grid)


def _keep_what_cannot_follow(step: Step, factors: Sequence[Factor], axes: Sequence[Axis]) -> None:
    """Keep an axis whose wanted size cannot be brought up to date, because it is data or copied from another axis."""
    if step.node.operator != "Reshape":
        return
    wanted = step.known(1)
    for position, axis in enumerate(axes):
        if wanted is None or (wanted.value.ravel()[position] == COPIED and not _is_untouched(factors, position)):
            step.freeze(axis, "its new size is computed")


def _is_untouched(factors: Sequence[Factor], position: int) -> bool:
    """Whether an axis comes out where and as it went in."""
    touching = [factor for factor in factors if position in (factor.source, factor.target)]
    return all(factor.source == factor.target for factor in touching)


RULES: Mapping[str, Rule] = {
    "Flatten": reshape,
    "Reshape": reshape,
    "Squeeze": reshape,
    "Unsqueeze": reshape,
}
