"""Which single weights of a matrix stay: the largest, or the largest with the largest inputs (Wanda).

A Simple and Effective Pruning Approach for Large Language Models (Wanda), Sun et al. 2023, arXiv:2306.11695. Wanda
compares within each row, as its paper says; its comparisons over whole matrices elsewhere are another method.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import torch
from torch import Tensor, nn

from training.pruning.parts.granularity import Element, OutOf


@dataclass(frozen=True, slots=True)
class Sparsity:
    """The share of weights that become zero, anywhere or all but N of every M neighbouring inputs."""

    share: float = 0.5
    pattern: Element | OutOf = field(default_factory=Element)

    def alive(self, weights: int) -> int:
        """How many of some weights stay."""
        return weights - round(self.share * weights)


def magnitude_mask(weight: Tensor, sparsity: Sparsity) -> Tensor:
    """Keep the largest weights of a whole matrix, or of every M.

    Shapes:
        weight: (outputs, inputs)
        returns: same, bool, True where a weight stays
    """
    return sparsity.pattern.mask(weight.abs(), sparsity.alive(weight.numel()))


def wanda_importance(weight: Tensor, input_norm: Tensor) -> Tensor:
    """Score each weight by its size times the size of what flows through it.

    Shapes:
        weight: (outputs, inputs)
        input_norm: (inputs,), L2 norm of each input over the calibration tokens
        returns: (outputs, inputs), 0 or more
    """
    return weight.abs() * input_norm[None, :]


def wanda_mask(weight: Tensor, input_norm: Tensor, sparsity: Sparsity) -> Tensor:
    """Keep the most important weights of every row, or of every M.

    Shapes:
        returns: as the weight, bool, True where a weight stays
    """
    importance = wanda_importance(weight, input_norm)
    if isinstance(sparsity.pattern, OutOf):
        return sparsity.pattern.mask(importance, sparsity.alive(weight.numel()))
    highest = importance.argsort(dim=1, descending=True, stable=True)[:, : sparsity.alive(weight.shape[1])]
    return torch.zeros_like(importance, dtype=torch.bool).scatter_(1, highest, value=True)


def apply_mask(matrix: nn.Linear, mask: Tensor) -> None:
    """Set to zero what the mask leaves out."""
    with torch.no_grad():
        matrix.weight.mul_(mask)


def masks_of(matrices: Mapping[str, nn.Linear]) -> dict[str, Tensor]:
    """Where the weights of some matrices are other than zero, by the names of the weights.

    Shapes:
        returns: (outputs, inputs) each, bool
    """
    return {f"{name}.weight": matrix.weight.detach() != 0 for name, matrix in matrices.items()}
