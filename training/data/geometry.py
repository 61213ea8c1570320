"""Where pictures and pasted hands go on a training canvas, and where their boxes end up: numbers only, no pixels."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
MIN_VISIBLE = 0.4  # a hand of which less can be seen loses its label: nobody could name its gesture
MIN_SIDE_PX = 8.0  # smaller hands are below what the finest output level (8 px cells) can place


@dataclass(frozen=True, slots=True)
class AugmentOptions:
    """How far training pictures may stray from the originals; shares are 0 to 1."""

    mosaic: float = 0.4  # share of canvases that show four pictures
    paste: float = 0.5  # share of canvases that get pasted hands
    max_pastes: int = 3
    decoy: float = 0.3  # share of canvases that get a pasted patch without a hand, so that seams mean nothing
    min_scale: float = 0.65
    max_scale: float = 1.7
    rotate_deg: float = 12.0  # more would turn a thumb up into something else
    stretch: float = 0.12  # change of the width against the height
    flip: float = 0.5  # no gesture of the vocabulary differs between left and right
    photometric: float = 1.0  # strength of every change of light and sharpness


def placed(
    size: Sequence[float], boxes: Floats, clip: Floats, options: AugmentOptions, rng: np.random.Generator
) -> Floats:
    """Choose scale, turn, flip and place for a picture that should fill a rectangle of the canvas.

    Shapes:
        size: width and height of the picture
        boxes: (n, 5), class and corners in picture pixels; a zoomed picture keeps one of them in sight
        clip: (4,), the rectangle to fill
        returns: (2, 3), picture pixels to canvas pixels
    """
    width, height = clip[2] - clip[0], clip[3] - clip[1]
    fit = max(width, height) / max(size)
    scale = fit * np.exp(rng.uniform(np.log(options.min_scale), np.log(options.max_scale)))
    linear = _linear(scale, options, rng)
    extent = np.abs(linear) @ np.array(size)  # of the turned picture, (2,)
    middle = linear @ np.array(size) / 2
    lowest = np.array([clip[0], clip[1]]) + extent / 2
    highest = np.array([clip[2], clip[3]]) - extent / 2
    low, high = np.minimum(lowest, highest), np.maximum(lowest, highest)
    centre = rng.uniform(low, high)
    if len(boxes) and rng.random() < 0.85:
        box = boxes[rng.integers(len(boxes))]
        offset = linear @ np.array([(box[1] + box[3]) / 2, (box[2] + box[4]) / 2]) - middle
        margin = np.array([width, height]) * 0.12
        centre = np.clip(centre, clip[:2] + margin - offset, clip[2:] - margin - offset)
    return np.concatenate([linear, (centre - middle)[:, None]], axis=1).astype(np.float32)


def pasted(part: Floats, centre: Floats, side_px: float, options: AugmentOptions, rng: np.random.Generator) -> Floats:
    """Put a part of a picture at a place, `side_px` being the square root of its area there.

    Shapes:
        part: (4,), centre: (2,); returns (2, 3), picture pixels to canvas pixels
    """
    width, height = part[2] - part[0], part[3] - part[1]
    linear = _linear(side_px / float(np.sqrt(width * height)), options, rng)
    middle = linear @ np.array([part[0] + part[2], part[1] + part[3]]) / 2
    return np.concatenate([linear, (centre - middle)[:, None]], axis=1).astype(np.float32)


def _linear(scale: float, options: AugmentOptions, rng: np.random.Generator) -> NDArray[np.float64]:
    """Scale, stretch, turn and flip as a (2, 2) matrix."""
    angle = np.deg2rad(rng.uniform(-options.rotate_deg, options.rotate_deg))
    stretch = np.exp(rng.uniform(-options.stretch, options.stretch))
    mirror = -1.0 if rng.random() < options.flip else 1.0
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    return np.asarray(turn @ np.diag([mirror * scale * stretch, scale / stretch]))


def moved(boxes: Floats, matrix: Floats) -> Floats:
    """Boxes after a matrix: around the turned ellipse rather than the turned corners, which hands do not fill.

    Shapes:
        boxes: (n, 5), class and corners; matrix: (2, 3); returns (n, 5)
    """
    centre = (boxes[:, 1:3] + boxes[:, 3:5]) / 2 @ matrix[:, :2].T + matrix[:, 2]  # (n, 2)
    half = (boxes[:, 3:5] - boxes[:, 1:3]) / 2
    reach = np.sqrt(half**2 @ (matrix[:, :2] ** 2).T)  # (n, 2)
    return np.concatenate([boxes[:, :1], centre - reach, centre + reach], axis=1).astype(np.float32)


def clipped(boxes: Floats, clip: Floats) -> Floats:
    """Cut boxes to a rectangle and drop those of which too little is left.

    Shapes:
        boxes: (n, 5), class and corners; clip: (4,); returns (m, 5)
    """
    cut = boxes.copy()
    cut[:, 1::2] = boxes[:, 1::2].clip(clip[0], clip[2])
    cut[:, 2::2] = boxes[:, 2::2].clip(clip[1], clip[3])
    sides = cut[:, 3:5] - cut[:, 1:3]
    visible = sides.prod(axis=1) / np.maximum((boxes[:, 3:5] - boxes[:, 1:3]).prod(axis=1), 1e-6)
    kept = (visible >= MIN_VISIBLE) & (sides.min(axis=1, initial=np.inf) >= MIN_SIDE_PX)
    return np.asarray(cut[kept], np.float32)


def free_place(boxes: Floats, side_px: float, canvas_px: int, rng: np.random.Generator) -> Floats | None:
    """A centre where a square of this side touches no box; None if a few tries find none.

    Shapes:
        boxes: (n, 5), class and corners; returns (2,)
    """
    reach = side_px * 0.6
    for _ in range(6):
        centre = rng.uniform(0.05 * canvas_px, 0.95 * canvas_px, 2).astype(np.float32)
        apart = (
            (boxes[:, 1] > centre[0] + reach)
            | (boxes[:, 3] < centre[0] - reach)
            | (boxes[:, 2] > centre[1] + reach)
            | (boxes[:, 4] < centre[1] - reach)
        )
        if apart.all():
            return centre
    return None
