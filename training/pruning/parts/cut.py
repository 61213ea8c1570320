"""Which of the living weights stay when some must go, over all layers at once."""

from __future__ import annotations

from collections.abc import Mapping

import torch
from torch import Tensor

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


def only_negatives(scores: Scores, weights: Scores) -> dict[str, Tensor]:
    """Scores in which all but negative weights are out of reach."""
    return {name: torch.where(weights[name] < 0, score, torch.inf) for name, score in scores.items()}


def movement(weights: Scores, began: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """How far each weight lies from where training began."""
    return {name: (weight.detach() - began[name]).abs() for name, weight in weights.items()}


def count_negatives(weights: Scores, alive: Alive) -> int:
    """How many living weights are negative."""
    return sum(int(((weight < 0) & alive[name]).sum()) for name, weight in weights.items())
