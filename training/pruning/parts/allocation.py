"""How a sparsity is shared out among layers: how many weights of each stay alive."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum

import torch
from torch import Tensor

from training.channels.weights import lamp


class Allocation(Enum):
    """Who gives how much."""

    UNIFORM = "uniform"  # every layer the same share (Zhu and Gupta 2017)
    ERK = "erk"  # small layers stay denser: Erdos-Renyi-kernel (Evci et al. 2020, arXiv:1911.11134)
    GLOBAL = "global"  # the lowest scores of all, wherever they are
    LAMP = "lamp"  # likewise, once each is judged by what is above it in its layer (Lee et al. 2021, arXiv:2010.07611)


def allocate(allocation: Allocation, scores: Mapping[str, Tensor], sparsity: float) -> dict[str, int]:
    """How many weights of each tensor stay alive; they add up to the sparsity but for rounding."""
    return ALLOCATIONS[allocation](scores, 1 - sparsity)


def _uniform(scores: Mapping[str, Tensor], density: float) -> dict[str, int]:
    return {name: round(density * score.numel()) for name, score in scores.items()}


def _erk(scores: Mapping[str, Tensor], density: float) -> dict[str, int]:
    """Densities in proportion to (sum of the sides / their product); who would get more than all gets all."""
    wanted = density * sum(score.numel() for score in scores.values())
    raw = {name: sum(score.shape) / score.numel() for name, score in scores.items()}
    full: set[str] = set()
    while True:
        sparse = {name: score for name, score in scores.items() if name not in full}
        rest = wanted - sum(scores[name].numel() for name in full)
        scale = rest / sum(raw[name] * score.numel() for name, score in sparse.items()) if sparse else 0.0
        if not (over := {name for name in sparse if scale * raw[name] > 1}):
            break
        full |= over
    return {n: s.numel() if n in full else round(scale * raw[n] * s.numel()) for n, s in scores.items()}


def _global(scores: Mapping[str, Tensor], density: float) -> dict[str, int]:
    every = torch.cat([score.flatten() for score in scores.values()])
    owner = torch.repeat_interleave(
        torch.arange(len(scores)), torch.tensor([score.numel() for score in scores.values()])
    ).to(every.device)
    highest = every.argsort(descending=True, stable=True)[: round(density * every.numel())]
    counts = torch.bincount(owner[highest], minlength=len(scores)).tolist()
    return dict(zip(scores, counts, strict=True))


def _lamp(scores: Mapping[str, Tensor], density: float) -> dict[str, int]:
    return _global({name: lamp(score) for name, score in scores.items()}, density)


ALLOCATIONS = {
    Allocation.UNIFORM: _uniform,
    Allocation.ERK: _erk,
    Allocation.GLOBAL: _global,
    Allocation.LAMP: _lamp,
}
