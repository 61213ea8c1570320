"""Channels are scored by what the papers say, on networks small enough to do the sums."""

from __future__ import annotations

import pytest
import torch
from torch import nn

from training.channels.importance import (
    hessian_importance,
    median_importance,
    scale_importance,
    taylor_importance,
)
from training.pruning.judging import cross_entropy
from training.pruning.networks.plain import mobilenet, vgg
from training.pruning.networks.resnet import resnet
from training.pruning.parts.channels import Cut, coupled_groups, cut_channels

DICE = torch.Generator().manual_seed(1)
PICTURES = torch.rand(8, 3, 16, 16, generator=DICE)
CLASSES = torch.randint(0, 10, (8,), generator=DICE)
BATCHES = [(PICTURES[:4], CLASSES[:4]), (PICTURES[4:], CLASSES[4:])]


def losses(network, batches):
    """One after the other."""
    return (cross_entropy(network(inputs), targets) for inputs, targets in batches)


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


def test_the_filter_between_the_others_counts_least_and_its_opposite_does_not():
    network = nn.Sequential(nn.Conv2d(1, 5, 1), nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(5, 1))
    network[0].weight.data = torch.tensor([3.0, 5.0, 4.0, -4.0, 9.0]).reshape(5, 1, 1, 1)
    (group,) = coupled_groups(network, PICTURES[:1, :1])
    assert median_importance()(group).tolist() == [16.0, 16.0, 15.0, 37.0, 28.0]


def test_two_equal_filters_lie_at_no_distance():
    network = vgg([2])
    network[0].weight.data[1] = network[0].weight.data[0]
    (group,) = coupled_groups(network, PICTURES[:1])
    assert median_importance()(group).tolist() == [0.0, 0.0]


def by_hand(network, examples):
    """Of a network of one convolution and one linear layer: the sum of w^2 * mean of g^2 over a channel's weights."""
    weights = [network[0].weight, network[3].weight]
    squares = [torch.zeros_like(weight) for weight in weights]
    for inputs, classes in examples:
        gradients = torch.autograd.grad(cross_entropy(network(inputs), classes), weights)
        for square, gradient in zip(squares, gradients, strict=True):
            square += gradient.square() / len(examples)
    written, read = (weight.detach().square() * square for weight, square in zip(weights, squares, strict=True))
    return written.flatten(1).sum(1) + read.sum(0)


def test_the_curvature_is_the_mean_over_all_examples_not_the_last_one_s():
    network = nn.Sequential(nn.Conv2d(3, 4, 3), nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(4, 10))
    examples = [(PICTURES[at : at + 1], CLASSES[at : at + 1]) for at in range(8)]
    (group,) = coupled_groups(network, PICTURES[:1])
    found = hessian_importance(network, losses(network, examples))(group)
    torch.testing.assert_close(found, by_hand(network, examples))
    last = hessian_importance(network, losses(network, examples[-1:]))(group)
    assert not torch.allclose(found, last)


NETWORKS = [
    pytest.param(lambda: resnet(0.5, 1), id="shortcuts"),
    pytest.param(lambda: mobilenet([(8, 1), (16, 2), (16, 1)]), id="depthwise"),
    pytest.param(lambda: vgg([8, 8, 0, 16]), id="plain"),
]
IMPORTANCES = {
    "taylor": lambda network: taylor_importance(network, BATCHES, cross_entropy),
    "scale": lambda _network: scale_importance(),
    "median": lambda _network: median_importance(),
    "hessian": lambda network: hessian_importance(network, losses(network, BATCHES)),
}


@pytest.mark.parametrize("build", NETWORKS)
@pytest.mark.parametrize("name", IMPORTANCES)
def test_the_cut_network_computes_what_the_masked_one_does(build, name):
    network = build().train()
    network(2 * PICTURES + 1)  # norms that have seen something
    masked = cut_channels(network.eval(), PICTURES[:1], IMPORTANCES[name](network), Cut(0.5)).masked
    with torch.no_grad():
        assert torch.allclose(network(PICTURES), masked(PICTURES), atol=1e-5)
