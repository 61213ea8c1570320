"""Counts neurons that do not fire: the dead-neuron rate, and how much of it is for good.

A neuron is one place of an activation's output: a unit of a layer, or a channel at one place of the picture. Rates as
Liu et al. 2022, arXiv:2212.06145, have them:

    total      the mean share of neurons that are silent, over inputs
    static     the share of neurons that are silent for every input: dead
    dynamic    total minus static: silent for some inputs only
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

import torch
from torch import Tensor, nn

from training.errors import RecipeError

# Where |output| counts as silent. What is not exactly zero below its kink needs a threshold.
SILENT_BELOW: Mapping[type[nn.Module], float] = {
    nn.ReLU: 0.0,
    nn.ReLU6: 0.0,
    nn.GELU: 0.01,
    nn.SiLU: 0.01,
    nn.Hardswish: 0.01,
}


@dataclass(frozen=True, slots=True)
class DeadRates:
    """Shares of the neurons, 0 to 1."""

    total: float
    static: float

    @property
    def dynamic(self) -> float:
        """Silent for some inputs only."""
        return self.total - self.static


@dataclass(frozen=True, slots=True)
class DeadNeurons:
    """The rates of a network."""

    units: DeadRates  # every place counts
    channels: DeadRates  # a channel is silent when all its places are
    layers: Mapping[str, DeadRates]  # of units, by activation; one that is used twice has a number behind its name


class _Counter:
    """What is silent in one activation, summed up over inputs."""

    def __init__(self) -> None:
        self.inputs = 0
        self.silent: Tensor = torch.zeros(())  # (units,), for how many inputs each was
        self.silent_channels: Tensor = torch.zeros(())  # (channels,)

    def add(self, output: Tensor, threshold: float) -> None:
        """Count one batch.

        Shapes:
            output: (n, channels), (n, channels, height, width), or of a transformer (n, T, channels)
        """
        silent = output.detach().abs() <= threshold
        if silent.ndim == 3:
            silent = silent.transpose(1, 2)  # (n, channels, T)
        self.inputs += len(silent)
        self.silent = self.silent + silent.flatten(1).sum(0)  # (units,)
        n, channels = silent.shape[:2]
        self.silent_channels = self.silent_channels + silent.reshape(n, channels, -1).all(-1).sum(0)  # (channels,)


def measure_dead(network: nn.Module, batches: Iterable[Tensor]) -> DeadNeurons:
    """The dead-neuron rates of a network over some inputs.

    Raises:
        RecipeError: It has no activation whose silence could be told.
    """
    counters: dict[str, _Counter] = {}
    calls: dict[str, int] = {}
    hooks = [
        module.register_forward_hook(_listener(name, SILENT_BELOW[type(module)], counters, calls))
        for name, module in network.named_modules()
        if type(module) in SILENT_BELOW
    ]
    network.eval()
    with torch.no_grad():
        for inputs in batches:
            calls.clear()
            network(inputs)
    for hook in hooks:
        hook.remove()
    if not counters:
        raise RecipeError("The network has no ReLU, GELU or the like as a module, so no neuron can be seen to be dead.")
    layers = {name: _rates([counter.silent], counter.inputs) for name, counter in counters.items()}
    inputs_seen = next(iter(counters.values())).inputs
    units = _rates([counter.silent for counter in counters.values()], inputs_seen)
    channels = _rates([counter.silent_channels for counter in counters.values()], inputs_seen)
    return DeadNeurons(units, channels, layers)


def _listener(
    name: str, threshold: float, counters: dict[str, _Counter], calls: dict[str, int]
) -> Callable[[nn.Module, object, Tensor], None]:
    """A hook that counts what leaves an activation; each use of it within one batch has a counter of its own."""

    def listen(_module: nn.Module, _inputs: object, output: Tensor) -> None:
        calls[name] = calls.get(name, 0) + 1
        key = name if calls[name] == 1 else f"{name}#{calls[name]}"
        counters.setdefault(key, _Counter()).add(output, threshold)

    return listen


def _rates(silent: list[Tensor], inputs: int) -> DeadRates:
    """The rates of neurons from for how many inputs each was silent."""
    every = torch.cat(silent)
    return DeadRates(float(every.sum()) / (every.numel() * inputs), float((every == inputs).float().mean()))
