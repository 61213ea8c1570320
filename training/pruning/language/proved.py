"""Cuts a network of the suite as LLM-Pruner does, and keeps what proves that it computes what the silenced one does."""

from __future__ import annotations

import copy

from torch import Tensor, nn

from training.errors import RecipeError
from training.pruning.language.cut import narrow_norms, silence
from training.pruning.language.families import decoder_layers
from training.pruning.language.structured import Strategy, StructuredRequest, prune_structured
from training.pruning.networks.causal import CausalNetwork


def cut_and_prove(
    network: CausalNetwork, masked: CausalNetwork, request: StructuredRequest, windows: Tensor
) -> tuple[nn.Module, nn.Module]:
    """Remove units from a network in place.

    Args:
        masked: Another copy of the network, which gets zeros instead.

    Returns: `masked`, and a copy of the network as it is now.
    """
    kept = prune_structured(network.model, request, windows)
    cut = copy.deepcopy(network)
    silence(masked.model, kept)
    if request.strategy is Strategy.CHANNEL:
        narrow_norms(masked.model, cut.model, kept)
    return masked, cut


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
