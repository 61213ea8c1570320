"""A method that takes no time, for tests of how methods are run."""

from __future__ import annotations

import dataclasses

import torch

from training.pruning.method import Arm, Pruned, PruneMethod, PruneRequest
from training.pruning.types import Effect, Family


@dataclasses.dataclass(frozen=True, slots=True)
class Nothing:
    """Settings of a method that has none to speak of."""

    value: int = 0


def pruned_to_nothing(bench, _request, _settings):
    """Zero the whole second convolution, in no time."""
    network = bench.fresh()
    network[4].weight.data.zero_()
    return Pruned(network, alive={"4.weight": torch.zeros_like(network[4].weight, dtype=torch.bool)})


def method(prune=pruned_to_nothing, effect=Effect.SPARSER):
    """A method whose runs take no time."""
    arms = (Arm("itself", "x"), Arm("control", "x"))
    return PruneMethod(
        "quick", "Quick", "Nobody 2024", "weights", frozenset({Family.CNN}), effect, 0.5, arms, Nothing(), prune
    )


def wanted(amount):
    """So much, in the first arm."""
    return PruneRequest(amount, "itself", 0)
