"""What is cut computes what the silenced network does."""

from __future__ import annotations

import copy

import pytest
import torch
from tiny_language import some_windows, tiny_model

from training.errors import RecipeError
from training.pruning.language.proved import cut_and_prove, layers_between
from training.pruning.language.structured import Strategy, StructuredRequest
from training.pruning.networks.causal import CausalNetwork


@pytest.mark.parametrize("strategy", Strategy)
def test_both_networks_say_the_same(strategy):
    network = CausalNetwork(tiny_model("llama")).eval()
    masked, cut = cut_and_prove(network, copy.deepcopy(network), StructuredRequest(0.5, strategy), some_windows())
    assert cut is not network
    torch.testing.assert_close(masked(some_windows()), network(some_windows()), rtol=1e-4, atol=1e-5)
    torch.testing.assert_close(cut(some_windows()), network(some_windows()))


def test_layers_are_spared_at_both_ends():
    network = CausalNetwork(tiny_model("llama"))
    assert layers_between(network, 1, 1) == range(1, 2)
    for spared in ((3, 0), (-1, 0), (0, -1)):
        with pytest.raises(RecipeError, match="none of the 3 layers"):
            layers_between(network, *spared)
