"""Changes light, colour, sharpness and noise of training pictures: batched torch, on any device."""

from __future__ import annotations

import torch
import torch.nn.functional as F  # noqa: N812
from torch import Tensor


def relight(pictures: Tensor, strength: float, generator: torch.Generator) -> Tensor:
    """Change light, colour, sharpness and noise of each picture by its own draw.

    Covers what webcams do: exposure, gamma, white balance, weak colour, uneven light, defocus, low resolution, noise.

    Shapes:
        pictures: (B, 3, side, side), 0 to 1; returns the same
    """
    chance = _Chance(len(pictures), pictures.device, strength, generator)
    pictures = pictures * chance.around_one(0.35) * chance.around_one(0.12, channels=3)
    pictures = pictures + chance.around_zero(0.10)
    pictures = _uneven_light(pictures, chance)
    grey = pictures.mean(dim=1, keepdim=True)
    saturation = torch.where(chance.happens(0.06), torch.zeros_like(grey[:, :, :1, :1]), chance.around_one(0.5))
    pictures = grey + (pictures - grey) * saturation
    middle = pictures.mean(dim=(1, 2, 3), keepdim=True)
    pictures = (middle + (pictures - middle) * chance.around_one(0.3)).clamp(1e-4, 1)
    pictures = pictures.pow(chance.around_one(0.35))
    pictures = _soften(pictures, chance)
    noise = torch.randn(pictures.shape, device=pictures.device, generator=generator)
    return (pictures + noise * chance.up_to(0.05) * chance.happens(0.35)).clamp(0, 1)


class _Chance:
    """One random number for each picture of a batch, shaped to be multiplied with it: (B, channels, 1, 1)."""

    def __init__(self, count: int, device: torch.device, strength: float, generator: torch.Generator) -> None:
        self._count, self._device, self._strength, self._generator = count, device, strength, generator

    def _uniform(self, channels: int = 1) -> Tensor:
        return torch.rand((self._count, channels, 1, 1), device=self._device, generator=self._generator)

    def around_one(self, spread: float, channels: int = 1) -> Tensor:
        """A factor, as likely twice as half."""
        return ((self._uniform(channels) * 2 - 1) * spread * self._strength).exp()

    def around_zero(self, spread: float) -> Tensor:
        """A shift, up or down."""
        return (self._uniform() * 2 - 1) * spread * self._strength

    def up_to(self, most: float) -> Tensor:
        """A size from nothing to most."""
        return self._uniform() * most * self._strength

    def happens(self, share: float) -> Tensor:
        """Whether something happens to a picture at all; bool."""
        return self._uniform() < share * min(self._strength, 1.0)


def _uneven_light(pictures: Tensor, chance: _Chance) -> Tensor:
    """Light from one side, on a third of the pictures."""
    side = pictures.shape[-1]
    ramp = torch.linspace(-1, 1, side, device=pictures.device)
    slope_x, slope_y = chance.around_zero(0.45), chance.around_zero(0.45)
    light = 1 + slope_x * ramp[None, None, None, :] + slope_y * ramp[None, None, :, None]
    return torch.where(chance.happens(0.33), pictures * light, pictures)


def _soften(pictures: Tensor, chance: _Chance) -> Tensor:
    """Defocus on a fifth of the pictures, low resolution on another tenth; changes them in place."""
    blurs, coarsens = chance.happens(0.2).flatten(), chance.happens(0.1).flatten()  # both (B,)
    pictures[blurs] = _blurred(pictures[blurs])
    pictures[coarsens] = _coarse(pictures[coarsens])
    return pictures


def _blurred(pictures: Tensor) -> Tensor:
    """As a lens out of focus shows it; there may be none."""
    if not len(pictures):
        return pictures
    kernel = torch.tensor([1.0, 4.0, 6.0, 4.0, 1.0], device=pictures.device) / 16
    weight = kernel.repeat(3, 1, 1, 1)  # (3, 1, 1, 5)
    across = F.conv2d(pictures, weight, padding=(0, 2), groups=3)
    return F.conv2d(across, weight.transpose(2, 3), padding=(2, 0), groups=3)


def _coarse(pictures: Tensor) -> Tensor:
    """As a camera of half the resolution shows it; there may be none."""
    if not len(pictures):
        return pictures
    return F.interpolate(F.interpolate(pictures, scale_factor=0.5, mode="area"), scale_factor=2.0, mode="bilinear")
