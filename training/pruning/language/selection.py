"""Chooses what a pruned model is recovered on: most from where it was damaged most, what is cheap first.

PASER: Pruned Model Recovery with Efficient Data Selection, He et al. 2025, arXiv:2502.12594. The official code rounds
every cluster's budget down and lets what was refused lapse, so that it chooses fewer than it may; here budgets go by
largest remainder, and what a cluster cannot use goes to the others.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from random import Random

from training.pruning.language.conflicts import Accepts


class Budget(Enum):
    """What a cluster's share is in proportion to."""

    DAMAGE = "damage"  # its mean divergence, as in the paper
    SIZE = "size"  # how many items it has: damage has no say


class Order(Enum):
    """Which items of a cluster are asked first."""

    EFFICIENT = "efficient"  # those with the most divergence for their cost, as in the paper
    RANDOM = "random"


@dataclass(frozen=True, slots=True)
class Item:
    """What the choice depends on."""

    cluster: int
    divergence: float
    tokens: int  # of question and answer

    @property
    def efficiency(self) -> float:
        """Divergence by the logarithm of the cost, which grows with the square of the length."""
        return self.divergence / math.log(max(self.tokens, 2) ** 2)


@dataclass(frozen=True, slots=True)
class ClusterReport:
    """What became of one cluster."""

    size: int
    damage: float  # mean divergence
    budget: int  # before anything was refused
    chosen: tuple[int, ...]  # items, in the order of their choice
    refused: tuple[int, ...]  # items that contradicted others


@dataclass(frozen=True, slots=True)
class SelectionRequest:
    """How much, and which stages are on."""

    count: int
    budget: Budget = Budget.DAMAGE
    order: Order = Order.EFFICIENT
    seed: int = 0


def select(items: Sequence[Item], request: SelectionRequest, accepts: Accepts) -> list[ClusterReport]:
    """Choose items cluster by cluster; those that are refused are made up for, first in their own cluster.

    Returns: A report for each cluster; together they chose `count` items, or all that were not refused.
    """
    members = _members(items)
    damage = [sum(items[i].divergence for i in found) / len(found) for found in members]
    queues = [_queue(found, items, request) for found in members]
    weights = damage if request.budget is Budget.DAMAGE else [float(len(found)) for found in members]
    budgets = allocate(request.count, weights, [len(queue) for queue in queues])
    chosen: list[list[int]] = [[] for _ in queues]
    refused: list[list[int]] = [[] for _ in queues]
    due = budgets
    while sum(due):
        for place, queue in enumerate(queues):
            _take(queue, len(chosen[place]) + due[place], accepts, (chosen[place], refused[place]))
        missing = request.count - sum(len(found) for found in chosen)
        due = allocate(missing, weights, [len(queue) for queue in queues])
    return [
        ClusterReport(len(found), damage[k], budgets[k], tuple(chosen[k]), tuple(refused[k]))
        for k, found in enumerate(members)
    ]


def allocate(count: int, weights: Sequence[float], most: Sequence[int]) -> list[int]:
    """Hand out a number in proportion to weights, by largest remainder; none gets more than it can use.

    Returns: How many each gets; together `count`, or all that can be used.
    """
    given = [0] * len(weights)
    while (left := min(count - sum(given), sum(most) - sum(given))) > 0:
        open_ = [place for place in range(len(weights)) if given[place] < most[place]]
        total = sum(weights[place] for place in open_)
        shares = {place: left * (weights[place] / total if total > 0 else 1 / len(open_)) for place in open_}
        floors = {place: math.floor(share) for place, share in shares.items()}
        by_remainder = sorted(open_, key=lambda place: (floors[place] - shares[place], place))
        for place in by_remainder[: left - sum(floors.values())]:
            floors[place] += 1
        for place, more in floors.items():
            given[place] = min(given[place] + more, most[place])
    return given


def _members(items: Sequence[Item]) -> list[list[int]]:
    """The items of each cluster; clusters are numbered without a gap."""
    found: list[list[int]] = [[] for _ in range(max(item.cluster for item in items) + 1)]
    for place, item in enumerate(items):
        found[item.cluster].append(place)
    return found


def _queue(members: Sequence[int], items: Sequence[Item], request: SelectionRequest) -> list[int]:
    """The items of one cluster; the last is asked first."""
    if request.order is Order.RANDOM:
        return Random(f"{request.seed} {members[0]}").sample(members, len(members))
    return sorted(members, key=lambda place: (items[place].efficiency, -place))


def _take(queue: list[int], count: int, accepts: Accepts, outcome: tuple[list[int], list[int]]) -> None:
    """Take items off a queue until so many were chosen or none is left."""
    chosen, refused = outcome
    while queue and len(chosen) < count:
        item = queue.pop()
        (chosen if accepts(item) else refused).append(item)
