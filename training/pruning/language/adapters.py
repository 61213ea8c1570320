"""PERP's adapters: low-rank changes to a sparse matrix that end up in its weights, zeros and all.

PERP: Rethinking the Prune-Retrain Paradigm in the Era of LLMs, Zimmer et al. 2023, arXiv:2312.15230. Each adapter is a
parametrisation of the weight, so what is trained is what the merged matrix will do, except where noted.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import cast

import torch
from torch import Tensor, nn
from torch.nn.utils import parametrize


class Adapter(Enum):
    """How a matrix W with mask M is changed by B A, at which strength s = alpha / rank."""

    LORA = "lora"  # W + s B A; merged, the zeros are lost
    LORA_PRUNE = "lora_prune"  # trained as LORA, merged as MASK_LORA: what was trained is not what runs
    MASK_LORA = "mask_lora"  # W + s M * (B A)
    SCALE_LORA = "scale_lora"  # W * (B A), which begins as all ones


@dataclass(frozen=True, slots=True)
class AdapterSize:
    """The paper's values."""

    rank: int = 16
    alpha: int = 32


Change = Callable[[Tensor, Tensor, Tensor], Tensor]  # weight, s B A, mask: the weight in use


@dataclass(frozen=True, slots=True)
class _Rule:
    """An adapter in formulas."""

    trained: Change
    merged: Change
    keeps_zeros: bool


RULES = {
    Adapter.LORA: _Rule(lambda w, delta, _: w + delta, lambda w, delta, _: w + delta, keeps_zeros=False),
    Adapter.LORA_PRUNE: _Rule(lambda w, delta, _: w + delta, lambda w, delta, m: w + m * delta, keeps_zeros=True),
    Adapter.MASK_LORA: _Rule(lambda w, delta, m: w + m * delta, lambda w, delta, m: w + m * delta, keeps_zeros=True),
    Adapter.SCALE_LORA: _Rule(lambda w, scale, _: w * scale, lambda w, scale, _: w * scale, keeps_zeros=True),
}


class LowRank(nn.Module):
    """The trained part of one matrix.

    Shapes:
        mask: (outputs, inputs), bool
    """

    mask: Tensor

    def __init__(self, weight: Tensor, adapter: Adapter, size: AdapterSize) -> None:
        super().__init__()
        outputs, inputs = weight.shape
        self._rule = RULES[adapter]
        self._strength = 1.0 if adapter is Adapter.SCALE_LORA else size.alpha / size.rank
        self.register_buffer("mask", weight.detach() != 0, persistent=False)
        self.up = nn.Parameter(weight.new_zeros(outputs, size.rank))
        self.down = nn.Parameter(weight.new_empty(size.rank, inputs))
        nn.init.kaiming_uniform_(self.down, a=math.sqrt(5))  # as LoRA has it
        if adapter is Adapter.SCALE_LORA:
            nn.init.constant_(self.up, size.rank**-0.5)
            nn.init.constant_(self.down, size.rank**-0.5)

    def forward(self, weight: Tensor) -> Tensor:
        """The weight while training."""
        return self._rule.trained(weight, self._delta(), self.mask)

    def merged(self, weight: Tensor) -> Tensor:
        """The weight for good.

        Raises:
            AssertionError: A weight that was zero no longer is, in an adapter that promises otherwise.
        """
        result = self._rule.merged(weight, self._delta(), self.mask)
        if self._rule.keeps_zeros and bool((result[~self.mask] != 0).any()):
            raise AssertionError("Merging has filled weights that were pruned.")
        return result

    def _delta(self) -> Tensor:
        """The low-rank matrix."""
        return self._strength * (self.up @ self.down)


def attach(matrices: Mapping[str, nn.Linear], adapter: Adapter, size: AdapterSize) -> None:
    """Give each matrix an adapter; only the adapter is trained, not the matrix."""
    for matrix in matrices.values():
        matrix.weight.requires_grad = False
        parametrize.register_parametrization(matrix, "weight", LowRank(matrix.weight, adapter, size), unsafe=True)


def merge(matrices: Mapping[str, nn.Linear]) -> None:
    """Put each adapter into its matrix and take it away.

    Raises:
        AssertionError: Zeros would be lost, in an adapter that promises otherwise.
    """
    for matrix in matrices.values():
        if not parametrize.is_parametrized(matrix, "weight"):
            continue
        parametrization = cast(nn.ModuleDict, matrix.parametrizations)["weight"]
        original = cast(Tensor, parametrization.original)
        with torch.no_grad():
            weight = cast(LowRank, cast(nn.ModuleList, parametrization)[0]).merged(original)
        parametrize.remove_parametrizations(matrix, "weight", leave_parametrized=False)
        with torch.no_grad():
            matrix.weight.copy_(weight)
