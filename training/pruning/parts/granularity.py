"""In what pieces weights are removed: one by one, in square blocks, or all but N of every M in a row."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional

from training.errors import RecipeError


@dataclass(frozen=True, slots=True)
class Element:
    """Every weight by itself."""

    def mask(self, scores: Tensor, alive: int) -> Tensor:
        """The highest scores; ties go to the first."""
        highest = scores.flatten().argsort(descending=True, stable=True)[:alive]
        mask = torch.zeros(scores.numel(), dtype=torch.bool, device=scores.device)
        mask[highest] = True
        return mask.view_as(scores)


@dataclass(frozen=True, slots=True)
class Block:
    """Squares of the matrix (outputs, inputs * kernel), judged by their mean."""

    side: int

    def mask(self, scores: Tensor, alive: int) -> Tensor:
        """The best blocks that hold as many weights, to the nearest block."""
        matrix = scores.flatten(1)  # (outputs, inputs)
        rows, columns = matrix.shape
        padding = (0, -columns % self.side, 0, -rows % self.side)
        means = functional.avg_pool2d(functional.pad(matrix, padding)[None], self.side)[0]
        chosen = Element().mask(means, round(alive / self.side**2))
        wide = chosen.repeat_interleave(self.side, 0).repeat_interleave(self.side, 1)
        return wide[:rows, :columns].reshape(scores.shape)


@dataclass(frozen=True, slots=True)
class OutOf:
    """At least N of every M neighbouring inputs, as sparse tensor cores want it."""

    n: int
    m: int

    def mask(self, scores: Tensor, alive: int) -> Tensor:
        """The best of every M; on the way to N, as many as the wanted number allows."""
        kept = max(self.n, min(self.m, round(self.m * alive / scores.numel())))
        last = scores.movedim(1, -1)  # (outputs, ..., inputs)
        groups = last.reshape(-1, self.m)
        best = groups.argsort(dim=1, descending=True, stable=True)[:, :kept]
        mask = torch.zeros_like(groups, dtype=torch.bool).scatter_(1, best, value=True)
        return mask.view(last.shape).movedim(-1, 1)


Granularity = Element | Block | OutOf


def read_granularity(text: str) -> Granularity:
    """A granularity from its name: element, block:4, 2:4.

    Raises:
        RecipeError: It is none of these.
    """
    if text == "element":
        return Element()
    if found := re.fullmatch(r"block:([1-9]\d?)", text):
        return Block(int(found[1]))
    if (found := re.fullmatch(r"([1-9]\d?):([1-9]\d?)", text)) and int(found[1]) < int(found[2]):
        return OutOf(int(found[1]), int(found[2]))
    raise RecipeError(f"A granularity is element, block:SIDE or N:M such as 2:4; got {text!r}.")


def check_fit(granularity: Granularity, weights: Mapping[str, Tensor], sparsity: float) -> None:
    """Refuse N:M where it cannot be.

    Raises:
        RecipeError: The sparsity is another than N:M has, or a layer's inputs do not come in groups of M.
    """
    if not isinstance(granularity, OutOf):
        return
    own = 1 - granularity.n / granularity.m
    if abs(sparsity - own) > 1e-6:
        raise RecipeError(f"{granularity.n}:{granularity.m} has sparsity {own:g}, not {sparsity:g}; ask for that.")
    if odd := [name for name, weight in weights.items() if weight.shape[1] % granularity.m]:
        raise RecipeError(f"The inputs of {', '.join(odd)} do not come in groups of {granularity.m}.")
