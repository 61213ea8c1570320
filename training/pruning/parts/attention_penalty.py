"""Penalties on attention: the published one, the same made strong enough to matter, and one that does make it sparse.

The published one is called sparse and is not: over a row of probabilities that add up to 1, the sum of log(1 + a^2) is
smallest where all are equal. Descending it spreads attention out. What is smallest on a single key is the entropy.
"""

from __future__ import annotations

import torch
from torch import Tensor

from training.pruning.parts.attention import Maps, entropies


def published(maps: Maps) -> Tensor:
    """The mean of log(1 + A^2) of the last block only, as the code of arXiv:2307.11988 has it."""
    return torch.log1p(maps[-1].square()).mean()


def spreading(maps: Maps) -> Tensor:
    """The same over all blocks and summed over keys, so that it does not vanish where there are many."""
    return torch.stack([torch.log1p(attention.square()).sum(-1).mean() for attention in maps]).mean()


def sharpening(maps: Maps) -> Tensor:
    """The mean entropy of attention over all blocks, in nats."""
    return torch.stack([entropies(attention).mean() for attention in maps]).mean()
