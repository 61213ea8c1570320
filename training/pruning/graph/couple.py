"""Finds what is coupled with what: masks spread through the operators of a graph until nothing changes.

Structurally Prune Anything: Any Architecture, Any Framework, Any Time, Wang et al. 2024, arXiv:2403.18955.
The paper sets one mask and follows it; here all masks are followed at once, as sets that grow by union.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum
from functools import partial

import numpy as np

from training.pruning.graph.atoms import Atoms, Axes, Axis, Flags, Indices
from training.pruning.graph.model import Graph, Node
from training.pruning.graph.rules._step import ALONE, Carriers, Rule, Step
from training.pruning.graph.rules.contraction import SPATIAL
from training.pruning.graph.rules.table import ONE_INPUT, RULES
from training.pruning.graph.trace import Trace

UNKNOWN = "an operator without a rule"
DIVISORS: Mapping[str, int] = {
    "Div": 1,
    "Mod": 1,
    "Pow": 1,
}  # inputs that a mask leaves as they are: zero would be no mask


class Unit(Enum):
    """What goes where an axis is taken apart, as attention does with its heads."""

    BLOCK = "block"  # whole heads, whole groups of channels
    POSITION = "position"  # the same positions within each of them
    NOTHING = "nothing"  # for networks whose code fixes the number of heads and their width


@dataclass(frozen=True, slots=True)
class Place:
    """Where coupled channels lie: an axis of a parameter, or of any other tensor."""

    parameter: str
    axis: int


@dataclass(frozen=True, slots=True, eq=False)
class Group:
    """Coupled channels of the same pattern; one of them is one set of indices that goes as a whole.

    Shapes:
        channels: (n,), the set of each
    """

    places: tuple[Place, ...]  # once for each index that one channel has there
    channels: Indices

    @property
    def name(self) -> str:
        """The parameter that comes first in the file."""
        return self.places[0].parameter

    @property
    def width(self) -> int:
        """How many indices of an axis one channel takes: 1, or the width of a head."""
        return min(self.places.count(place) for place in set(self.places))


@dataclass(frozen=True, slots=True)
class Kept:
    """An axis of a parameter that is never pruned, and why."""

    place: Place
    size: int
    reason: str


@dataclass(frozen=True, slots=True, eq=False)
class Coupling:
    """Everything that is known about what can go from a graph."""

    groups: tuple[Group, ...]
    kept: tuple[Kept, ...]
    unknown: Mapping[str, int]  # operators without a rule, and how many there are
    whole: frozenset[str]  # parameters that a mask leaves as they are
    axes: Mapping[str, Axes]  # of every tensor
    atoms: Atoms

    def stays(self, name: str, axis: int, removed: Indices) -> Flags:
        """Which indices of an axis of a tensor are left when these sets go."""
        return np.isin(self.atoms.roots(self.axes[name][axis].atoms), removed, invert=True)


def couple(graph: Graph, trace: Trace, unit: Unit = Unit.BLOCK, rules: Mapping[str, Rule] = RULES) -> Coupling:
    """Find the groups of a graph.

    An axis that is taken apart is tried with each of its factors, until something of it can be pruned.

    Args:
        rules: By operator; others than the usual ones may let go of more, and no mask then computes what a cut does.
    """
    chosen: dict[tuple[int, ...], int] = {}
    tried: set[tuple[int, ...]] = set()
    while True:
        spread = _Spread(graph, trace, None if unit is Unit.NOTHING else chosen, rules)
        open_keys = [key for key in spread.carriers.asked if key not in tried]
        if not open_keys:
            return _coupling(graph, spread)
        for key in open_keys:
            tried.add(key)
            spread_with = partial(_Spread, graph, trace, rules=rules)
            chosen.update(_best_choice(spread_with, chosen, key, unit))


def _best_choice(
    spread_with: Callable[[Mapping[tuple[int, ...], int]], _Spread],
    chosen: Mapping[tuple[int, ...], int],
    key: tuple[int, ...],
    unit: Unit,
) -> dict[tuple[int, ...], int]:
    """The first factor, in the wanted order, that leaves something to prune."""
    order = range(len(key)) if unit is Unit.BLOCK else range(len(key))[::-1]
    for choice in order:
        spread = spread_with({**chosen, key: choice})
        if any(not spread.atoms.are_frozen(axis.atoms).all() for axis in spread.carriers.asked.get(key, [])):
            return {key: choice}
    return {key: order[0]}


class _Spread:
    """One pass of all rules over a graph."""

    def __init__(
        self, graph: Graph, trace: Trace, chosen: Mapping[tuple[int, ...], int] | None, rules: Mapping[str, Rule]
    ) -> None:
        self._rules = rules
        self.atoms = Atoms()
        self.carriers = Carriers(chosen, {})
        self.unknown: dict[str, int] = defaultdict(int)
        self.whole = frozenset(
            node.inputs[position]
            for node in graph.nodes
            if (position := DIVISORS.get(node.operator)) is not None and node.inputs[position] in graph.parameters
        )
        self.axes: dict[str, Axes] = {
            name: self._parameter(name, array.shape) for name, array in graph.parameters.items()
        }
        for name in graph.inputs:
            self.axes[name] = tuple(self._fixed(size, "an input of the network") for size in trace.shapes[name])
        for node in graph.nodes:
            self._visit(node, trace, graph.opset)
        for name in graph.outputs:
            for axis in self.axes.get(name, ()):  # an output that is no tensor has none, as what ZipMap gives
                self.atoms.freeze(axis.atoms.tolist(), f"{name}: an output of the network")

    def _parameter(self, name: str, shape: tuple[int, ...]) -> Axes:
        silent = name not in self.whole
        return tuple(
            Axis(self.atoms.fresh(size), np.full(size, silent)) if size > 1 else self._fixed(size, ALONE)
            for size in shape
        )

    def _fixed(self, size: int, why: str) -> Axis:
        axis = Axis(self.atoms.fresh(size), np.zeros(size, np.bool_))
        self.atoms.freeze(axis.atoms.tolist(), why)
        return axis

    def _visit(self, node: Node, trace: Trace, opset: int) -> None:
        """Ask the rule of one operator."""
        inputs = tuple(self.axes.get(name, ()) for name in node.inputs)
        step = Step(node, inputs, self.atoms, trace, opset, self.carriers)
        rule = self._rules.get(node.operator)
        if rule is None:
            self.unknown[node.operator] += 1
        for axis in (axis for axes in inputs[1:] if node.operator in ONE_INPUT for axis in axes):
            step.freeze(axis, "a setting of it")
        found = step.freeze_all(UNKNOWN) if rule is None else rule(step)
        for name in node.captured:
            for axis in self.axes.get(name, ()):
                step.freeze(axis, UNKNOWN)
        self._keep(node, trace, found)

    def _keep(self, node: Node, trace: Trace, found: list[Axes]) -> None:
        """Remember what came out."""
        names = [name for name in node.outputs if name in trace.shapes]
        for name, axes in zip(names, found, strict=True):
            if tuple(len(axis) for axis in axes) != trace.shapes[name]:
                raise AssertionError(f"the rule of {node.operator} gives {name} another shape than it has")
            for axis in axes:
                if len(axis) == 1:
                    self.atoms.freeze(axis.atoms.tolist(), ALONE)
            self.axes[name] = axes


def _coupling(graph: Graph, spread: _Spread) -> Coupling:
    """What the pass over all rules found, by parameter."""
    places: dict[int, list[Place]] = defaultdict(list)
    kept = []
    for name, array in graph.parameters.items():
        for position, axis in enumerate(spread.axes[name] if array.dtype.kind == "f" else ()):
            frozen = spread.atoms.are_frozen(axis.atoms)
            for root in spread.atoms.roots(axis.atoms[~frozen]).tolist():
                places[root].append(Place(name, position))
            if frozen.any():
                reason = spread.atoms.reason(int(axis.atoms[frozen][0])) or ""
                kept.append(Kept(Place(name, position), int(frozen.sum()), reason))
    seen = _tensors_of(spread)
    patterns: dict[tuple[tuple[Place, ...], frozenset[Place]], list[int]] = defaultdict(list)
    for root, where in places.items():
        patterns[tuple(where), frozenset(seen[root])].append(root)
    groups = tuple(Group(where, np.array(roots, np.int64)) for (where, _), roots in patterns.items())
    told = tuple(one for one in kept if not one.reason.endswith((ALONE, SPATIAL)))
    return Coupling(groups, told, dict(spread.unknown), spread.whole, spread.axes, spread.atoms)


def _tensors_of(spread: _Spread) -> dict[int, set[Place]]:
    """The axes of all tensors that each set of channels is on.

    Channels go into one group only if they are on the same ones: then no axis ever loses all of its channels as long
    as each group keeps one.
    """
    tensors: dict[int, set[Place]] = defaultdict(set)
    for name, axes in spread.axes.items():
        for position, axis in enumerate(axes):
            free = axis.atoms[~spread.atoms.are_frozen(axis.atoms)]
            for root in spread.atoms.roots(free).tolist():
                tensors[root].add(Place(name, position))
    return tensors
