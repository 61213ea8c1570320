"""Every operator is found, and whatever may take its place fits there; the others stay with a reason."""

from __future__ import annotations

import pytest
import torch
from tiny_diffusion import KINDS, answer, call, untrained

from training.pruning.diffusion.operators import Grain, Replace, fitting, operators_of
from training.pruning.diffusion.score import taken_out

every_kind = pytest.mark.parametrize("kind", KINDS)
every_grain = pytest.mark.parametrize("grain", Grain, ids=lambda grain: grain.value)


@every_kind
def test_blocks_are_residual_blocks_and_attentions(kind):
    network = untrained(kind)
    operators = operators_of(network.unet, call(network), Grain.BLOCK)
    names = [operator.name for operator in operators]
    assert len(names) == 20
    assert sum("resnets" in name for name in names) == 12
    assert sum("attentions" in name for name in names) == 6
    assert {o.name: o.reason for o in operators if not o.kinds} == {
        "down_blocks.0.downsamplers.0": "it turns 8x8x8 into 8x4x4, and nothing fits there",
        "up_blocks.0.upsamplers.0": "it turns 16x4x4 into 16x8x8, and nothing fits there",
    }


@every_kind
@every_grain
def test_whatever_may_take_a_place_fits_there(kind, grain):
    network = untrained(kind)
    before = answer(network)
    operators = operators_of(network.unet, call(network), grain)
    for operator in operators[:: 1 if grain is Grain.BLOCK else 5]:
        for replacement in operator.kinds:
            with taken_out(network.unet, operator.name, replacement):
                after = answer(network)
            assert after.shape == before.shape
            assert torch.isfinite(after).all()
    assert torch.equal(answer(network), before)


@every_kind
@every_grain
def test_the_edges_stay(kind, grain):
    network = untrained(kind)
    names = [operator.name for operator in operators_of(network.unet, call(network), grain)]
    assert names
    assert not [name for name in names if name.startswith(("conv_in", "conv_out", "time_embedding"))]


def test_fine_operators_lie_in_the_blocks():
    network = untrained("text")
    operators = {o.name: o for o in operators_of(network.unet, call(network), Grain.FINE)}
    transformer = "mid_block.attentions.0.transformer_blocks.0"
    assert operators[f"{transformer}.attn2"].kinds == ("nothing",)
    assert operators[f"{transformer}.ff"].kinds == ("nothing",)
    assert operators[f"{transformer}.norm1"].kinds == ("through",)
    assert operators["mid_block.resnets.0.conv1"].kinds == ("through", "pointwise")
    assert operators["down_blocks.0.downsamplers.0.conv"].kinds == ("pointwise",)
    assert "turns" in operators["mid_block.resnets.0.time_emb_proj"].reason


def test_random_and_removal_are_two_sets():
    network = untrained()
    operators = operators_of(network.unet, call(network), Grain.BLOCK)
    assert set(fitting(operators, Replace.REMOVAL).values()) == {"through", "shortcut"}
    assert set(fitting(operators, Replace.RANDOM).values()) == {"pointwise"}


def test_an_operator_that_is_never_called_stays():
    network = untrained()
    network.unet.idle = torch.nn.ModuleList([torch.nn.Conv2d(8, 8, 3)])
    (idle,) = [o for o in operators_of(network.unet, call(network), Grain.FINE) if o.name.startswith("idle")]
    assert (idle.kinds, idle.reason) == ((), "it is never called")
