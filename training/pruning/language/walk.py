"""Goes through a language model decoder layer by decoder layer, so that only one of them works at a time."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import cast

import torch
from torch import Tensor, nn

from training.pruning.language.families import decoder_layers

WINDOWS_AT_ONCE = 8  # of a layer's work; more would only ask for more memory


@dataclass(frozen=True, slots=True)
class Step:
    """One decoder layer and what it is given beside the hidden states (positions, masks)."""

    name: str
    layer: nn.Module
    arguments: dict[str, object]

    def __call__(self, hidden: Tensor) -> Tensor:
        """What comes out of the layer.

        Shapes:
            hidden: (windows, length, channels)
            returns: same
        """
        output = self.layer(hidden, **self.arguments)
        return cast(Tensor, output[0] if isinstance(output, tuple) else output)

    def through(self, hidden: Tensor) -> Tensor:
        """The same for any number of windows, without gradients."""
        with torch.no_grad():
            return torch.cat([self(part) for part in torch.split(hidden, WINDOWS_AT_ONCE)])


def steps_of(model: nn.Module, windows: Tensor) -> tuple[list[Step], Tensor]:
    """All decoder layers, and the hidden states that enter the first of them.

    Shapes:
        windows: (windows, length)
        returns: layers, (windows, length, channels)
    """
    arguments: dict[str, dict[str, object]] = {}
    entering: list[Tensor] = []
    layers = decoder_layers(model)

    def note(name: str, given: tuple[Tensor, ...], named: dict[str, object]) -> None:
        arguments[name] = {key: value for key, value in named.items() if key != "hidden_states"}
        if name == next(iter(layers)):
            entering.append(given[0] if given else cast(Tensor, named["hidden_states"]))

    with _hooks(
        [
            layer.register_forward_pre_hook(
                lambda _, given, named, name=name: note(name, given, named),
                with_kwargs=True,
            )
            for name, layer in layers.items()
        ]
    ):
        # A single window: its positions and masks then fit any number of windows of the same length.
        for window in windows:
            _forward(model, window[None])
    steps = [Step(name, layer, arguments[name]) for name, layer in layers.items()]
    return steps, torch.cat(entering)


def input_products(step: Step, hidden: Tensor) -> dict[str, Tensor]:
    """What enters each matrix of a layer, as the sum over tokens of x x^T: all that Wanda and SparseGPT ask.

    Shapes:
        returns: (inputs, inputs) in float32, by the matrix's name in the layer
    """
    products: dict[str, Tensor] = {}

    def add(name: str, inputs: Tensor) -> None:
        flat = inputs.detach().flatten(0, -2).float()  # (tokens, inputs)
        products[name] = products[name].add_(flat.T @ flat) if name in products else flat.T @ flat

    hooks = [
        matrix.register_forward_pre_hook(lambda _, given, name=name: add(name, given[0]))
        for name, matrix in matrices_of(step.layer).items()
    ]
    with _hooks(hooks):
        step.through(hidden)
    return products


def matrices_of(layer: nn.Module) -> dict[str, nn.Linear]:
    """The matrices of one layer, by their names in it."""
    return {name: module for name, module in layer.named_modules() if isinstance(module, nn.Linear)}


@contextmanager
def _hooks(handles: list[torch.utils.hooks.RemovableHandle]) -> Iterator[None]:
    """Take hooks off again, whatever happens."""
    try:
        yield
    finally:
        for handle in handles:
            handle.remove()


def _forward(model: nn.Module, windows: Tensor) -> None:
    """Send windows through a model for its hooks' sake."""
    with torch.no_grad():
        model(input_ids=windows.to(next(model.parameters()).device), use_cache=False)
