"""Networks give what their shapes say, at every width, and have an activation module for each use."""

from __future__ import annotations

import pytest
import torch
from torch import nn

from training.dead_neurons import measure_dead
from training.pruning.networks.lstm import LstmLanguageModel
from training.pruning.networks.plain import mlp, mobilenet, vgg
from training.pruning.networks.resnet import resnet
from training.pruning.networks.vit import Vit, VitShape


def params(network):
    return sum(parameter.numel() for parameter in network.parameters())


PICTURES = torch.rand(2, 3, 32, 32)
NETWORKS = [
    pytest.param(resnet(0.25, 3), PICTURES, id="resnet"),
    pytest.param(vgg([4, 0, 8]), PICTURES, id="vgg"),
    pytest.param(mobilenet([(4, 1), (8, 2)]), PICTURES, id="mobilenet"),
    pytest.param(mlp([3072, 6, 10]), PICTURES, id="mlp"),
    pytest.param(Vit(VitShape(depth=1, hidden=8, heads=2)), PICTURES, id="vit"),
]


@pytest.mark.parametrize(("network", "inputs"), NETWORKS)
def test_pictures_go_in_and_classes_come_out(network, inputs):
    assert network.eval()(inputs).shape == (2, 10)


@pytest.mark.parametrize(("network", "inputs"), NETWORKS)
def test_every_activation_can_be_watched_by_itself(network, inputs):
    layers = measure_dead(network, [inputs]).layers
    activations = [m for m in network.modules() if isinstance(m, nn.ReLU | nn.GELU)]
    assert len(layers) == len(activations)
    assert not any("#" in name for name in layers)


def test_resnet_20_has_the_papers_size():
    assert params(resnet(1.0, 3)) == pytest.approx(0.27e6, rel=0.03)


def test_an_lstm_gives_tokens_at_every_place():
    assert LstmLanguageModel(11, 8, 1)(torch.zeros(2, 5, dtype=torch.int64)).shape == (2, 5, 11)


def test_attention_can_be_looked_at():
    vit = Vit(VitShape(side_px=8, depth=1, hidden=8, heads=2))
    seen = []
    vit.blocks[0].attention.probabilities.register_forward_hook(lambda _m, _i, output: seen.append(output))
    vit(torch.rand(3, 3, 8, 8))
    assert seen[0].shape == (3, 2, 4, 4)
    assert torch.allclose(seen[0].sum(-1), torch.ones(3, 2, 4))
