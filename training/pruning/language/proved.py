"""Cuts a network of the suite as LLM-Pruner does, and keeps what proves that it computes what the silenced one does."""

from __future__ import annotations

import copy
from collections.abc import Mapping

from torch import Tensor, nn

from training.errors import RecipeError
from training.pruning.language.cut import narrow_norms, silence
from training.pruning.language.families import decoder_layers
from training.pruning.language.groups import Group, parameters_per_unit
from training.pruning.language.structured import Strategy, StructuredRequest, prune_structured
from training.pruning.networks.causal import CausalNetwork
from training.pruning.types import Went


def cut_and_prove(
    network: CausalNetwork, masked: CausalNetwork, request: StructuredRequest, windows: Tensor
) -> tuple[tuple[nn.Module, nn.Module], Went]:
    """Remove units from a network in place.

    Args:
        masked: Another copy of the network, which gets zeros instead.

    Returns: `masked` with a copy of the network as it is now, and how much went of what was not spared.
    """
    kept = prune_structured(network.model, request, windows)
    went = Went(_share_gone(masked.model, kept), "units that may go, by their parameters,", "heads and neurons")
    cut = copy.deepcopy(network)
    silence(masked.model, kept)
    if request.strategy is Strategy.CHANNEL:
        narrow_norms(masked.model, cut.model, kept)
    return (masked, cut), went


def _share_gone(dense: nn.Module, kept: Mapping[Group, Tensor]) -> float:
    """The share of some groups' parameters that is not kept."""
    parameters = dict(dense.named_parameters())
    costs = {group: parameters_per_unit(group, parameters) for group in kept}  # type: ignore[arg-type]
    stays = sum(cost * len(kept[group]) for group, cost in costs.items())
    return 1 - stays / sum(cost * group.units for group, cost in costs.items())


def layers_between(network: CausalNetwork, spared_first: int, spared_last: int) -> range:
    """The decoder layers but for some at both ends.

    Raises:
        RecipeError: None would be left.
    """
    count = len(decoder_layers(network.model))
    layers = range(spared_first, count - spared_last)
    if spared_first < 0 or spared_last < 0 or not layers:
        raise RecipeError(f"spared_first and spared_last leave none of the {count} layers to prune; spare fewer.")
    return layers
