"""Which operators of a denoiser may go, what could take their place, and why the others stay.

A block is a residual block, an attention or a transformer; the fine operators are what these are made of. What an
operator may become follows from the shapes it was seen to take and give, so that nothing is replaced that would break.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

import torch
from diffusers.models.attention import BasicTransformerBlock, FeedForward
from diffusers.models.attention_processor import Attention
from diffusers.models.downsampling import Downsample2D
from diffusers.models.resnet import ResnetBlock2D
from diffusers.models.transformers import Transformer2DModel
from diffusers.models.upsampling import Upsample2D
from torch import Tensor, nn

from training.pruning.diffusion.modeling_pruned_unet import NOTHING, POINTWISE, SHORTCUT, THROUGH

BLOCKS = (ResnetBlock2D, Attention, Transformer2DModel, Downsample2D, Upsample2D)
FINE = (nn.Conv2d, nn.Linear, nn.GroupNorm, nn.LayerNorm, Attention, FeedForward)
EDGES = ("conv_in", "conv_out", "conv_norm_out", "time_embedding", "time_proj", "class_embedding", "encoder_hid_proj")


class Grain(Enum):
    """How large an operator is."""

    BLOCK = "block"
    FINE = "fine"


class Replace(Enum):
    """What takes the place of an operator."""

    REMOVAL = "removal"  # its input, or of a residual block the shortcut: the operator is gone
    RANDOM = "random"  # a convolution of one pixel with random weights


@dataclass(frozen=True, slots=True)
class Operator:
    """Something in a denoiser that has a name.

    Args:
        kinds: What could take its place, best first, as modeling_pruned_unet.py names it; none: it stays.
        reason: Why it stays.
    """

    name: str
    params: int
    kinds: tuple[str, ...] = ()
    reason: str = ""


@dataclass(slots=True)
class _Seen:
    """The shapes that an operator took and gave."""

    taken: tuple[int, ...] = ()
    given: tuple[int, ...] = ()


def operators_of(unet: nn.Module, example: tuple[Tensor, ...], grain: Grain) -> list[Operator]:
    """All operators of a denoiser in the order of its modules, those that stay with the reason.

    Args:
        example: What the denoiser is called with: noisy latents, steps and, if it heeds a text, its embedding.
    """
    named = dict(_candidates(unet, grain))
    shapes = _shapes(unet, example, named)
    return [_judged(name, module, shapes[name], unet) for name, module in named.items()]


def fitting(operators: list[Operator], how: Replace) -> dict[str, str]:
    """What each operator that may go becomes, by name."""
    found: dict[str, str] = {}
    for operator in operators:
        kinds = [kind for kind in operator.kinds if (kind == POINTWISE) == (how is Replace.RANDOM)]
        found |= {operator.name: kinds[0]} if kinds else {}
    return found


def _candidates(unet: nn.Module, grain: Grain) -> Iterator[tuple[str, nn.Module]]:
    """The operators of a size, by name; nothing at the edges and nothing inside of a smaller one."""
    within: list[str] = []
    for name, module in unet.named_modules():
        if name.partition(".")[0] in EDGES or any(name.startswith(f"{outer}.") for outer in within):
            continue
        if isinstance(module, BLOCKS if grain is Grain.BLOCK else FINE) and not _is_opened(unet, name, grain):
            within.append(name)
            yield name, module


def _is_opened(unet: nn.Module, name: str, grain: Grain) -> bool:
    """Whether an attention is looked into rather than taken as one: alone it is the block, in a transformer a part."""
    parent = unet.get_submodule(name.rpartition(".")[0])
    is_alone = isinstance(unet.get_submodule(name), Attention) and not isinstance(parent, BasicTransformerBlock)
    return grain is Grain.FINE and is_alone


def _shapes(unet: nn.Module, example: tuple[Tensor, ...], named: dict[str, nn.Module]) -> dict[str, _Seen]:
    """What each operator takes and gives when the denoiser is called; one that is never called keeps no shapes."""
    seen = {name: _Seen() for name in named}
    handles = []
    for name, module in named.items():

        def note(_module: nn.Module, inputs: tuple[object, ...], named_inputs: dict[str, object], output: object,
                 mine: _Seen = seen[name]) -> None:  # fmt: skip
            first = inputs[0] if inputs else next(iter(named_inputs.values()))
            mine.taken, mine.given = _shape(first), _shape(output)

        handles.append(module.register_forward_hook(note, with_kwargs=True))
    with torch.no_grad():
        unet(*example)
    for handle in handles:
        handle.remove()
    return seen


def _shape(value: object) -> tuple[int, ...]:
    """The shape of a tensor, or of the first in a tuple."""
    if isinstance(value, tuple):
        value = value[0]
    return tuple(value.shape) if isinstance(value, Tensor) else ()


def _judged(name: str, module: nn.Module, seen: _Seen, unet: nn.Module) -> Operator:
    """An operator with what may become of it."""
    params = sum(parameter.numel() for parameter in module.parameters())
    if not seen.taken or not seen.given:
        return Operator(name, params, reason="it is never called")
    kinds = _kinds(module, seen, unet.get_submodule(name.rpartition(".")[0]))
    if kinds:
        return Operator(name, params, kinds)
    return Operator(
        name, params, reason=f"it turns {_text(seen.taken)} into {_text(seen.given)}, and nothing fits there"
    )


def _kinds(module: nn.Module, seen: _Seen, parent: nn.Module) -> tuple[str, ...]:
    """What fits in place of an operator."""
    alike = seen.taken == seen.given
    if isinstance(module, ResnetBlock2D):
        return (SHORTCUT, POINTWISE) if seen.taken[2:] == seen.given[2:] else ()
    if isinstance(parent, BasicTransformerBlock) and isinstance(module, Attention | FeedForward):
        return (NOTHING,)  # a branch that is added; handing its input on would not take it out
    if isinstance(module, Attention | Transformer2DModel):
        return (THROUGH, POINTWISE) if alike and len(seen.taken) == 4 else ((THROUGH,) if alike else ())
    if isinstance(module, nn.Conv2d):
        random = (POINTWISE,) if _shrinks(module, seen) else ()
        return (THROUGH, *random) if alike else random
    return (THROUGH,) if alike else ()


def _shrinks(module: nn.Conv2d, seen: _Seen) -> bool:
    """Whether a convolution of one pixel is smaller than this one and gives the same side."""
    if module.kernel_size == (1, 1) or module.bias is None or len(set(module.stride)) > 1 or module.groups > 1:
        return False
    sides = zip(seen.taken[2:], seen.given[2:], strict=True)
    return all(-(-taken // module.stride[0]) == given for taken, given in sides)


def _text(shape: tuple[int, ...]) -> str:
    """A shape without the batch."""
    return "x".join(map(str, shape[1:]))
