"""Heads and units are found, shrink as one, and what is zero can be left out without a difference."""

from __future__ import annotations

import pytest
import torch
from torch import nn

from training.errors import RecipeError
from training.pruning.networks.vit import Vit, VitShape
from training.pruning.parts.attention import AttentionMaps
from training.pruning.parts.vit_groups import groups_of, heads_of, share_alive, soften_groups, units_of


@pytest.fixture
def vit():
    """Two blocks with two heads of side 4 and 16 units each."""
    torch.manual_seed(0)
    return Vit(VitShape(side_px=8, depth=2, hidden=8, heads=2)).eval()


def test_every_block_has_its_heads_and_units(vit):
    assert [(len(heads.norms()), heads.size) for heads in heads_of(vit)] == [(2, 4 * 4 * 8)] * 2
    assert [(len(units.norms()), units.size) for units in units_of(vit)] == [(16, 2 * 8)] * 2
    assert len(groups_of(vit)) == 4


def test_the_groups_hold_all_weights_of_their_layers_once(vit):
    (heads, _), (units, _) = heads_of(vit), units_of(vit)
    block = vit.blocks[0]
    for groups, layers in ((heads, (block.attention.qkv, block.attention.out)), (units, (block.up, block.down))):
        whole = sum(float(layer.weight.detach().square().sum()) for layer in layers)
        assert float(groups.norms().square().sum()) == pytest.approx(whole, rel=1e-5)


def test_a_head_that_is_zero_gives_nothing(vit):
    attention = vit.blocks[0].attention
    seen = []
    attention.out.register_forward_pre_hook(lambda _module, inputs: seen.append(inputs[0]))
    heads_of(vit)[0].scale(torch.tensor([0.0, 1.0]))
    whole = attention(torch.rand(1, 4, 8))
    seen[0][..., :4] = 100.0  # whatever the first head gave
    assert torch.allclose(nn.functional.linear(seen[0], attention.out.weight, attention.out.bias), whole, atol=1e-5)


def test_a_unit_that_is_zero_gives_nothing(vit):
    block = vit.blocks[0]
    factors = torch.ones(16)
    factors[3] = 0
    units_of(vit)[0].scale(factors)
    assert not block.down.weight[:, 3].any()
    assert not block.up.weight[3].any()
    assert block.up.weight[4].any()


def test_all_of_a_group_shrink_by_the_same_factor(vit):
    units = units_of(vit)[0]
    before, row = units.norms(), vit.blocks[0].up.weight[0].detach().clone()
    soften_groups([units])(0.01)
    assert units.norms().tolist() == pytest.approx((before - 0.01 * 4).tolist(), rel=1e-4)
    assert torch.allclose(vit.blocks[0].up.weight[0], row * (1 - 0.04 / before[0]))


def test_a_threshold_above_its_length_ends_a_group(vit):
    units = units_of(vit)[0]
    units.scale(torch.tensor([1e-3] * 4 + [1.0] * 12))
    soften_groups([units])(0.001)
    assert share_alive([units]) == pytest.approx(12 / 16)
    soften_groups([units])(1000.0)
    assert share_alive([units]) == 0
    soften_groups([units])(1.0)  # what is zero stays so
    assert torch.isfinite(vit.blocks[0].up.weight).all()


def test_a_network_without_heads_is_refused():
    with pytest.raises(RecipeError, match="no attention heads or no MLP units"):
        groups_of(nn.Linear(2, 2))


def test_transformers_of_timm_have_heads_and_units_and_attention_that_can_be_seen():
    timm = pytest.importorskip("timm", reason="needs the extra `suite`")
    network = timm.create_model("test_vit", img_size=32).eval()
    for module in network.modules():
        if hasattr(module, "fused_attn"):
            module.fused_attn = False
    assert len(heads_of(network)) == len(units_of(network)) == len(network.blocks)
    with AttentionMaps(network) as maps, torch.no_grad():
        network(torch.rand(2, 3, 32, 32))
        assert len(maps.seen) == len(network.blocks)
        assert torch.allclose(maps.seen[0].sum(-1), torch.ones(()), atol=1e-5)
