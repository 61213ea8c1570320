"""All stages of PASER in a row: what instructions mean, which go together, how damaged they are, which ones are taken.

PASER: Pruned Model Recovery with Efficient Data Selection, He et al. 2025, arXiv:2502.12594.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum
from random import Random

import numpy as np
from torch import nn

from training.pruning.language.conflicts import (
    Accepts,
    ConceptGraph,
    accept_all,
    all_of,
    believable,
    consistent_answers,
)
from training.pruning.language.damage import Damage, measure_damage
from training.pruning.language.embed import Embedding, embed
from training.pruning.language.manifold import Clusters, cluster
from training.pruning.language.selection import Budget, Item, Order, SelectionRequest, select
from training.pruning.language.selection_report import Origin, markdown
from training.pruning.types import Instruction, Split


class Conflicts(Enum):
    """What the filter looks at."""

    BOTH = "both"
    CONCEPTS = "concepts"  # the paper's graph
    ANSWERS = "answers"  # different answers to the same question
    BELIEVED = "believed"  # what the dense model holds possible
    NONE = "none"


FILTERED_BY = {
    Conflicts.BOTH: "concepts that contradict each other and by answers that differ",
    Conflicts.CONCEPTS: "concepts that contradict each other",
    Conflicts.ANSWERS: "answers that differ",
    Conflicts.BELIEVED: "what the dense model holds possible",
    Conflicts.NONE: "nothing",
}


@dataclass(frozen=True, slots=True)
class Stages:
    """How each stage works; the usual ones are PASER."""

    clusters: int = 0  # how many; 0: as many as are seen; 1: all are one, which turns the stage off
    budget: Budget = Budget.DAMAGE
    order: Order = Order.EFFICIENT
    conflicts: Conflicts = Conflicts.BOTH
    encoder: str = ""  # as `embed` has it
    likeliest: int = 0  # as `measure_damage` has it


@dataclass(frozen=True, slots=True)
class Wanted:
    """How much is to be chosen, and by what name."""

    arm: str
    count: int
    seed: int


@dataclass(frozen=True, slots=True)
class Chosen:
    """What was chosen, and the report about it."""

    items: tuple[int, ...]
    report: str


@dataclass(frozen=True, slots=True, eq=False)
class Pool:
    """Instructions and their rows of tokens, in the same order."""

    instructions: Sequence[Instruction]
    rows: Split


def choose_at_random(size: int, wanted: Wanted) -> tuple[int, ...]:
    """Some of so many items."""
    return tuple(sorted(Random(wanted.seed).sample(range(size), min(wanted.count, size))))


def choose_damaged(
    pool: Pool, models: tuple[nn.Module, nn.Module], stages: Stages, wanted: Wanted, tell: Callable[[float], None]
) -> Chosen:
    """The items that a pruned model needs most.

    Args:
        models: The dense and the pruned one.
        tell: Hears the share that is done.

    Raises:
        DataError, CheckpointError: There is no encoder where one is said to be.
    """
    embedding = embed(pool.instructions, stages.encoder)
    clusters = _clusters(embedding, stages, wanted)
    damage = measure_damage(*models, pool.rows, tell, stages.likeliest)
    accepts = _filter(pool.instructions, embedding, damage, stages.conflicts)
    request = SelectionRequest(wanted.count, stages.budget, stages.order, wanted.seed)
    reports = select(_items(pool.rows, clusters, damage), request, accepts)
    origin = Origin(wanted.arm, embedding.by, FILTERED_BY[stages.conflicts])
    items = tuple(item for report in reports for item in report.chosen)
    return Chosen(items, markdown(pool.instructions, reports, origin))


def _clusters(embedding: Embedding, stages: Stages, wanted: Wanted) -> Clusters:
    """What goes together."""
    if stages.clusters == 1:
        return Clusters(np.zeros(len(embedding.vectors), np.int64), 1)
    return cluster(embedding.vectors.astype(np.float64), wanted.seed, stages.clusters)


def _items(rows: Split, clusters: Clusters, damage: Damage) -> list[Item]:
    """What the choice depends on; the last token of an answer is in the targets only."""
    lengths = [int(places.nonzero()[-1]) + 2 if bool(places.any()) else 2 for places in rows.targets >= 0]
    facts = zip(clusters.labels.tolist(), damage.divergence.tolist(), lengths, strict=True)
    return [Item(label, divergence, tokens) for label, divergence, tokens in facts]


def _filter(instructions: Sequence[Instruction], embedding: Embedding, damage: Damage, conflicts: Conflicts) -> Accepts:
    """What keeps contradictions out."""
    if conflicts is Conflicts.NONE:
        return accept_all
    if conflicts is Conflicts.BELIEVED:
        return believable(damage.surprise)
    filters: list[Accepts] = []
    if conflicts in (Conflicts.BOTH, Conflicts.ANSWERS):
        filters.append(consistent_answers(instructions, embedding.vectors, damage.surprise))
    if conflicts in (Conflicts.BOTH, Conflicts.CONCEPTS):
        filters.append(ConceptGraph(instructions))
    return all_of(filters)
