"""Denoisers that lack some of their operators, as diffusers loads them.

A copy of this file lies beside the weights of every pruned denoiser, so that
`DiffusionPipeline.from_pretrained(folder, trust_remote_code=True)` needs nothing else of this project: it imports torch
and diffusers only. The configuration describes the dense denoiser; `removed_operators` says what became of which of its
operators.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

import torch
from diffusers import ModelMixin as ModelMixin  # diffusers looks for it here where a denoiser is handed over
from diffusers import UNet2DConditionModel, UNet2DModel
from torch import Tensor, nn

THROUGH = "through"  # hands its input on
SHORTCUT = "shortcut"  # a residual block of which only the shortcut is left
NOTHING = "nothing"  # a branch that adds nothing
POINTWISE = "pointwise"  # a convolution of one pixel, drawn anew, instead of what was there


class Through(nn.Module):
    """An operator that hands its first input on, whatever else it is given."""

    def forward(self, hidden_states: Tensor, *_rest: object, **named: object) -> Tensor | tuple[Tensor]:
        """Shapes: any, returned alike; in a tuple for callers who refuse a dictionary."""
        return (hidden_states,) if named.get("return_dict") is False else hidden_states


class Nothing(nn.Module):
    """A branch that adds nothing to what it is added to."""

    def forward(self, hidden_states: Tensor, *_rest: object, **_named: object) -> Tensor:
        """Shapes: any, returned alike."""
        return torch.zeros_like(hidden_states)


class Shortcut(nn.Module):
    """What is left of a residual block without its branch."""

    def __init__(self, block: nn.Module) -> None:
        super().__init__()
        self.conv_shortcut = cast("nn.Module | None", block.conv_shortcut)
        self.scale = float(cast(float, block.output_scale_factor))

    def forward(self, hidden_states: Tensor, *_rest: object, **_named: object) -> Tensor:
        """Shapes: (n, inputs, height, width) to (n, outputs, height, width)."""
        if self.conv_shortcut is not None:
            hidden_states = self.conv_shortcut(hidden_states)
        return hidden_states / self.scale


class Pointwise(nn.Module):
    """A convolution of one pixel: the cheapest operator that can still change how many channels there are.

    Args:
        old: A convolution, or a block of which the shortcut, if it has one, stays beside the new convolution.
    """

    def __init__(self, old: nn.Module) -> None:
        super().__init__()
        self.conv_shortcut = cast("nn.Module | None", getattr(old, "conv_shortcut", None))
        self.scale = float(cast(float, getattr(old, "output_scale_factor", 1.0)))
        self.is_beside = not isinstance(old, nn.Conv2d)
        if isinstance(old, nn.Conv2d):
            self.conv = nn.Conv2d(old.in_channels, old.out_channels, 1, stride=old.stride[0])
        else:
            self.conv = nn.Conv2d(*_widths(old), 1)

    def forward(self, hidden_states: Tensor, *_rest: object, **named: object) -> Tensor | tuple[Tensor]:
        """Shapes: (n, inputs, height, width) to (n, outputs, height / stride, width / stride)."""
        outputs = cast(Tensor, self.conv(hidden_states))
        if self.is_beside:
            past = hidden_states if self.conv_shortcut is None else self.conv_shortcut(hidden_states)
            outputs = outputs + past / self.scale
        return (outputs,) if named.get("return_dict") is False else outputs


def _widths(block: nn.Module) -> tuple[int, int]:
    """Input and output channels of a residual block, or of attention, which has as many of both."""
    if hasattr(block, "conv_shortcut"):
        return cast(int, block.in_channels), cast(int, block.out_channels)
    channels = cast(int, getattr(block, "query_dim", None) or block.in_channels)
    return channels, channels


def replacement(old: nn.Module, kind: str) -> nn.Module:
    """What takes the place of an operator; only a pointwise convolution has weights that were not there before.

    Raises:
        ValueError: There is no such kind.
    """
    if kind == THROUGH:
        return Through()
    if kind == NOTHING:
        return Nothing()
    if kind == SHORTCUT:
        return Shortcut(old)
    if kind == POINTWISE:
        return Pointwise(old)
    raise ValueError(f"there is no replacement {kind!r}")


def put(root: nn.Module, name: str, module: nn.Module) -> nn.Module:
    """Put a module at a place, and give back what was there."""
    owner, _, leaf = name.rpartition(".")
    parent = root.get_submodule(owner)
    old = root.get_submodule(name)
    if isinstance(parent, nn.ModuleList):
        parent[int(leaf)] = module
    else:
        setattr(parent, leaf, module)
    return old


def take_out(unet: nn.Module, removed: Mapping[str, str]) -> None:
    """Replace the named operators, in place."""
    for name, kind in removed.items():
        put(unet, name, replacement(unet.get_submodule(name), kind))


class PrunedUNet2DModel(UNet2DModel):  # type: ignore[misc]
    """An unconditional denoiser that lacks some of its operators."""

    @classmethod
    def from_config(cls, config: Mapping[str, Any], return_unused_kwargs: bool = False, **kwargs: Any) -> Any:
        """Build what a configuration describes; see diffusers' ConfigMixin."""
        removed = config["removed_operators"]
        dense = {key: value for key, value in config.items() if key != "removed_operators"}
        built = super().from_config(dense, return_unused_kwargs, **kwargs)
        return _without(built, removed)


class PrunedUNet2DConditionModel(UNet2DConditionModel):  # type: ignore[misc]
    """A denoiser that heeds a text and lacks some of its operators."""

    @classmethod
    def from_config(cls, config: Mapping[str, Any], return_unused_kwargs: bool = False, **kwargs: Any) -> Any:
        """Build what a configuration describes; see diffusers' ConfigMixin."""
        removed = config["removed_operators"]
        dense = {key: value for key, value in config.items() if key != "removed_operators"}
        built = super().from_config(dense, return_unused_kwargs, **kwargs)
        return _without(built, removed)


def _without(built: Any, removed: Mapping[str, str]) -> Any:
    """What diffusers built, a denoiser or a denoiser and what else it was told, without the operators."""
    unet = built[0] if isinstance(built, tuple) else built
    take_out(unet, removed)
    unet.register_to_config(removed_operators=dict(removed))
    return built
