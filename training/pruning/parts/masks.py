"""Keeps pruned weights at zero while a network is trained, and can prove that it did.

Zeroing gradients is not enough: an optimiser with momentum goes on moving a weight whose gradient is zero. So the
weights themselves are zeroed after every step, their momentum is too, and the living are counted.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum

import torch
from torch import Tensor, nn


class Regrowth(Enum):
    """What becomes of a weight that was pruned."""

    NONE = "none"  # it is zero for good
    STORED = "stored"  # its value is kept aside; it comes back when the living shrink below it


class Masks:
    """Which of some weights are alive.

    Args:
        weights: Parameters of the network, by name; changed in place.
    """

    def __init__(self, weights: Mapping[str, nn.Parameter], regrowth: Regrowth = Regrowth.NONE) -> None:
        self._weights = dict(weights)
        self._alive = {name: torch.ones_like(w, dtype=torch.bool) for name, w in self._weights.items()}
        self._stored = {name: torch.zeros_like(w) for name, w in self._weights.items()}
        self._regrowth = regrowth

    @property
    def alive(self) -> dict[str, Tensor]:
        """True where a weight is alive, by name."""
        return {name: mask.clone() for name, mask in self._alive.items()}

    @property
    def count(self) -> int:
        """How many weights are alive."""
        return sum(int(mask.sum()) for mask in self._alive.values())

    @property
    def size(self) -> int:
        """How many weights there are, alive or not."""
        return sum(mask.numel() for mask in self._alive.values())

    @property
    def sparsity(self) -> float:
        """The share of the weights that is not alive."""
        return 1 - self.count / self.size

    def magnitudes(self) -> dict[str, Tensor]:
        """The size of every weight; of one that is pruned what is stored, or -1 if it may not come back."""
        if self._regrowth is Regrowth.STORED:
            return {name: value.abs() for name, value in self._values().items()}
        return {n: torch.where(self._alive[n], w.detach().abs(), -1.0) for n, w in self._weights.items()}

    def update(self, alive: Mapping[str, Tensor]) -> None:
        """Set what is alive from now on; weights that come back have the value they were pruned with.

        Raises:
            ValueError: More would be alive than before, or a weight comes back that may not.
        """
        if sum(int(mask.sum()) for mask in alive.values()) > self.count:
            raise ValueError("a mask may not have more living weights than the one before")
        values = self._values()
        for name, mask in alive.items():
            if self._regrowth is Regrowth.NONE and bool((mask & ~self._alive[name]).any()):
                raise ValueError(f"a weight of {name} would come back although regrowth is none")
            self._stored[name] = torch.where(mask, 0.0, values[name])
            self._weights[name].data.copy_(torch.where(mask, values[name], 0.0))
            self._alive[name] = mask.clone()

    def enforce(self, optimizer: torch.optim.Optimizer | None = None) -> None:
        """Zero what is not alive, and its momentum; to be called after every optimiser step.

        Raises:
            RuntimeError: More weights differ from zero than are alive.
        """
        for name, weight in self._weights.items():
            weight.data.mul_(self._alive[name])
            for value in (optimizer.state.get(weight, {}) if optimizer else {}).values():
                if isinstance(value, Tensor) and value.shape == weight.shape:
                    value.mul_(self._alive[name])
        if (found := sum(int(weight.count_nonzero()) for weight in self._weights.values())) > self.count:
            raise RuntimeError(f"{found} weights differ from zero although only {self.count} are alive")

    def _values(self) -> dict[str, Tensor]:
        """The weights, of pruned ones what is stored."""
        alive, stored = self._alive, self._stored
        return {name: torch.where(alive[name], w.detach(), stored[name]) for name, w in self._weights.items()}


def leaked(network: nn.Module, alive: Mapping[str, Tensor]) -> int:
    """How many weights of a network differ from zero although they are not alive."""
    weights = dict(network.named_parameters())
    return sum(int((weights[name].detach()[~mask.to(weights[name].device)] != 0).sum()) for name, mask in alive.items())
