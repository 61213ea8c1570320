"""What is pruned stays at zero, whatever the optimiser remembers."""

from __future__ import annotations

import pytest
import torch
from torch import nn

from training.pruning.parts.masks import Masks, Regrowth, leaked


def layer():
    """A layer whose weights are 1 to 6."""
    made = nn.Linear(3, 2, bias=False)
    made.weight.data = torch.arange(1.0, 7.0).view(2, 3)
    return made


def weights_of(network):
    return dict(network.named_parameters())


def without_small(network, least):
    return {"weight": network.weight.detach() >= least}


def one_step(network, optimizer):
    """A step with a gradient of one everywhere."""
    network.weight.grad = torch.ones_like(network.weight)
    optimizer.step()


@pytest.mark.parametrize("kind", ["sgd", "adamw"])
def test_momentum_does_not_revive_what_was_pruned(kind):
    network = layer()
    parameters = network.parameters()
    optimizer = torch.optim.AdamW(parameters) if kind == "adamw" else torch.optim.SGD(parameters, 0.1, momentum=0.9)
    masks = Masks(weights_of(network))
    one_step(network, optimizer)  # the optimiser has momentum for every weight from now on
    masks.update(without_small(network, 3.5))
    masks.enforce(optimizer)
    for _ in range(3):
        one_step(network, optimizer)
        masks.enforce(optimizer)
        assert leaked(network, masks.alive) == 0
    assert int(network.weight.count_nonzero()) == masks.count == 3


def test_zeroing_gradients_alone_leaks_as_the_code_of_ap_does():
    network = layer()
    optimizer = torch.optim.SGD(network.parameters(), 0.1, momentum=0.9)
    one_step(network, optimizer)
    alive = without_small(network, 3.5)
    network.weight.data.mul_(alive["weight"])
    network.weight.grad = torch.zeros_like(network.weight)
    optimizer.step()
    assert leaked(network, alive) == 3


def test_momentum_of_what_is_pruned_is_gone():
    network = layer()
    optimizer = torch.optim.SGD(network.parameters(), 0.1, momentum=0.9)
    one_step(network, optimizer)
    masks = Masks(weights_of(network))
    masks.update(without_small(network, 3.5))
    masks.enforce(optimizer)
    momentum = optimizer.state[network.weight]["momentum_buffer"]
    assert bool((momentum[~masks.alive["weight"]] == 0).all())
    assert bool((momentum[masks.alive["weight"]] != 0).all())


def test_the_living_never_become_more():
    network = layer()
    masks = Masks(weights_of(network), Regrowth.STORED)
    masks.update(without_small(network, 5))
    with pytest.raises(ValueError, match="may not have more living weights"):
        masks.update({"weight": torch.ones(2, 3, dtype=torch.bool)})


def test_a_stored_weight_comes_back_with_its_value():
    network = layer()
    masks = Masks(weights_of(network), Regrowth.STORED)
    masks.update(without_small(network, 5))
    network.weight.data[1, 2] = 0.5  # 6 shrank; what is stored outranks it now
    assert masks.magnitudes()["weight"].flatten().tolist() == [1, 2, 3, 4, 5, 0.5]
    masks.update({"weight": masks.magnitudes()["weight"] >= 4})
    assert network.weight.flatten().tolist() == [0, 0, 0, 4, 5, 0]


def test_without_regrowth_nothing_comes_back():
    network = layer()
    masks = Masks(weights_of(network))
    masks.update(without_small(network, 4))
    assert masks.magnitudes()["weight"].flatten().tolist() == [-1, -1, -1, 4, 5, 6]
    with pytest.raises(ValueError, match="would come back"):
        masks.update({"weight": torch.tensor([[True, False, False], [False, False, False]])})


def test_sparsity_is_the_share_that_is_gone():
    network = layer()
    masks = Masks(weights_of(network))
    assert masks.sparsity == 0
    masks.update(without_small(network, 5))
    assert masks.sparsity == pytest.approx(4 / 6)


def test_a_weight_that_a_masked_network_should_not_have_is_noticed():
    network = layer()
    masks = Masks(weights_of(network))
    masks.update(without_small(network, 5))
    network.weight.data[0, 0] = 1
    assert leaked(network, masks.alive) == 1
