"""What a rule sees of one operator: the axes that come in, the shapes that go out, and how to tie them together."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from training.pruning.graph.atoms import Atoms, Axes, Axis
from training.pruning.graph.model import Node
from training.pruning.graph.trace import Known, Shape, Trace

ALONE = "it is the only one"  # an axis of one index is never pruned
MOVING = "its size depends on the input"


@dataclass(slots=True)
class Step:
    """One operator node while the rules are asked, in the order of the graph."""

    node: Node
    inputs: tuple[Axes, ...]  # () where one is left out, and for a single number
    atoms: Atoms
    trace: Trace
    opset: int
    carriers: Carriers

    @property
    def shapes(self) -> tuple[Shape, ...]:
        """The shape of every output."""
        return tuple(self.trace.shapes[name] for name in self.node.outputs if name in self.trace.shapes)

    def shape_in(self, position: int) -> Shape:
        """The shape of an input."""
        return self.trace.shapes[self.node.inputs[position]]

    def has(self, position: int) -> bool:
        """Whether an input is given."""
        return position < len(self.node.inputs) and self.node.inputs[position] != ""

    def known(self, position: int) -> Known | None:
        """The whole numbers of an input, if they are few."""
        return self.trace.known.get(self.node.inputs[position]) if self.has(position) else None

    def integer(self, name: str, default: int) -> int:
        """An attribute."""
        return int(self.node.attributes.get(name, default))

    def constants(self, position: int, attribute: str) -> list[int] | None:
        """Whole numbers that the operator works with; None if they are not constant."""
        return constants(self.node, self.trace, position, attribute)

    def couple(self, one: Axis, other: Axis) -> None:
        """Let two axes stand or fall together, index by index."""
        self.atoms.join(one.atoms, other.atoms)

    def freeze(self, axis: Axis, why: str) -> None:
        """Keep every index of an axis."""
        self.atoms.freeze(axis.atoms.tolist(), f"{self.node.operator} {self.node.name}: {why}")

    def frozen(self, size: int, why: str) -> Axis:
        """A new axis that keeps every index."""
        axis = Axis(self.atoms.fresh(size), np.zeros(size, np.bool_))
        self.freeze(axis, why)
        return axis

    def is_frozen(self, axis: Axis) -> bool:
        """Whether no index of an axis can go."""
        return bool(self.atoms.are_frozen(axis.atoms).all())

    def freeze_all(self, why: str) -> list[Axes]:
        """The rule of last resort: nothing that this operator touches is pruned."""
        for axes in self.inputs:
            for axis in axes:
                self.freeze(axis, why)
        return [tuple(self.frozen(size, why) for size in shape) for shape in self.shapes]


@dataclass(frozen=True, slots=True)
class Carriers:
    """Which factor of an axis that a reshape takes apart can be pruned: 0 for the outermost, unless said otherwise.

    Args:
        chosen: By the sizes of the factors, outermost first; None: no such axis is pruned at all.
        asked: Filled while the rules run: the axis of every such question.
    """

    chosen: Mapping[tuple[int, ...], int] | None
    asked: dict[tuple[int, ...], list[Axis]]

    def choose(self, sizes: Sequence[int], axis: Axis) -> int | None:
        """The factor to prune; remembers the question."""
        if self.chosen is None:
            return None
        key = tuple(sizes)
        self.asked.setdefault(key, []).append(axis)
        return self.chosen.get(key, 0)


def constants(node: Node, trace: Trace, position: int, attribute: str) -> list[int] | None:
    """Whole numbers from an input, or from the attribute they were in older opsets; None if neither is constant."""
    if position < len(node.inputs) and node.inputs[position]:
        known = trace.known.get(node.inputs[position])
        return known.value.ravel().tolist() if known is not None and known.steady.all() else None
    listed = node.attributes.get(attribute)
    return None if listed is None else [int(one) for one in listed]


Rule = Callable[[Step], list[Axes]]
