"""Attention is seen block by block, and its spread lies between one key and all of them."""

from __future__ import annotations

import math

import pytest
import torch
from torch import nn

from training.errors import RecipeError
from training.pruning.networks.vit import Vit, VitShape
from training.pruning.parts.attention import AttentionMaps, entropies, measure_spread


class Chosen(nn.Module):
    """Two softmaxes over given logits."""

    def __init__(self, *logits):
        super().__init__()
        self.logits = logits
        self.softmaxes = nn.ModuleList(nn.Softmax(-1) for _ in logits)

    def forward(self, inputs):
        """Shapes: (n,) to (n,)."""
        for softmax, logits in zip(self.softmaxes, self.logits, strict=True):
            softmax(logits.expand(len(inputs), 1, -1, -1))
        return inputs


UNIFORM, ONE_KEY = torch.zeros(4, 4), 1000 * torch.eye(4)


def test_entropy_is_nothing_on_one_key_and_highest_where_all_are_equal():
    assert entropies(torch.tensor([1.0, 0.0, 0.0, 0.0])).item() == pytest.approx(0, abs=1e-6)
    assert entropies(torch.full((2, 4), 0.25)).tolist() == pytest.approx([math.log(4)] * 2)


def test_entropy_of_a_probability_of_zero_has_a_gradient():
    attention = torch.tensor([1.0, 0.0], requires_grad=True)
    entropies(attention).backward()
    assert torch.isfinite(attention.grad).all()


def test_spread_is_told_for_every_block():
    spread = measure_spread(Chosen(UNIFORM, ONE_KEY), [torch.zeros(3), torch.zeros(2)])
    assert spread.layers == pytest.approx((math.log(4), 0), abs=1e-6)
    assert spread.entropy == pytest.approx(math.log(4) / 2, abs=1e-6)
    assert spread.uniform == pytest.approx(math.log(4))
    assert spread.peak == pytest.approx((0.25 + 1) / 2)


def test_only_the_last_pass_is_seen_and_nothing_hangs_on_the_network_after():
    vit = Vit(VitShape(side_px=8, depth=2, hidden=8, heads=2))
    with AttentionMaps(vit) as maps:
        vit(torch.rand(1, 3, 8, 8))
        vit(torch.rand(3, 3, 8, 8))
        assert [attention.shape for attention in maps.seen] == [(3, 2, 4, 4)] * 2
        assert all(attention.requires_grad for attention in maps.seen)
    assert not maps.seen
    assert not any(module._forward_hooks or module._forward_pre_hooks for module in vit.modules())


def test_a_network_without_attention_is_refused():
    with pytest.raises(RecipeError, match="no softmax as a module"):
        AttentionMaps(nn.Linear(2, 2))


def test_spread_over_nothing_is_refused():
    with pytest.raises(ValueError, match="no input"):
        measure_spread(Chosen(UNIFORM), [])
