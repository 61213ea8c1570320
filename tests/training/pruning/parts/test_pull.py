"""A penalty's gradient joins the task's with the weight it is to have, and the two are compared."""

from __future__ import annotations

import pytest
import torch
from torch import nn

from training.pruning.parts.pull import Pull, fixed, share_of_task
from training.pruning.parts.training import Step


@pytest.fixture
def network():
    """One weight each for the task and the penalty, one for both, and a bias for none."""
    network = nn.Linear(3, 1)
    network.weight.data.fill_(1.0)
    return network


def pulled(network, weigh, penalty):
    """The pull after one step, with a task whose gradient is (3, 4, 0)."""
    pull = Pull(network, penalty, weigh)
    pull.look(torch.zeros(0))
    network.zero_grad()
    (network.weight * torch.tensor([[3.0, 4.0, 0.0]])).sum().backward()
    pull.add(Step(0, 1, torch.optim.SGD(network.parameters(), lr=0.1)))
    return pull


def test_a_fixed_weight_is_that_of_a_term_in_the_loss(network):
    pull = pulled(network, fixed(0.5), lambda: (network.weight[0, 2] * 2).sum())
    assert network.weight.grad.tolist() == [[3.0, 4.0, 1.0]]
    assert pull.share == pytest.approx(1 / 5)


def test_a_share_is_reached_however_small_the_penalty_is(network):
    pull = pulled(network, share_of_task(0.2), lambda: (network.weight[0, 2] * 1e-9).sum())
    assert network.weight.grad.flatten().tolist() == pytest.approx([3.0, 4.0, 1.0])
    assert pull.share == pytest.approx(0.2)


def test_a_penalty_without_a_gradient_does_nothing(network):
    pull = pulled(network, share_of_task(0.2), lambda: 0 * network.weight.sum())
    assert network.weight.grad.tolist() == [[3.0, 4.0, 0.0]]
    assert pull.share == 0


def test_what_only_the_penalty_knows_gets_its_gradient(network):
    pulled(network, fixed(1.0), lambda: 7 * network.bias.sum())
    assert network.bias.grad.tolist() == [7.0]


def test_the_penalty_is_shown(network):
    assert pulled(network, fixed(1.0), lambda: network.weight.sum()).figures() == {"penalty": 3.0}


def test_nothing_was_pulled_before_the_first_step(network):
    assert Pull(network, lambda: network.weight.sum(), fixed(1.0)).share == 0
