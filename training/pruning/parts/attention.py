"""Looks at the attention of a transformer, and measures how spread out it is.

Attention is what a softmax of the network gives: one row of probabilities over T keys for each query. Its entropy in
nats lies between 0 (all on one key: sparse) and ln T (the same on every key).
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Self

import torch
from torch import Tensor, nn
from torch.utils.hooks import RemovableHandle

from training.errors import RecipeError

TINY = 1e-9  # beside a probability: its logarithm and the gradient of that stay finite when a softmax gives zero

Maps = Sequence[Tensor]  # (n, heads, T, T) of every block, in the order they were passed


@dataclass(frozen=True, slots=True)
class Spread:
    """How spread out attention is, on average over blocks, heads, queries and inputs."""

    entropy: float  # nats
    uniform: float  # the entropy that it cannot exceed: ln T
    peak: float  # the highest probability of a row
    layers: tuple[float, ...]  # the entropy of every block


class AttentionMaps:
    """The attention of a network's last forward pass, with its gradients; watched within a `with`.

    Raises:
        RecipeError: The network has no softmax as a module, nor attention of timm that is computed step by step.
    """

    def __init__(self, network: nn.Module) -> None:
        self._network = network
        self._softmaxes: list[nn.Module] = [one for one in network.modules() if isinstance(one, nn.Softmax)]
        self._softmaxes = self._softmaxes or _dropouts_of_timm(network)
        if not self._softmaxes:
            raise RecipeError("The network has no softmax as a module, so its attention cannot be seen.")
        self._seen: list[Tensor] = []
        self._handles: list[RemovableHandle] = []

    @property
    def seen(self) -> Maps:
        """The maps, from the first block to the last."""
        return self._seen

    def __enter__(self) -> Self:
        self._handles = [self._network.register_forward_pre_hook(self._begin)]
        self._handles += [softmax.register_forward_hook(self._see) for softmax in self._softmaxes]
        return self

    def __exit__(self, *_error: object) -> None:
        for handle in self._handles:
            handle.remove()
        self._seen = []

    def _begin(self, _network: nn.Module, _inputs: object) -> None:
        self._seen = []

    def _see(self, module: nn.Module, inputs: tuple[Tensor, ...], output: Tensor) -> None:
        self._seen.append(output if isinstance(module, nn.Softmax) else inputs[0])


def _dropouts_of_timm(network: nn.Module) -> list[nn.Module]:
    """What timm passes the probabilities of its attention through, unless it computes all of it at once."""
    steps = [one for one in network.modules() if getattr(one, "fused_attn", True) is False]
    return [one.attn_drop for one in steps if isinstance(one.attn_drop, nn.Module)]


def entropies(attention: Tensor) -> Tensor:
    """The entropy of every row, in nats.

    Shapes:
        attention: (..., T); returns (...)
    """
    return -(attention * (attention + TINY).log()).sum(-1)


def measure_spread(network: nn.Module, batches: Iterable[Tensor]) -> Spread:
    """How spread out the attention of a network is over some inputs, with the network as it is in use.

    Raises:
        RecipeError: Its attention cannot be seen.
        ValueError: There are no inputs.
    """
    network.eval()
    layers: list[Tensor] = []
    peaks: list[Tensor] = []
    keys = 0
    with AttentionMaps(network) as maps, torch.no_grad():
        for inputs in batches:
            network(inputs)
            keys = maps.seen[0].shape[-1]
            layers.append(torch.stack([entropies(attention).mean() for attention in maps.seen]))  # (blocks,)
            peaks.append(torch.stack([attention.amax(-1).mean() for attention in maps.seen]))  # (blocks,)
    if not layers:
        raise ValueError("there is no input to measure attention on")
    by_layer = torch.stack(layers).mean(0)  # (blocks,)
    peak = float(torch.stack(peaks).mean())
    return Spread(float(by_layer.mean()), math.log(keys), peak, tuple(by_layer.tolist()))
