"""The dense denoiser with zeros in place of an operator computes what the pruned one does, operator by operator."""

from __future__ import annotations

import copy

import pytest
import torch
from tiny_diffusion import KINDS, answer, call, untrained

from training.pruning.diffusion.operators import Grain, Replace, fitting, operators_of
from training.pruning.diffusion.proof import silence
from training.pruning.diffusion.saved import without


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("grain", Grain, ids=lambda grain: grain.value)
@pytest.mark.parametrize("how", Replace, ids=lambda how: how.value)
def test_both_ways_give_the_same(kind, grain, how):
    network = untrained(kind)
    dense = answer(network)
    fits = fitting(operators_of(network.unet, call(network), grain), how)
    for name, replacement in list(fits.items())[:: 3 if grain is Grain.BLOCK else 15]:
        pruned, masked = without(network.unet, {name: replacement}), copy.deepcopy(network.unet)
        silence(masked, {name: replacement}, pruned)
        found = answer(network, pruned)
        torch.testing.assert_close(found, answer(network, masked), rtol=1e-4, atol=1e-5)
        assert not torch.allclose(found, dense)


@pytest.mark.parametrize("kind", KINDS)
def test_many_at_once_give_the_same(kind):
    network = untrained(kind)
    fits = fitting(operators_of(network.unet, call(network), Grain.BLOCK), Replace.REMOVAL)
    pruned, masked = without(network.unet, fits), copy.deepcopy(network.unet)
    silence(masked, fits, pruned)
    torch.testing.assert_close(answer(network, pruned), answer(network, masked), rtol=1e-4, atol=1e-5)
