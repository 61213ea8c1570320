"""Which channels go: the least important ones, group by group or of all groups together, in widths that run fast."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

import numpy as np

from training.errors import RecipeError
from training.pruning.graph.atoms import Indices
from training.pruning.graph.couple import Group
from training.pruning.graph.importance import Floats


class Ranking(Enum):
    """Who is compared with whom."""

    LOCAL = "local"  # the same share of every group
    GLOBAL = "global"  # one threshold for all


@dataclass(frozen=True, slots=True)
class Cut:
    """How much is to go.

    Args:
        pruning_ratio: Share of the channels of all groups.
        round_to: What is left of an axis is a multiple of this many indices, if there were as many to begin with.
        largest: No group loses more than this share, or a global threshold empties some.
    """

    pruning_ratio: float
    ranking: Ranking = Ranking.LOCAL
    round_to: int = 8
    largest: float = 0.8

    def __post_init__(self) -> None:
        if not 0 <= self.pruning_ratio < 1:
            raise RecipeError(
                f"pruning_ratio is the share of channels to remove, 0 to below 1; got {self.pruning_ratio}."
            )
        if self.round_to < 1:
            raise RecipeError(f"round_to is a number of channels, 1 or more; got {self.round_to}.")


def choose(groups: Sequence[Group], importances: Sequence[Floats], cut: Cut) -> Indices:
    """The sets of channels that go."""
    if not groups or cut.pruning_ratio == 0:
        return np.zeros(0, np.int64)
    if cut.ranking is Ranking.LOCAL:
        wanted = [cut.pruning_ratio * len(group.channels) for group in groups]
    else:
        wanted = _below_one_threshold(groups, importances, cut)
    removed = [
        group.channels[np.argsort(values, kind="stable")[: len(group.channels) - _left(group, count, cut)]]
        for group, values, count in zip(groups, importances, wanted, strict=True)
    ]
    return np.concatenate(removed)


def _below_one_threshold(groups: Sequence[Group], importances: Sequence[Floats], cut: Cut) -> list[float]:
    """How many of each group are among the least important of all that may go."""
    bounded = [values.astype(np.float64) for values in importances]
    for group, values in zip(groups, bounded, strict=True):
        values[np.argsort(values, kind="stable")[len(values) - _fewest(group, cut) :]] = np.inf
    every = np.concatenate(bounded)
    owner = np.repeat(np.arange(len(importances)), [len(values) for values in importances])
    lowest = np.argsort(every, kind="stable")[: round(cut.pruning_ratio * len(every))]
    return [float(count) for count in np.bincount(owner[lowest], minlength=len(importances))]


def _left(group: Group, wanted: float, cut: Cut) -> int:
    """How many channels of a group stay: at least one, rounded to what runs fast.

    The same share of every group is rounded up; one threshold for all to the nearest, or together they would lose less
    than was asked for.
    """
    count = len(group.channels)
    fewest = _fewest(group, cut)
    left = max(math.ceil(count - wanted - 1e-9), fewest)
    step = cut.round_to // math.gcd(cut.round_to, group.width)
    if count < step:
        return left
    steps = math.ceil(left / step)
    if cut.ranking is Ranking.GLOBAL:
        steps = max(round(left / step), math.ceil(fewest / step))
    return min(steps * step, count)


def _fewest(group: Group, cut: Cut) -> int:
    """How many channels of a group stay at least."""
    share = max(cut.largest, cut.pruning_ratio)
    return max(math.ceil(len(group.channels) * (1 - share) - 1e-9), 1)
