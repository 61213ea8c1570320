"""The network that tells left hands from right ones: small, and of the opposite opinion about a mirrored picture."""

from __future__ import annotations

import torch
from torch import Tensor, nn

WIDTHS = (24, 48, 96, 160)
DROPOUT = 0.2


class HandednessNet(nn.Module):
    """Gives the logit of "left". What it says of a mirrored picture is exactly the opposite, whatever it has learnt."""

    def __init__(self) -> None:
        super().__init__()
        first, *others = WIDTHS
        layers: list[nn.Module] = [_conv(3, first, stride=2)]
        before = first
        for width in others:
            layers += [_separable(before, width, stride=2), _separable(width, width, stride=1)]
            before = width
        self.features = nn.Sequential(*layers)
        self.head = nn.Sequential(nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Dropout(DROPOUT), nn.Linear(before, 1))

    def forward(self, pictures: Tensor) -> Tensor:
        """Tell.

        Shapes:
            pictures: (n, 3, side, side), 0 to 1, RGB
            returns: (n,)
        """
        both = torch.cat([pictures, pictures.flip(3)])
        logits: Tensor = self.head(self.features(both)).flatten()
        as_it_is, mirrored = logits.chunk(2)
        return as_it_is - mirrored


def _conv(before: int, width: int, stride: int) -> nn.Module:
    return nn.Sequential(
        nn.Conv2d(before, width, 3, stride, 1, bias=False), nn.BatchNorm2d(width), nn.ReLU(inplace=True)
    )


def _separable(before: int, width: int, stride: int) -> nn.Module:
    """A 3 x 3 convolution of each channel, then one that mixes them."""
    return nn.Sequential(
        nn.Conv2d(before, before, 3, stride, 1, groups=before, bias=False),
        nn.BatchNorm2d(before),
        nn.ReLU(inplace=True),
        nn.Conv2d(before, width, 1, bias=False),
        nn.BatchNorm2d(width),
        nn.ReLU(inplace=True),
    )
