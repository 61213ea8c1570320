"""What is kept in half the bits is trained in float32, and is as it was afterwards."""

from __future__ import annotations

import torch
from torch import nn

from training.pruning.parts.precision import trained_in_float32


def test_steps_too_small_for_bfloat16_add_up():
    network = nn.Linear(1, 1, bias=False).bfloat16()
    nn.init.ones_(network.weight)
    with trained_in_float32(network):
        optimizer = torch.optim.SGD(network.parameters(), lr=1.0)
        for _ in range(100):
            network.weight.grad = torch.full_like(network.weight, 1e-3)
            optimizer.step()
    assert network.weight.dtype is torch.bfloat16
    assert abs(float(network.weight.detach()) - 0.9) < 0.01


def test_every_step_sees_the_weights_of_the_step_before():
    torch.manual_seed(0)
    network, inputs = nn.Linear(4, 1).bfloat16(), torch.randn(32, 4)
    wanted = inputs.sum(dim=1, keepdim=True)
    losses = []
    with trained_in_float32(network):
        optimizer = torch.optim.SGD(network.parameters(), lr=0.1)
        for _ in range(20):
            loss = ((network(inputs).float() - wanted) ** 2).mean()
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            losses.append(float(loss.detach()))
    assert losses[-1] < 0.2 * losses[0]


def test_what_is_not_trained_keeps_its_bits_meanwhile():
    network = nn.Sequential(nn.Linear(2, 2), nn.Linear(2, 2)).bfloat16()
    network[0].requires_grad_(requires_grad=False)
    with trained_in_float32(network):
        assert network[0].weight.dtype is torch.bfloat16
        assert network[1].weight.dtype is torch.float32
        assert network(torch.ones(1, 2)).dtype is torch.bfloat16


def test_a_network_in_float32_is_left_alone():
    network = nn.Linear(2, 2)
    with trained_in_float32(network):
        assert not torch.is_autocast_enabled("cpu")
        assert network(torch.ones(1, 2)).dtype is torch.float32


def test_the_bits_come_back_also_after_an_error():
    network = nn.Linear(2, 2).bfloat16()
    try:
        with trained_in_float32(network):
            raise KeyboardInterrupt
    except KeyboardInterrupt:
        pass
    assert network.weight.dtype is torch.bfloat16
