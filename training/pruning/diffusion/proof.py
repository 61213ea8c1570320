"""A dense denoiser that computes what the pruned one does: zeros where an operator was, or a hand-over past it.

It takes another way than the replacements do, so that both can be held against each other.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

import torch
from diffusers.models.attention import FeedForward
from diffusers.models.attention_processor import Attention
from diffusers.models.resnet import ResnetBlock2D
from diffusers.models.transformers import Transformer2DModel
from torch import nn

from training.pruning.diffusion.modeling_pruned_unet import NOTHING, POINTWISE, SHORTCUT


def silence(unet: nn.Module, removed: Mapping[str, str], pruned: nn.Module) -> None:
    """Make a dense denoiser compute what the pruned one does, in place.

    Args:
        removed: What each operator becomes, by name.
        pruned: Whose convolutions of one pixel are taken over; nothing else of it is looked at.
    """
    for name, kind in removed.items():
        module = unet.get_submodule(name)
        last = _last(module)
        if kind == POINTWISE:
            _take_over(module, cast(nn.Conv2d, pruned.get_submodule(f"{name}.conv")), last)
        elif last is not None and (kind in (SHORTCUT, NOTHING) or _adds_plainly(module)):
            _zero(last)
        else:
            module.register_forward_hook(_hand_over, with_kwargs=True)


def _last(module: nn.Module) -> nn.Module | None:
    """The layer that a branch ends in; None for an operator that is no branch."""
    if isinstance(module, ResnetBlock2D):
        return cast(nn.Module, module.conv2)
    if isinstance(module, Attention):
        return cast(nn.ModuleList, module.to_out)[0]
    if isinstance(module, Transformer2DModel):
        return cast(nn.Module, module.proj_out)
    if isinstance(module, FeedForward):
        return cast(nn.Module, module.net[-1])
    return None


def _adds_plainly(module: nn.Module) -> bool:
    """Whether an operator without its branch hands its input on as it is."""
    if isinstance(module, Attention):
        return bool(module.residual_connection) and module.rescale_output_factor == 1
    return isinstance(module, Transformer2DModel)


def _zero(layer: nn.Module) -> None:
    """Let a layer give zeros."""
    with torch.no_grad():
        for parameter in layer.parameters():
            parameter.zero_()


def _take_over(module: nn.Module, conv: nn.Conv2d, last: nn.Module | None) -> None:
    """Give a convolution the weights of the one of one pixel; add that to what a silenced block hands on."""
    if last is not None:
        _zero(last)
        module.register_forward_hook(lambda _m, inputs, output: _added(output, conv(inputs[0])))
        return
    wide = cast(nn.Conv2d, module)
    middle = [(size - 1) // 2 for size in wide.kernel_size]
    with torch.no_grad():
        wide.weight.zero_()
        wide.weight[:, :, middle[0], middle[1]] = conv.weight[:, :, 0, 0]
        cast(nn.Parameter, wide.bias).copy_(cast(nn.Parameter, conv.bias))


def _added(output: Any, more: torch.Tensor) -> Any:
    """An output, alone or in a tuple, with something added."""
    return (output[0] + more, *output[1:]) if isinstance(output, tuple) else output + more


def _hand_over(_module: nn.Module, inputs: Any, named: Any, output: Any) -> Any:
    """The first input in the form of the output."""
    first = inputs[0] if inputs else next(iter(named.values()))
    return (first, *output[1:]) if isinstance(output, tuple) else first
