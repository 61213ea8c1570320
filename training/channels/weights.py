"""How single weights are judged: by gradients of the loss, and by what would be left of their layer."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

import torch
from torch import Tensor, nn


def mean_of_gradients(
    weights: Mapping[str, nn.Parameter], losses: Iterable[Tensor], of: Callable[[Tensor], Tensor]
) -> dict[str, Tensor]:
    """The mean over losses of something of the gradient.

    Args:
        weights: By name.
        losses: One after the other, so that no more than one graph is held.
        of: What is averaged, such as the square.
    """
    sums = {name: torch.zeros_like(weight) for name, weight in weights.items()}
    seen = 0
    for loss in losses:
        # Zero for what the loss does not ask.
        gradients = torch.autograd.grad(loss, [*weights.values()], materialize_grads=True)
        for name, gradient in zip(sums, gradients, strict=True):
            sums[name] += of(gradient)
        seen += 1
    return {name: total / max(seen, 1) for name, total in sums.items()}


def lamp(scores: Tensor) -> Tensor:
    """How much of what is still there would go with each: its square by the sum of all squares that are not lower.

    Lee et al. 2021, arXiv:2010.07611, equation 6. The highest of a layer is worth 1, so that no layer is emptied.

    Shapes:
        scores: any; returns the same
    """
    squares = scores.flatten().double().clamp(min=0).square()
    order = squares.argsort(stable=True)
    left = squares[order].flip(0).cumsum(0).flip(0).clamp(min=torch.finfo(torch.double).tiny)
    worth = torch.empty_like(squares)
    worth[order] = squares[order] / left
    return worth.view_as(scores)
