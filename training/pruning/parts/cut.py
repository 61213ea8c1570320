"""Which of the living weights stay when some must go: the highest of all layers, or as many of each as it is given."""

from __future__ import annotations

from collections.abc import Mapping

import torch
from torch import Tensor

from training.pruning.parts.allocation import Allocation, allocate

Scores = Mapping[str, Tensor]
Alive = Mapping[str, Tensor]


def keep_highest(scores: Scores, alive: Alive, count: int) -> dict[str, Tensor]:
    """The living weights with the highest scores, as many as are to stay.

    Raises:
        ValueError: Fewer than that are alive.
    """
    living = sum(int(mask.sum()) for mask in alive.values())
    if count > living:
        raise ValueError(f"{count} weights cannot stay where {living} are alive")
    ranked = torch.cat([torch.where(alive[name], score, -torch.inf).flatten() for name, score in scores.items()])
    mask = torch.zeros(ranked.numel(), dtype=torch.bool, device=ranked.device)
    mask[ranked.argsort(descending=True, stable=True)[:count]] = True
    pieces = torch.split(mask, [score.numel() for score in scores.values()])
    return {name: piece.view_as(alive[name]) for name, piece in zip(scores, pieces, strict=True)}


def keep_allocated(allocation: Allocation, scores: Scores, alive: Alive, count: int) -> dict[str, Tensor]:
    """The living weights with the highest scores of each layer, shared out among the layers, as many as are to stay.

    What a layer has not got any more, and what rounding leaves, is made up for by the highest of the others.

    Args:
        scores: None below 0.

    Raises:
        ValueError: Fewer than that are alive.
    """
    if allocation is Allocation.GLOBAL:
        return keep_highest(scores, alive, count)
    size = sum(mask.numel() for mask in alive.values())
    living = {name: torch.where(alive[name], score, 0.0) for name, score in scores.items()}
    counts = allocate(allocation, living, 1 - count / size)
    mask: dict[str, Tensor] = {}
    for name, own in alive.items():
        here = {name: own}
        mask |= keep_highest({name: scores[name]}, here, min(counts[name], int(own.sum())))
    missing = count - sum(int(own.sum()) for own in mask.values())
    if missing <= 0:
        return keep_highest(scores, mask, count)
    others = {name: alive[name] & ~own for name, own in mask.items()}
    more = keep_highest(scores, others, missing)
    return {name: own | more[name] for name, own in mask.items()}


def only_negatives(scores: Scores, weights: Scores) -> dict[str, Tensor]:
    """Scores in which all but negative weights are out of reach."""
    return {name: torch.where(weights[name] < 0, score, torch.inf) for name, score in scores.items()}


def movement(weights: Scores, began: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """How far each weight lies from where training began."""
    return {name: (weight.detach() - began[name]).abs() for name, weight in weights.items()}


def count_negatives(weights: Scores, alive: Alive) -> int:
    """How many living weights are negative."""
    return sum(int(((weight < 0) & alive[name]).sum()) for name, weight in weights.items())
