"""Looks at a network a few times while it trains: how many of its neurons are dead, how many weights are zero."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from torch import Tensor, nn

from training.dead_neurons import measure_dead
from training.errors import RecipeError
from training.pruning.parts.training import Hooks

LOOKS = 10  # during one training; each costs as much as a forward pass of a few examples
EXAMPLES = 16


def watched(hooks: Hooks, network: nn.Module, inputs: Tensor, steps: int) -> Hooks:
    """The same hooks, with the vital figures beside their own.

    Args:
        inputs: A few training examples; (n, ...).
        steps: How many the training takes.
    """
    vitals = _Vitals(network, inputs, hooks.figures, max(steps // LOOKS, 1))
    return replace(hooks, figures=vitals.figures)


class _Vitals:
    """Keeps what was seen last."""

    def __init__(self, network: nn.Module, inputs: Tensor, others: Callable[[], dict[str, float]], every: int) -> None:
        self._network, self._inputs, self._others, self._every = network, inputs, others, every
        self._calls = 0
        self._seen: dict[str, float] = {}
        self._has_neurons = True

    def figures(self) -> dict[str, float]:
        """Called after every step; what a method says itself comes first."""
        self._calls += 1
        if self._calls % self._every == 0:
            self._look()
        return {**self._seen, **self._others()}

    def _look(self) -> None:
        """Measure anew; modes are put back, and nothing else is touched."""
        self._seen["sparsity"] = round(_zero_share(self._network), 4)
        if not self._has_neurons:
            return
        modes = [(module, module.training) for module in self._network.modules()]
        try:
            self._seen["dead_neurons"] = round(measure_dead(self._network, [self._inputs]).units.static, 4)
        except RecipeError:  # it has no activations of which that could be told
            self._has_neurons = False
        for module, mode in modes:
            module.training = mode


def _zero_share(network: nn.Module) -> float:
    """The share of all weights, vectors left out, that are zero."""
    weights = [parameter for parameter in network.parameters() if parameter.ndim > 1]
    whole = sum(weight.numel() for weight in weights)
    return 1 - sum(int(weight.count_nonzero()) for weight in weights) / max(whole, 1)
