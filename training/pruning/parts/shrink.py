"""Shrinks weights towards zero after every optimiser step: the proximal form of L1 and of the group lasso.

A penalty in the loss makes weights small; only a threshold makes them zero. Its height follows how far weights moved in
the same step, so that one strength means the same for every optimiser and learning rate.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import torch
from torch import Tensor, nn

from training.pruning.parts.prunable import sparsity_of
from training.pruning.parts.training import Step

Soften = Callable[[float], None]  # by a threshold, in place


class Shrink:
    """A threshold that joins a training through its hooks.

    Args:
        weights: What is shrunk, by name.
        soften: Does it.
        strength: The threshold, as a share of the mean distance that a weight moves in a step.
    """

    def __init__(self, weights: Mapping[str, nn.Parameter], soften: Soften, strength: float) -> None:
        self._weights, self._soften, self._strength = dict(weights), soften, strength
        self._before = self._copy()
        self._total = 0.0

    @property
    def total(self) -> float:
        """All thresholds so far: how much a weight that nothing held would have lost."""
        return self._total

    def after_step(self, _step: Step) -> None:
        """Shrink; to be called after every optimiser step."""
        moved = sum(float((w.detach() - self._before[name]).abs().sum()) for name, w in self._weights.items())
        threshold = self._strength * moved / sum(weight.numel() for weight in self._weights.values())
        self._soften(threshold)
        self._total += threshold
        self._before = self._copy()

    def figures(self) -> dict[str, float]:
        """Shown with the progress."""
        return {"zeros": round(sparsity_of(self._weights), 4)}

    def _copy(self) -> dict[str, Tensor]:
        return {name: weight.detach().clone() for name, weight in self._weights.items()}


def soften_each(weights: Mapping[str, nn.Parameter]) -> Soften:
    """Every weight by itself: all lose the same and stop at zero (L1)."""

    def soften(threshold: float) -> None:
        for weight in weights.values():
            weight.data.copy_(torch.nn.functional.softshrink(weight.detach(), threshold))

    return soften
