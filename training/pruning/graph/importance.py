"""How important coupled channels are: a score for every weight, summed up over all that goes with a channel.

I(channel) = Norm over its group( Aggregate over its weights( score ) ), as in Structurally Prune Anything
(arXiv:2403.18955), so that channels of different groups can be compared.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import Enum

import numpy as np
from numpy.typing import NDArray

from training.pruning.graph.atoms import Indices
from training.pruning.graph.couple import Coupling, Group
from training.pruning.graph.model import Array, Graph

Floats = NDArray[np.float64]
Scores = Mapping[str, Array]  # of parameters, by name; each of its parameter's shape


class Aggregate(Enum):
    """What a channel gets of the scores of its weights."""

    SUM = "sum"
    MEAN = "mean"
    MAX = "max"


class Norm(Enum):
    """What a group's importances are divided by before they are compared with another group's."""

    NONE = "none"
    MEAN = "mean"
    MAX = "max"
    STANDARD = "standard"  # less their mean, by their deviation
    LAMP = "lamp"  # each by the sum of those that are not lower; squares where scores are squares (arXiv:2010.07611)


def l1(weight: Array) -> Array:
    """The size of each weight."""
    return np.abs(weight)


def l2(weight: Array) -> Array:
    """Its square."""
    return np.square(weight)


def weight_scores(graph: Graph, names: tuple[str, ...], score: Callable[[Array], Array]) -> Scores:
    """The score of every weight of these parameters, from itself alone."""
    return {name: score(graph.parameters[name]) for name in names}


def random_scores(graph: Graph, names: tuple[str, ...], seed: int) -> Scores:
    """Dice: the control."""
    random = np.random.default_rng(seed)
    return {name: random.random(graph.parameters[name].shape) for name in names}


def importances(
    coupling: Coupling, scores: Scores, aggregate: Aggregate = Aggregate.SUM, norm: Norm = Norm.MEAN
) -> list[Floats]:
    """The importance of every channel of every group, in their order."""
    totals: dict[int, float] = {}
    counts: dict[int, int] = {}
    for name, score in scores.items():
        for axis in range(score.ndim):
            roots = coupling.atoms.roots(coupling.axes[name][axis].atoms)
            _collect(roots, np.moveaxis(score, axis, 0).reshape(len(roots), -1), aggregate, totals, counts)
    found = []
    for group in coupling.groups:
        values = _of_group(group, totals)
        if aggregate is Aggregate.MEAN:
            values = values / np.maximum([counts.get(int(root), 0) for root in group.channels], 1)
        found.append(normalised(values, norm))
    return found


def normalised(values: Floats, norm: Norm) -> Floats:
    """Importances of one group in terms of the group; a group of zeros stays one."""
    if norm is Norm.NONE:
        return values
    if norm is Norm.STANDARD:
        return np.asarray((values - values.mean()) / (float(values.std()) or 1.0), np.float64)
    if norm is Norm.LAMP:
        return _by_what_is_left(values)
    sizes = np.abs(values)
    size = float(sizes.mean() if norm is Norm.MEAN else sizes.max()) or 1.0
    return np.asarray(values / size, np.float64)


def _by_what_is_left(values: Floats) -> Floats:
    """Each by the sum of itself and all that are higher; the highest becomes 1."""
    order = np.argsort(values, kind="stable")
    sizes = np.maximum(values[order], 0)
    left = np.cumsum(sizes[::-1])[::-1]
    found = np.empty(len(values))
    found[order] = sizes / np.maximum(left, np.finfo(np.float64).tiny)
    return found


def _of_group(group: Group, totals: Mapping[int, float]) -> Floats:
    return np.array([totals.get(int(root), 0.0) for root in group.channels], np.float64)


def _collect(
    roots: Indices, scores: Array, aggregate: Aggregate, totals: dict[int, float], counts: dict[int, int]
) -> None:
    """Add the scores of one axis of one parameter to the channels they belong to."""
    rows = scores.max(axis=1) if aggregate is Aggregate.MAX else scores.sum(axis=1)
    for root, value in zip(roots.tolist(), rows.tolist(), strict=True):
        before = totals.get(root)
        if before is None:
            totals[root] = value
        else:
            totals[root] = max(before, value) if aggregate is Aggregate.MAX else before + value
        counts[root] = counts.get(root, 0) + scores.shape[1]
