"""Losses and scores that several tasks share. Torch is loaded when one is asked for."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from torch import Tensor, nn

    from training.pruning.types import Split

BATCH = 100  # what lies between layers then stays in a processor's cache, which halves the time
LARGEST_BATCH = 5_000_000  # numbers that go into a network at once: 33 pictures of 224 pixels


def cross_entropy(outputs: Tensor, targets: Tensor) -> Tensor:
    """The loss of classes and of tokens alike, in float32 also where the outputs are not.

    Shapes:
        outputs: (n, classes) or (n, T, tokens); targets: (n,) or (n, T)
    """
    from torch.nn import functional

    return functional.cross_entropy(outputs.flatten(0, -2).float(), targets.flatten())


def squared_error(outputs: Tensor, targets: Tensor) -> Tensor:
    """The mean squared error of outputs shaped like their targets."""
    from torch.nn import functional

    return functional.mse_loss(outputs, targets)


def accuracy(network: nn.Module, split: Split) -> float:
    """The share of examples that are named rightly."""
    right = sum(int((outputs.argmax(-1) == targets).sum()) for outputs, targets in _answers(network, split))
    return right / split.targets.numel()


def perplexity(network: nn.Module, split: Split) -> float:
    """Among how many equally likely tokens the network is undecided, on average."""
    nats = 0.0
    for outputs, targets in _answers(network, split):
        nats += float(cross_entropy(outputs, targets)) * targets.numel()
    return math.exp(nats / split.targets.numel())


def exact_match(network: nn.Module, split: Split) -> float:
    """The share of answers of which every token is the likeliest one; tokens that were given (-100) do not count."""
    right = sum(
        int(((outputs.argmax(-1) == targets) | (targets < 0)).all(dim=1).sum())
        for outputs, targets in _answers(network, split)
    )
    return right / len(split)


def _answers(network: nn.Module, split: Split) -> Iterator[tuple[Tensor, Tensor]]:
    """The network's outputs, batch by batch, with what was right."""
    import torch

    device = next(network.parameters()).device
    network.eval()
    with torch.no_grad():
        batch = max(min(BATCH, LARGEST_BATCH // split.inputs[:1].numel()), 1)
        for start in range(0, len(split), batch):
            chosen = slice(start, min(start + batch, len(split)))
            yield network(split.inputs[chosen].to(device)), split.targets[chosen].to(device)
