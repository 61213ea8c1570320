"""Adds the gradient of a penalty to that of the task, and knows how the two compare.

A penalty with a fixed weight can be so weak that it does nothing, and nobody sees it. So the two gradients are kept
apart until both are known: their norms can be compared, and the weight can be chosen from them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import torch
from torch import Tensor, nn

from training.pruning.parts.training import Step

Weigh = Callable[[float, float], float]  # of the norms of the task's gradient and the penalty's: the penalty's weight


def fixed(weight: float) -> Weigh:
    """The same weight at every step."""
    return lambda _task, _penalty: weight


def share_of_task(share: float) -> Weigh:
    """The weight with which the penalty's gradient is as long as a share of the task's; 0 where there is none."""
    return lambda task, penalty: share * task / penalty if penalty > 0 else 0.0


class Pull:
    """A penalty that joins a training through its hooks.

    Args:
        penalty: Asked after every forward pass.
        weigh: Gives its weight.
    """

    def __init__(self, network: nn.Module, penalty: Callable[[], Tensor], weigh: Weigh) -> None:
        self._parameters = [parameter for parameter in network.parameters() if parameter.requires_grad]
        self._penalty, self._weigh = penalty, weigh
        self._gradients: Sequence[Tensor | None] = ()
        self._value = 0.0
        self._shares: list[float] = []

    @property
    def share(self) -> float:
        """The length of its part of the gradient, as a share of the task's; the mean over all steps so far."""
        return sum(self._shares) / max(len(self._shares), 1)

    def look(self, _inputs: Tensor) -> None:
        """Take the penalty's gradient; to be called after the forward pass, before the task's backward pass."""
        value = self._penalty()
        self._value = float(value.detach())
        self._gradients = torch.autograd.grad(value, self._parameters, retain_graph=True, allow_unused=True)

    def add(self, _step: Step) -> None:
        """Add it to the task's gradient; to be called after the task's backward pass."""
        task = _norm([parameter.grad for parameter in self._parameters])
        penalty = _norm(self._gradients)
        weight = self._weigh(task, penalty)
        for parameter, gradient in zip(self._parameters, self._gradients, strict=True):
            if gradient is not None:
                added = weight * gradient
                parameter.grad = added if parameter.grad is None else parameter.grad + added
        self._shares.append(weight * penalty / task if task > 0 else 0.0)

    def figures(self) -> dict[str, float]:
        """Shown with the progress."""
        return {"penalty": round(self._value, 6)}


def _norm(gradients: Sequence[Tensor | None]) -> float:
    """The length of a gradient."""
    norms = [gradient.norm() for gradient in gradients if gradient is not None]
    return float(torch.stack(norms).norm()) if norms else 0.0
