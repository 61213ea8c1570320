"""What takes an operator's place hands on what callers expect, and a configuration builds it again."""

from __future__ import annotations

import pytest
import torch
from tiny_diffusion import untrained

from training.pruning.diffusion.modeling_pruned_unet import (
    Nothing,
    Pointwise,
    PrunedUNet2DModel,
    Shortcut,
    Through,
    put,
    replacement,
    take_out,
)


def test_through_gives_its_input_in_the_form_that_is_asked_for():
    x = torch.rand(2, 3)
    assert Through()(x, "more", temb=None) is x
    assert Through()(x, return_dict=False) == (x,)


def test_nothing_adds_nothing():
    assert torch.equal(Nothing()(torch.rand(2, 3), "more"), torch.zeros(2, 3))


def test_a_shortcut_is_the_block_without_its_branch():
    block = untrained().unet.down_blocks[1].resnets[0]
    for parameter in block.conv2.parameters():
        torch.nn.init.zeros_(parameter)
    x, time = torch.rand(2, 8, 4, 4), torch.rand(2, 32)
    torch.testing.assert_close(Shortcut(block)(x, time), block(x, time))


@pytest.mark.parametrize(("stride", "side"), [(1, 6), (2, 3)])
def test_a_pointwise_convolution_has_the_widths_of_the_old_one(stride, side):
    old = torch.nn.Conv2d(3, 5, 3, stride=stride, padding=1)
    new = Pointwise(old)
    assert new(torch.rand(2, 3, 6, 6)).shape == old(torch.rand(2, 3, 6, 6)).shape == (2, 5, side, side)
    assert new.conv.weight.numel() < old.weight.numel()


def test_an_unknown_kind_is_refused():
    with pytest.raises(ValueError, match="no replacement 'magic'"):
        replacement(torch.nn.Identity(), "magic")


def test_putting_gives_back_what_was_there():
    unet = untrained().unet
    old, new = unet.mid_block.attentions[0], Through()
    assert put(unet, "mid_block.attentions.0", new) is old
    assert unet.mid_block.attentions[0] is new
    old_norm = unet.mid_block.resnets[0].norm1
    assert put(unet, "mid_block.resnets.0.norm1", new) is old_norm
    assert unet.mid_block.resnets[0].norm1 is new


def test_a_configuration_builds_it_again():
    unet = untrained().unet
    gone = {"mid_block.attentions.0": "through", "up_blocks.1.resnets.2": "shortcut"}
    again = PrunedUNet2DModel.from_config({**unet.config, "removed_operators": gone})
    take_out(unet, gone)
    assert again.state_dict().keys() == unet.state_dict().keys()
    assert again.config["removed_operators"] == gone
