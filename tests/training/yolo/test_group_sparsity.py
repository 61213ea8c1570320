"""The regulariser adds to the gradients, towards zero, and hardest where a group is weak."""

from __future__ import annotations

import pytest
import torch

from training.yolo.group_sparsity import GroupSparsity


def pulled(network, strength: float) -> torch.Tensor:
    """The gradient that one pull leaves on a hidden layer of the head."""
    for parameter in network.parameters():
        parameter.requires_grad = True
        parameter.grad = torch.zeros_like(parameter)
    GroupSparsity(network, strength).pull(network)
    gradient: torch.Tensor = network.model[-1].cv3[0][0].conv.weight.grad
    return gradient


def test_every_weight_is_pulled_towards_zero(network) -> None:
    gradient, weight = pulled(network, 1e-2), network.model[-1].cv3[0][0].conv.weight
    moved = gradient != 0
    assert moved.any()
    assert torch.equal(gradient[moved].sign(), weight.detach()[moved].sign())


def test_the_pull_grows_with_the_strength(network) -> None:
    weak = pulled(network, 1e-3).clone()
    torch.testing.assert_close(pulled(network, 1e-2), weak * 10)


def test_weak_groups_are_pulled_hardest(network) -> None:
    block, following = network.model[-1].cv3[0][:2]
    coupled = (block.conv.weight[0], block.bn.weight[0], block.bn.bias[0], following.conv.weight[:, 0])
    for weights in coupled:
        weights.data *= 0.01
    share = pulled(network, 1e-2).abs().flatten(1).sum(1) / block.conv.weight.detach().abs().flatten(1).sum(1)
    assert share.argmax() == 0
    assert share[0].item() > 2 * share[1:].median().item()


@pytest.mark.parametrize("trains", [True, False])
def test_tracing_leaves_the_network_as_it_was(network, trains: bool) -> None:
    network.train(trains)
    GroupSparsity(network, 1e-3)
    assert network.training is trains
