"""What is cut computes what the silenced network does."""

from __future__ import annotations

import copy

import pytest
import torch
from tiny_language import some_windows, tiny_model

from training.errors import RecipeError
from training.pruning.hardware import SPREAD, Hardware
from training.pruning.language.proved import cut_and_prove, layers_between
from training.pruning.language.structured import Strategy, StructuredRequest
from training.pruning.networks.causal import CausalNetwork


@pytest.mark.parametrize("strategy", Strategy)
def test_both_networks_say_the_same(strategy):
    network = CausalNetwork(tiny_model("llama")).eval()
    (masked, cut), _ = cut_and_prove(network, copy.deepcopy(network), StructuredRequest(0.5, strategy), some_windows())
    assert cut is not network
    torch.testing.assert_close(masked(some_windows()), network(some_windows()), rtol=1e-4, atol=1e-5)
    torch.testing.assert_close(cut(some_windows()), network(some_windows()))


def test_layers_are_spared_at_both_ends():
    network = CausalNetwork(tiny_model("llama"))
    assert layers_between(network, 1, 1) == range(1, 2)
    for spared in ((3, 0), (-1, 0), (0, -1)):
        with pytest.raises(RecipeError, match="none of the 3 layers"):
            layers_between(network, *spared)


def test_a_model_whose_layers_lie_apart_is_cut_where_they_lie():
    """Divided by accelerate; here all places are the processor, which its hooks do not know."""
    hooks = pytest.importorskip("accelerate.hooks", reason="pip install the extra `suite`")
    model = tiny_model("llama")
    for layer in model.model.layers:
        hooks.add_hook_to_module(layer, hooks.AlignDevicesHook(execution_device="cpu", io_same_device=True))
    network = CausalNetwork(model)
    plain = CausalNetwork(tiny_model("llama"))
    (masked, _), _ = cut_and_prove(network, copy.deepcopy(network), StructuredRequest(0.5), some_windows())
    cut_and_prove(plain, copy.deepcopy(plain), StructuredRequest(0.5), some_windows())
    assert hasattr(network.model.model.layers[0], "_hf_hook")
    torch.testing.assert_close(masked(some_windows()), network(some_windows()), rtol=1e-4, atol=1e-5)
    gathered = Hardware(SPREAD).gather(network)
    assert not hasattr(gathered.model.model.layers[0], "_hf_hook")
    torch.testing.assert_close(gathered(some_windows()), plain(some_windows()))
