"""A small vision transformer (Dosovitskiy et al. 2020, arXiv:2010.11929) that averages its tokens at the end."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

import torch
from torch import Tensor, nn


@dataclass(frozen=True, slots=True)
class VitShape:
    """How large it is."""

    side_px: int = 32
    patch_px: int = 4
    depth: int = 4
    hidden: int = 64
    heads: int = 4


class Attention(nn.Module):
    """Self-attention with its probabilities in the open: `probabilities` is where a hook finds them."""

    def __init__(self, hidden: int, heads: int) -> None:
        super().__init__()
        self.heads = heads
        self.qkv = nn.Linear(hidden, 3 * hidden)
        self.probabilities = nn.Softmax(-1)  # (n, heads, T, T)
        self.out = nn.Linear(hidden, hidden)

    def forward(self, x: Tensor) -> Tensor:
        """Shapes: (n, T, hidden) to the same."""
        q, k, v = (
            self.qkv(x).unflatten(-1, (3, self.heads, -1)).permute(2, 0, 3, 1, 4).unbind(0)
        )  # (n, heads, T, side) each
        attention = self.probabilities(q @ k.transpose(-1, -2) / q.shape[-1] ** 0.5)
        return cast(Tensor, self.out((attention @ v).transpose(1, 2).flatten(2)))


class VitBlock(nn.Module):
    """Attention, then two layers on each token; both add to what comes in."""

    def __init__(self, hidden: int, heads: int) -> None:
        super().__init__()
        self.norm1 = nn.LayerNorm(hidden)
        self.attention = Attention(hidden, heads)
        self.norm2 = nn.LayerNorm(hidden)
        self.up = nn.Linear(hidden, 2 * hidden)
        self.act = nn.GELU()
        self.down = nn.Linear(2 * hidden, hidden)

    def forward(self, x: Tensor) -> Tensor:
        """Shapes: (n, T, hidden) to the same."""
        x = x + self.attention(self.norm1(x))
        return cast(Tensor, x + self.down(self.act(self.up(self.norm2(x)))))


class Vit(nn.Module):
    """Patches, blocks, a mean over all tokens, classes."""

    def __init__(self, shape: VitShape, classes: int = 10) -> None:
        super().__init__()
        tokens = (shape.side_px // shape.patch_px) ** 2
        self.patches = nn.Conv2d(3, shape.hidden, shape.patch_px, shape.patch_px)
        self.places = nn.Parameter(0.02 * torch.randn(1, tokens, shape.hidden))
        self.blocks = nn.Sequential(*(VitBlock(shape.hidden, shape.heads) for _ in range(shape.depth)))
        self.norm = nn.LayerNorm(shape.hidden)
        self.head = nn.Linear(shape.hidden, classes)

    def forward(self, pictures: Tensor) -> Tensor:
        """Shapes: (n, 3, side, side) to (n, classes)."""
        tokens = self.patches(pictures).flatten(2).transpose(1, 2) + self.places  # (n, T, hidden)
        return cast(Tensor, self.head(self.norm(self.blocks(tokens)).mean(1)))
