"""What can be told of any picture network by its layers."""

from __future__ import annotations

import pytest
import timm
import torch
from torch import nn

from training.errors import CheckpointError
from training.pruning.networks.plain import mlp, vgg
from training.pruning.types import Family
from training.pruning.zoo.origin import family_of, first_and_last, open_attention, with_head


@pytest.mark.parametrize(
    ("network", "family"),
    [
        (mlp([4, 3, 2]), Family.MLP),
        (vgg([4]), Family.CNN),
        (nn.TransformerEncoderLayer(8, 2), Family.VIT),
        (timm.create_model("test_vit"), Family.VIT),
        (timm.create_model("test_efficientnet"), Family.CNN),
    ],
)
def test_the_family_is_what_it_is_built_of(network, family):
    assert family_of(network) is family


def test_the_first_and_the_last_layer_are_named():
    assert first_and_last(vgg([4, 8])) == ("0", "8")
    with pytest.raises(CheckpointError, match="fewer than two layers"):
        first_and_last(nn.Linear(2, 2))


@pytest.mark.parametrize("last", [nn.Linear(4, 9), nn.Conv2d(4, 9, 1)])
def test_a_head_is_new_only_where_classes_differ(last):
    network = nn.Sequential(nn.Conv2d(3, 4, 1), last)
    assert with_head(network, 9)[1] is last
    assert with_head(network, 5)[1].weight.shape[:2] == (5, 4)


def test_attention_step_by_step_computes_the_same():
    network, pictures = timm.create_model("test_vit").eval(), torch.rand(1, 3, 160, 160)
    before = network(pictures)
    assert torch.allclose(open_attention(network)(pictures), before, atol=1e-5)
