"""A picture network as its library has it, and what can be told of any by looking at its layers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from torch import nn

from training.errors import CheckpointError
from training.pruning.types import Family
from training.pruning.zoo.preprocessing import Preprocessing

LAYERS = (nn.Conv2d, nn.Linear)


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a network is built, and how it wants its pictures."""

    build: Callable[[int], nn.Module]  # by number of classes; with its learned weights if it has any
    build_untrained: Callable[[int], nn.Module]  # the same without them
    bare: nn.Module  # the same architecture, to look at; its weights mean nothing
    classes: int  # of its own head
    preprocessing: Preprocessing
    has_learned: bool


def family_of(network: nn.Module) -> Family:
    """What a network is built of."""
    if any("attention" in type(module).__name__.lower() for module in network.modules()):
        return Family.VIT
    return Family.CNN if any(isinstance(module, nn.Conv2d) for module in network.modules()) else Family.MLP


def first_and_last(network: nn.Module) -> tuple[str, str]:
    """The names of the layer that sees the picture and of the one that names the classes.

    Raises:
        CheckpointError: It has no layers that could be pruned.
    """
    names = [name for name, module in network.named_modules() if isinstance(module, LAYERS)]
    if len(names) < 2:
        raise CheckpointError("The network has fewer than two layers; there is nothing to prune in it.")
    return names[0], names[-1]


def with_head(network: nn.Module, classes: int) -> nn.Module:
    """The same network with a new last layer, unless it tells as many classes apart already."""
    _, name = first_and_last(network)
    old = network.get_submodule(name)
    if isinstance(old, nn.Linear) and old.out_features != classes:
        network.set_submodule(name, nn.Linear(old.in_features, classes, old.bias is not None))
    if isinstance(old, nn.Conv2d) and old.out_channels != classes:
        network.set_submodule(name, nn.Conv2d(old.in_channels, classes, old.kernel_size[0]))
    return network


def open_attention(network: nn.Module) -> nn.Module:
    """The same network with its attention computed step by step, so that it can be looked at and exported."""
    for module in network.modules():
        if hasattr(module, "fused_attn"):
            module.fused_attn = False  # type: ignore[assignment]
    return network
