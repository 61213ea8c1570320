"""Any network in other widths than its own: narrower all over, and as if it had never learned anything.

What is coupled is found in its graph; of every group of channels the same share stays, of a transformer's residual
stream, heads and MLPs alike. As nothing that was learned is kept, channels that a layer norm averages over may go, too.
Where the code of a network counts on the widths of some of that, as torch's own attention does, the rest is narrower.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn.modules.batchnorm import _BatchNorm

from training.errors import CheckpointError, RecipeError
from training.pruning.graph.atoms import Indices
from training.pruning.graph.couple import Unit
from training.pruning.graph.model import Array
from training.pruning.graph.rules._step import Rule
from training.pruning.graph.rules.statistics import free_layer_norm
from training.pruning.measure import count_params
from training.pruning.source import IN_CODE, Source, read_source

TRIED = 0.5  # the width in which a network has to work before it is believed to come in any
ROUNDING = 1e-9  # of what is a whole number but for the last of its digits
LARGEST_LEFT = 0.9  # of all parameters, in that width; a network of which more stays is not narrower all over
# What networks raise whose code counts on its own widths.
FAILURES = (RuntimeError, ValueError, TypeError, IndexError, AssertionError)
FIT_THEMSELVES = (nn.Conv2d, nn.Linear, _BatchNorm, nn.MultiheadAttention)
FREE: Mapping[str, Rule] = {**IN_CODE, "LayerNormalization": free_layer_norm}
# What may go, the most of it first: the residual stream and whole heads; the stream; heads; neither.
ATTEMPTS = ((FREE, Unit.BLOCK), (FREE, Unit.NOTHING), (IN_CODE, Unit.BLOCK), (IN_CODE, Unit.NOTHING))


@dataclass(frozen=True, slots=True, eq=False)
class _Pattern:
    """A network, and the set of channels that every index of every axis of its parameters belongs to."""

    source: Source
    roots: Mapping[str, tuple[Indices, ...]]

    def narrowed(self, width: float) -> nn.Module:
        """A copy with a share of the channels of every group; which ones does not matter.

        A group keeps one at least. What is no whole number is rounded by another limit in each, so that blocks that are
        all alike do not lose a head each at the same width, and any number of parameters is nearly met.
        """
        groups = self.source.coupling.groups
        sizes = np.array([len(group.channels) for group in groups])
        limits = np.arange(len(groups)) / len(groups)
        left = np.maximum(np.ceil(width * sizes - limits - ROUNDING), 1).astype(int)
        removed = np.concatenate([group.channels[count:] for group, count in zip(groups, left, strict=True)])
        parameters = {name: self._without(name, removed) for name in self.roots}
        network = copy.deepcopy(self.source.network)
        _fit(network, {name: (array.T if name in self.source.turned else array).shape
                       for name, array in parameters.items()})  # fmt: skip
        return replace(self.source, network=network).with_parameters(parameters)

    def _without(self, name: str, removed: Indices) -> Array:
        """One parameter without these sets of channels."""
        array = self.source.graph.parameters[name]
        for axis, roots in enumerate(self.roots[name]):
            array = np.compress(np.isin(roots, removed, invert=True), array, axis=axis)
        return array


class Widths:
    """One network, of which only a single width has been written down, in any other.

    Args:
        name: What people call it.
        build: Builds it in its own width.
        example: One input as a batch of one.
        forget: Gives a network weights as if it had never learned, in place, by torch's dice.
    """

    def __init__(
        self, name: str, build: Callable[[], nn.Module], example: Tensor, forget: Callable[[nn.Module], object]
    ) -> None:
        self._name, self._build, self._example, self._forget = name, build, example, forget

    def at(self, width: float) -> nn.Module:
        """The network with hidden layers of a share of their width, untrained.

        Args:
            width: Above 0, below 1.

        Raises:
            RecipeError: It comes in one width only: its layers cannot be followed, or its code counts on their widths.
        """
        network = self._narrowed(self._pattern, width)
        if network is None:
            raise RecipeError(f"{self._name} comes in {TRIED:g} of its width, but not in {width:.4g} of it.")
        self._forget(network)
        return network

    def _narrowed(self, pattern: _Pattern, width: float) -> nn.Module | None:
        """The network in a width, still knowing something; None if its code does not work so."""
        try:
            network = pattern.narrowed(width)
            with torch.no_grad():
                network(self._example)
        except FAILURES:
            return None
        return network

    @property
    def _pattern(self) -> _Pattern:
        """What is coupled: as much as the code of the network lets go of."""
        if isinstance(self._found, str):
            raise RecipeError(f"{self._name} comes in one width: {self._found}")
        return self._found

    @cached_property
    def _found(self) -> _Pattern | str:
        """What is coupled, or why nothing is; to find that out takes seconds."""
        with torch.random.fork_rng(devices=[]):
            torch.manual_seed(0)  # what is drawn later must not depend on who asked first
            network = self._build().eval()
        try:
            found = next(filter(None, (self._working(network, *attempt) for attempt in ATTEMPTS)), None)
        except CheckpointError as error:
            return str(error)
        return found or "its code counts on the widths that its layers have."

    def _working(self, network: nn.Module, rules: Mapping[str, Rule], unit: Unit) -> _Pattern | None:
        """What is coupled, if half of it works; nothing at all is kept, the first layer may be narrower, too."""
        source = read_source(network, self._example, (), unit, rules)
        if not source.coupling.groups:
            raise CheckpointError("none of its channels can go.")
        roots = {
            name: tuple(source.coupling.atoms.roots(axis.atoms) for axis in source.coupling.axes[name])
            for name in source.graph.parameters
        }
        pattern = _Pattern(source, roots)
        narrow = self._narrowed(pattern, TRIED)
        if narrow is None:
            return None
        if count_params(narrow) > LARGEST_LEFT * count_params(network):
            raise CheckpointError("hardly any of its channels can go.")
        return pattern


def _fit(network: nn.Module, shapes: Mapping[str, tuple[int, ...]]) -> None:
    """Let layer norms and what lies in a network's own code take on shapes, by name; layers see to theirs later."""
    for name, module in network.named_modules():
        if isinstance(module, FIT_THEMSELVES):
            continue
        for own, old in list(module.named_parameters(recurse=False)):
            shape = shapes.get(f"{name}.{own}" if name else own, old.shape)
            if shape != old.shape:
                setattr(module, own, nn.Parameter(torch.zeros(shape), old.requires_grad))
        if isinstance(module, nn.LayerNorm) and module.elementwise_affine:
            module.normalized_shape = tuple(module.weight.shape)


def forget(network: nn.Module) -> None:
    """Give every layer of a network weights as it is born with, in place; by torch's dice.

    What is no layer's, such as the embeddings of places, is drawn anew as widely as it is spread: take a network that
    has not learned anything.
    """
    for module in network.modules():
        reset = getattr(module, "reset_parameters", None)
        if callable(reset):
            reset()
            continue
        for parameter in module.parameters(recurse=False):
            if parameter.requires_grad:
                _draw_anew(parameter)


@torch.no_grad()
def _draw_anew(parameter: nn.Parameter) -> None:
    """Other dice of the same mean and deviation; what is the same everywhere stays so."""
    deviation, mean = torch.std_mean(parameter, correction=0)
    parameter.normal_().mul_(deviation).add_(mean)
