"""Channels are scored by what the papers say, on networks small enough to do the sums."""

from __future__ import annotations

import pytest
import torch
from torch import nn

from training.pruning.judging import cross_entropy
from training.pruning.networks.plain import mobilenet, vgg
from training.pruning.networks.resnet import resnet
from training.pruning.parts.channel_importance import scale_importance, taylor_importance
from training.pruning.parts.channels import coupled_groups, cut_channels

DICE = torch.Generator().manual_seed(1)
PICTURES = torch.rand(8, 3, 16, 16, generator=DICE)
CLASSES = torch.randint(0, 10, (8,), generator=DICE)
BATCHES = [(PICTURES[:4], CLASSES[:4]), (PICTURES[4:], CLASSES[4:])]


class Gates(nn.Module):
    """Lets every channel through, so that the loss can be asked what each is worth."""

    def __init__(self, channels):
        super().__init__()
        self.gate = nn.Parameter(torch.ones(channels))

    def forward(self, x):
        return x * self.gate[:, None, None]


def test_taylor_is_the_square_of_the_gate_s_gradient_averaged_over_batches():
    network = vgg([4, 6]).eval()
    first = next(group for group in coupled_groups(network, PICTURES[:1]) if len(group[0].idxs) == 4)
    gates = Gates(4)
    gated = nn.Sequential(*network[:3], gates, *network[3:])
    gradients = [
        torch.autograd.grad(cross_entropy(gated(inputs), classes), gates.gate)[0] for inputs, classes in BATCHES
    ]
    found = taylor_importance(network, BATCHES, cross_entropy)(first)
    torch.testing.assert_close(found, torch.stack(gradients).square().mean(0))


def test_taylor_does_not_let_batches_cancel_each_other():
    network = nn.Sequential(nn.Conv2d(3, 2, 1), nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(2, 1))
    (group,) = coupled_groups(network, PICTURES[:1])
    batches = [(PICTURES[:1], torch.ones(1)), (PICTURES[:1], -torch.ones(1))]
    found = taylor_importance(network, batches, lambda outputs, sign: (outputs * sign).sum())(group)
    assert bool((found > 0).all())


def test_a_scale_counts_whatever_its_sign():
    network = vgg([4])
    network[1].weight.data = torch.tensor([0.5, -0.9, 0.0, 0.1])
    (group,) = coupled_groups(network, PICTURES[:1])
    torch.testing.assert_close(scale_importance()(group), torch.tensor([0.5, 0.9, 0.0, 0.1]))


NETWORKS = [
    pytest.param(lambda: resnet(0.5, 1), id="shortcuts"),
    pytest.param(lambda: mobilenet([(8, 1), (16, 2), (16, 1)]), id="depthwise"),
    pytest.param(lambda: vgg([8, 8, 0, 16]), id="plain"),
]
IMPORTANCES = {
    "taylor": lambda network: taylor_importance(network, BATCHES, cross_entropy),
    "scale": lambda _network: scale_importance(),
}


@pytest.mark.parametrize("build", NETWORKS)
@pytest.mark.parametrize("name", IMPORTANCES)
def test_the_cut_network_computes_what_the_masked_one_does(build, name):
    network = build().train()
    network(2 * PICTURES + 1)  # norms that have seen something
    masked = cut_channels(network.eval(), PICTURES[:1], IMPORTANCES[name](network), 0.5)
    with torch.no_grad():
        assert torch.allclose(network(PICTURES), masked(PICTURES), atol=1e-5)
