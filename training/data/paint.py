"""Paints planned batches on the training device: draws the layers, then changes light and sharpness."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

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
    whole = Window(0, 0, canvas.shape[-1], canvas.shape[-1])
    if canvas.device.type == "cpu":  # pays for every pixel
        for layer in layers.apart():
            draw_within(seen_window(layer, whole), canvas, sources, layer, feather)
    else:  # pays for every call
        draw_within(whole, canvas, sources, layers, feather)


class Window(NamedTuple):
    """A part of a canvas, in whole pixels; right and bottom are outside."""

    left: int
    top: int
    right: int
    bottom: int


def seen_window(layer: Layers, whole: Window) -> Window:
    """The part of its canvas outside which a single layer does not show; may be empty."""
    (left, top, right, bottom), clip = layer.part[0].tolist(), layer.clip[0]
    inverse = layer.inverse[0].astype(np.float64)
    corners = np.array([[left, right, left, right], [top, top, bottom, bottom]])
    moved = np.linalg.inv(inverse[:, :2]) @ (corners - inverse[:, 2:])  # (2, 4), on the canvas
    least = np.maximum(np.floor(moved.min(axis=1)) - 1, np.floor(clip[:2]))
    most = np.minimum(np.ceil(moved.max(axis=1)) + 1, np.ceil(clip[2:]))
    return Window(
        max(int(least[0]), whole.left),
        max(int(least[1]), whole.top),
        min(int(most[0]), whole.right),
        min(int(most[1]), whole.bottom),
    )


def draw_within(window: Window, canvas: Tensor, sources: Tensor, layers: Layers, feather: float) -> None:
    """Draw layers onto their canvases, all within the same window of them."""
    left, top, right, bottom = window
    if left >= right or top >= bottom:
        return
    device = canvas.device
    chosen = torch.from_numpy(layers.canvas).to(device)
    picked = sources[torch.from_numpy(layers.source).to(sources.device)].to(device).float() / 255
    x, y = torch.arange(left, right, device=device) + 0.5, torch.arange(top, bottom, device=device) + 0.5
    points = _points(x, y, torch.from_numpy(layers.inverse).to(device))
    grid = points * (2 / sources.shape[-1]) - 1  # as grid_sample counts: -1 to 1 from edge to edge
    drawn = F.grid_sample(picked, grid, padding_mode="border", align_corners=False)
    alpha = (_shown(points, layers, feather) * _inside(x, y, layers))[:, None]  # (n, 1, height, width)
    under = canvas[chosen, :, top:bottom, left:right]
    canvas[chosen, :, top:bottom, left:right] = torch.lerp(under, drawn, alpha)


def _points(x: Tensor, y: Tensor, inverse: Tensor) -> Tensor:
    """The source pixel that each canvas pixel looks at.

    Shapes:
        x: (width,), y: (height,), inverse: (n, 2, 3); returns (n, height, width, 2)
    """
    across, down, shift = inverse[:, None, None].unbind(-1)  # each (n, 1, 1, 2)
    return x[:, None] * across + y[:, None, None] * down + shift


def _shown(points: Tensor, layers: Layers, feather: float) -> Tensor:
    """How much of each layer's part shows at each pixel: 1 within, 0 outside. Shapes (n, height, width)."""
    part = torch.from_numpy(layers.part).to(points)[:, None, None]  # (n, 1, 1, 4)
    middle, half = (part[..., :2] + part[..., 2:]) / 2, (part[..., 2:] - part[..., :2]) / 2
    off = ((points - middle) / half).abs()  # (n, height, width, 2), 1 at the edge
    if feather > 0:
        distance = off.pow(4).sum(-1).pow(0.25)  # a rounded rectangle
        return ((1 - distance) / feather).clamp(0, 1)
    return (off.amax(-1) <= 1).to(points)


def _inside(x: Tensor, y: Tensor, layers: Layers) -> Tensor:
    """Whether each pixel may be drawn on. Shapes (n, height, width), bool."""
    left, top, right, bottom = torch.from_numpy(layers.clip).to(x)[:, None].unbind(-1)  # each (n, 1)
    inside_x, inside_y = (x >= left) & (x < right), (y >= top) & (y < bottom)
    return inside_y[:, :, None] & inside_x[:, None, :]
