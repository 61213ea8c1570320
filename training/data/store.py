"""Keeps pictures and hand crops decoded in memory, so that an epoch costs no disk and no decoding."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from training.data.yolo_folder import LabelledPicture
from training.errors import DataError

Pixels = NDArray[np.uint8]


@dataclass(frozen=True, slots=True, eq=False)
class PictureStore:
    """Pictures scaled into the top left corner of equal squares.

    Shapes:
        pixels: (n, 3, side, side), uint8, RGB
        sizes: (n, 2), width and height of the picture inside its square, in pixels
        boxes: n arrays (m, 5); class, left, top, right, bottom in pixels of the square
    """

    pixels: Tensor
    sizes: NDArray[np.int64]
    boxes: tuple[NDArray[np.float32], ...]

    def __len__(self) -> int:
        return len(self.boxes)

    def to(self, device: torch.device) -> PictureStore:
        """The same store with its pixels on another device."""
        return PictureStore(self.pixels.to(device), self.sizes, self.boxes)


def load_pictures(pictures: Sequence[LabelledPicture], side: int) -> PictureStore:
    """Decode all pictures, scaled so that the long side is `side`.

    Raises:
        DataError: A picture cannot be decoded.
    """
    pixels = torch.zeros((len(pictures), 3, side, side), dtype=torch.uint8)
    sizes = np.zeros((len(pictures), 2), np.int64)

    def load(index: int) -> None:
        scaled = scale_to(_decode(np.fromfile(pictures[index].path, np.uint8), pictures[index].path), side)
        height, width = scaled.shape[:2]
        pixels[index, :, :height, :width] = torch.from_numpy(scaled[..., ::-1].transpose(2, 0, 1).copy())
        sizes[index] = width, height

    _for_all(len(pictures), load)
    boxes = tuple(to_corners(picture.boxes, size) for picture, size in zip(pictures, sizes, strict=True))
    return PictureStore(pixels, sizes, boxes)


def load_crops(path: Path, names: Sequence[str], side: int) -> PictureStore:
    """Decode tight crops of single hands from an .npz of JPEGs (`jpeg`, `offsets`, `labels`, `names`).

    HaGRID's names are merged into the vocabulary; crops of other gestures are left out.

    Raises:
        DataError: The file is not there or a crop cannot be decoded.
    """
    try:
        archive = np.load(path)
    except FileNotFoundError:
        raise DataError(f"There are no hand crops at {path}.") from None
    own = {name: index for index, name in enumerate(names)}
    classes = np.array([own.get(MERGED.get(str(name), str(name)), -1) for name in archive["names"]])[archive["labels"]]
    kept = np.flatnonzero(classes >= 0)
    jpeg, offsets = archive["jpeg"], archive["offsets"]
    pixels = torch.zeros((len(kept), 3, side, side), dtype=torch.uint8)
    sizes = np.zeros((len(kept), 2), np.int64)

    def load(index: int) -> None:
        crop = kept[index]
        scaled = scale_to(_decode(jpeg[offsets[crop] : offsets[crop + 1]], path), side)
        height, width = scaled.shape[:2]
        pixels[index, :, :height, :width] = torch.from_numpy(scaled[..., ::-1].transpose(2, 0, 1).copy())
        sizes[index] = width, height

    _for_all(len(kept), load)
    boxes = tuple(
        np.array([[classes[crop], 0, 0, width, height]], np.float32)
        for crop, (width, height) in zip(kept, sizes, strict=True)
    )
    return PictureStore(pixels, sizes, boxes)


# HaGRID's `none` crops are left out: a look at them shows three, four and two_up among the idle hands.
MERGED = {"stop": "palm", "stop_inverted": "palm", "peace_inverted": "peace"}


def scale_to(picture: Pixels, side: int) -> Pixels:
    """Scale so that the long side is `side` pixels.

    Shapes:
        picture: (height, width, 3); returns the same with other sizes
    """
    height, width = picture.shape[:2]
    factor = side / max(height, width)
    size = max(round(width * factor), 1), max(round(height * factor), 1)
    kind = cv2.INTER_AREA if factor < 1 else cv2.INTER_LINEAR
    return np.asarray(cv2.resize(picture, size, interpolation=kind), np.uint8)


def to_corners(boxes: NDArray[np.float32], size: NDArray[np.int64]) -> NDArray[np.float32]:
    """Turn centre boxes in shares into corner boxes in pixels.

    Shapes:
        boxes: (n, 5), class and centre x, y, width, height in shares; returns (n, 5), class and corners in pixels
    """
    scale = np.array([size[0], size[1]], np.float32)
    centre, half = boxes[:, 1:3] * scale, boxes[:, 3:5] * scale / 2
    return np.concatenate([boxes[:, :1], centre - half, centre + half], axis=1).astype(np.float32)


def _decode(jpeg: NDArray[np.uint8], path: Path) -> Pixels:
    """Decode one picture file that is already in memory."""
    picture = cv2.imdecode(jpeg, cv2.IMREAD_COLOR) if len(jpeg) else None  # OpenCV raises its own error for nothing
    if picture is None:
        raise DataError(f"The picture {path} cannot be decoded; `gesture-train data check` lists all such faults.")
    return np.asarray(picture, np.uint8)


def _for_all(count: int, load: Callable[[int], None]) -> None:
    """Run `load` for every index on a few threads (decoding releases the interpreter's lock)."""
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(load, range(count)))
