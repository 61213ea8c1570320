"""Cuts hands out of pictures with what surrounds them: an arm and a face tell as much as fingers do."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import cv2
import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from training.data.light import relight
from training.errors import DataError
from training.handedness.labels import LabelledHand

Pixels = NDArray[np.uint8]
SIDE_PX = 64  # what the network sees
CONTEXT = 2.6  # side of the square that it sees, in long sides of the hand's box; the best on val of 2.2, 2.6 and 3.0
GREY = (114, 114, 114)  # what lies outside the picture
STORE_PX, STORE_CONTEXT = 160, 4.4  # kept for training, to be cut from in ever new ways
THREADS = 4
# How training crops differ from each other.
SCALES = (1.5, 3.1)  # of the square, in long sides of the box
SHIFT = 0.18  # of the box, at most, in long sides
TURN_DEG = 20.0
STRETCH = 0.12
HIDE_SHARE = 0.3  # of the crops show the hand alone, so that fingers are learnt, too
HIDDEN_SIDES = (1.05, 1.35)  # what is still seen of them, in sides of the box


@dataclass(frozen=True, slots=True, eq=False)
class Crops:
    """Hands with their answers.

    Shapes:
        pixels: (n, side, side, 3), uint8, RGB
        sizes: (n, 2), width and height of the box as shares of its long side
        is_left: (n,), bool
    """

    pixels: Pixels
    sizes: NDArray[np.float32]
    is_left: NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.is_left)


def cut(picture: Pixels, box_px: tuple[float, float, float, float], side_px: int, context: float) -> Pixels:
    """The square around a hand, grey where the picture ends.

    Args:
        box_px: Centre x and y, width and height in pixels.
        context: Side of the square, in long sides of the box.

    Shapes:
        picture: (height, width, 3)
        returns: (side_px, side_px, 3)
    """
    x, y, width, height = box_px
    side = max(round(context * max(width, height)), 1)
    left, top = round(x - side / 2), round(y - side / 2)
    rows, columns = picture.shape[:2]
    square = np.full((side, side, 3), GREY, np.uint8)
    inside = picture[max(top, 0) : min(top + side, rows), max(left, 0) : min(left + side, columns)]
    if inside.size:
        row, column = max(-top, 0), max(-left, 0)
        square[row : row + inside.shape[0], column : column + inside.shape[1]] = inside
    return _resized(square, side_px)


def _resized(square: Pixels, side_px: int) -> Pixels:
    """The square in the size that the network sees.

    A large one goes by way of four times and twice that size: to average all its pixels takes several times as long.
    """
    if len(square) > 4 * side_px:
        square = np.asarray(cv2.resize(square, (4 * side_px, 4 * side_px), interpolation=cv2.INTER_LINEAR), np.uint8)
        square = np.asarray(cv2.resize(square, (2 * side_px, 2 * side_px), interpolation=cv2.INTER_AREA), np.uint8)
    kind = cv2.INTER_AREA if len(square) > side_px else cv2.INTER_LINEAR
    return np.asarray(cv2.resize(square, (side_px, side_px), interpolation=kind), np.uint8)


def load_crops(hands: Sequence[LabelledHand], side_px: int, context: float) -> Crops:
    """Cut all these hands.

    Raises:
        DataError: A picture cannot be decoded.
    """
    with ThreadPoolExecutor(THREADS) as pool:
        pixels = list(pool.map(lambda hand: _load(hand, side_px, context), hands))
    sizes = np.array([hand.box[2:] for hand in hands], np.float32)
    shapes = np.array([shape for _, shape in pixels], np.float32)  # width and height of the pictures
    sizes = sizes * shapes
    return Crops(
        np.stack([crop for crop, _ in pixels]),
        sizes / sizes.max(axis=1, keepdims=True),
        np.array([hand.is_left for hand in hands]),
    )


def _load(hand: LabelledHand, side_px: int, context: float) -> tuple[Pixels, tuple[int, int]]:
    read = cv2.imread(str(hand.picture), cv2.IMREAD_COLOR)
    if read is None:
        raise DataError(f"The picture {hand.picture} cannot be decoded; `gesture-train data check` lists all faults.")
    picture = np.asarray(read, np.uint8)
    height, width = picture.shape[:2]
    x, y, wide, high = hand.box
    crop = cut(picture, (x * width, y * height, wide * width, high * height), side_px, context)
    return np.ascontiguousarray(crop[..., ::-1]), (width, height)


def as_input(pixels: Pixels) -> Tensor:
    """What the network takes.

    Shapes:
        pixels: (n, side, side, 3), uint8
        returns: (n, 3, side, side), 0 to 1
    """
    return torch.from_numpy(np.ascontiguousarray(pixels.transpose(0, 3, 1, 2))).float() / 255


def varied(crops: Crops, chosen: NDArray[np.int64], rng: np.random.Generator, generator: torch.Generator) -> Tensor:
    """Crops as a moving hand before another camera might have given them.

    Args:
        crops: Stored with STORE_PX and STORE_CONTEXT.

    Shapes:
        returns: (len(chosen), 3, SIDE_PX, SIDE_PX), 0 to 1
    """
    pixels = np.stack([_varied(crops.pixels[index], crops.sizes[index], rng) for index in chosen])
    return relight(as_input(pixels), 1.0, generator)


def _varied(pixels: Pixels, size: NDArray[np.float32], rng: np.random.Generator) -> Pixels:
    box = STORE_PX / STORE_CONTEXT  # long side of the box in stored pixels
    middle = STORE_PX / 2
    if rng.random() < HIDE_SHARE:
        pixels = _alone(pixels, size * np.float32(box * rng.uniform(*HIDDEN_SIDES) / 2))
    scale = SIDE_PX / (box * rng.uniform(*SCALES))
    turn = np.deg2rad(rng.uniform(-TURN_DEG, TURN_DEG))
    stretch = np.exp(rng.uniform(-STRETCH, STRETCH))
    matrix = scale * np.array(
        [[np.cos(turn) * stretch, -np.sin(turn) * stretch], [np.sin(turn) / stretch, np.cos(turn) / stretch]]
    )
    shift = rng.uniform(-SHIFT, SHIFT, 2) * box
    offset = SIDE_PX / 2 - matrix @ (np.array([middle, middle]) + shift)
    moved = cv2.warpAffine(
        pixels, np.column_stack([matrix, offset]), (SIDE_PX, SIDE_PX), flags=cv2.INTER_LINEAR, borderValue=GREY
    )
    return np.asarray(moved, np.uint8)


def _alone(pixels: Pixels, half: NDArray[np.float32]) -> Pixels:
    """The hand without what surrounds it."""
    middle = STORE_PX / 2
    rows = slice(int(max(middle - half[1], 0)), int(middle + half[1]) + 1)
    columns = slice(int(max(middle - half[0], 0)), int(middle + half[0]) + 1)
    alone = np.full_like(pixels, GREY[0])
    alone[rows, columns] = pixels[rows, columns]
    return alone
