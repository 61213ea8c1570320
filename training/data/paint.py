"""Paints planned batches on the training device: draws the layers, then changes light and sharpness."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
import torch.nn.functional as F  # noqa: N812
from torch import Tensor

from training.data.light import relight
from training.data.plan import Layers, Plan
from training.data.store import PictureStore

PASTE_FEATHER = 0.12  # enough to hide the seam, little enough to keep fingertips


@dataclass(frozen=True, slots=True, eq=False)
class Batch:
    """Training pictures and their boxes, as the network's loss takes them.

    Shapes:
        pictures: (B, 3, side, side), float32, RGB, 0 to 1
        owner: (n,), which picture each box belongs to
        classes: (n, 1)
        boxes: (n, 4), centre x, centre y, width, height as shares of the side
    """

    pictures: Tensor
    owner: Tensor
    classes: Tensor
    boxes: Tensor


class Painter:
    """Paints plans with the pixels of a store of pictures and a store of single hands."""

    def __init__(self, pictures: PictureStore, hands: PictureStore | None, side: int) -> None:
        self._pictures, self._hands, self._side = pictures, hands, side
        self._device = pictures.pixels.device

    def paint(self, plan: Plan, photometric: float) -> Batch:
        """Paint one planned batch; `photometric` is the strength of the changes of light and sharpness."""
        generator = torch.Generator(self._device).manual_seed(plan.seed)
        shape = (len(plan.boxes), 3, 1, 1)
        colour = torch.rand(shape, device=self._device, generator=generator) * 0.5 + 0.2
        canvas = colour.repeat(1, 1, self._side, self._side)
        for layers in plan.pictures:
            draw(canvas, self._pictures.pixels, layers)
        if self._hands is not None:
            for layers in plan.hands:
                draw(canvas, self._hands.pixels, layers, PASTE_FEATHER)
        draw(canvas, self._pictures.pixels, plan.decoys, PASTE_FEATHER)
        return self._packed(relight(canvas, photometric, generator), plan)

    def _packed(self, pictures: Tensor, plan: Plan) -> Batch:
        """Join the boxes of all canvases into the tensors that the loss wants."""
        owner = np.repeat(np.arange(len(plan.boxes)), [len(own) for own in plan.boxes]).astype(np.float32)
        joined = torch.from_numpy(np.concatenate(plan.boxes)).to(self._device)  # (n, 5)
        centre, size = (joined[:, 1:3] + joined[:, 3:5]) / 2, joined[:, 3:5] - joined[:, 1:3]
        shares = torch.cat([centre, size], dim=1) / self._side
        return Batch(pictures, torch.from_numpy(owner).to(self._device), joined[:, :1], shares)


def draw(canvas: Tensor, sources: Tensor, layers: Layers, feather: float = 0.0) -> None:
    """Draw layers onto their canvases, in place; at most one layer for each canvas.

    Args:
        feather: Share of the half-size over which the drawn part fades into what lies under it; 0 is a hard edge.

    Shapes:
        canvas: (B, 3, side, side), float32, 0 to 1
        sources: (n, 3, source_side, source_side), uint8
    """
    if not len(layers.canvas):
        return
    device, side, source_side = canvas.device, canvas.shape[-1], sources.shape[-1]
    chosen = torch.from_numpy(layers.canvas).to(device)
    picked = sources[torch.from_numpy(layers.source).to(sources.device)].to(device)
    theta = torch.from_numpy(_theta(layers.inverse, side, source_side)).to(device)
    grid = F.affine_grid(theta, [len(chosen), 3, side, side], align_corners=False)  # (n, side, side, 2)
    drawn = F.grid_sample(picked.float() / 255, grid, padding_mode="border", align_corners=False)
    alpha = _alpha((grid + 1) * (source_side / 2), layers, feather)[:, None]  # (n, 1, side, side)
    canvas[chosen] = torch.lerp(canvas[chosen], drawn, alpha)


def _theta(
    inverse: np.ndarray[tuple[int, ...], np.dtype[np.float32]], side: int, source_side: int
) -> np.ndarray[tuple[int, ...], np.dtype[np.float32]]:
    """Canvas-to-source matrices in grid_sample's coordinates, -1 to 1 on both sides. Shapes (n, 2, 3)."""
    linear = inverse[:, :, :2] * (side / source_side)
    shift = (inverse[:, :, :2].sum(axis=2) * (side / 2) + inverse[:, :, 2]) * (2 / source_side) - 1
    return np.concatenate([linear, shift[:, :, None]], axis=2).astype(np.float32)


def _alpha(points: Tensor, layers: Layers, feather: float) -> Tensor:
    """How much of each layer shows at each pixel of its canvas.

    Shapes:
        points: (n, side, side, 2), the source pixel that each canvas pixel looks at; returns (n, side, side)
    """
    side = points.shape[1]
    part = torch.from_numpy(layers.part).to(points)[:, None, None]  # (n, 1, 1, 4)
    clip = torch.from_numpy(layers.clip).to(points)[:, None, None]
    middle, half = (part[..., :2] + part[..., 2:]) / 2, (part[..., 2:] - part[..., :2]) / 2
    off = ((points - middle) / half).abs()  # (n, side, side, 2), 1 at the edge
    if feather > 0:
        distance = off.pow(4).sum(-1).pow(0.25)  # a rounded rectangle
        alpha = ((1 - distance) / feather).clamp(0, 1)
    else:
        alpha = (off.amax(-1) <= 1).to(points)
    steps = torch.arange(side, device=points.device) + 0.5
    inside_x = (steps >= clip[..., 0]) & (steps < clip[..., 2])  # (n, 1, side)
    inside_y = (steps >= clip[..., 1]) & (steps < clip[..., 3])
    return alpha * inside_x * inside_y.transpose(1, 2)
