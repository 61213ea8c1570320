"""Labelled pictures that are read when a batch asks for them, so that a data set need not fit into memory."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import torch
from numpy.typing import NDArray
from PIL import Image
from torch import Tensor
from torch.nn import functional

from training.errors import DataError
from training.pruning.types import Examples, Split
from training.pruning.zoo.preprocessing import Preprocessing

DECODING = cv2.IMREAD_COLOR | cv2.IMREAD_IGNORE_ORIENTATION
READERS = 4  # threads; decoding lets go of Python
KEPT_BYTES = 2**30  # of decoded squares that stay in memory, for each split
SMALLEST_CROP = 0.5  # of the square's area, while one trains

Read = Callable[[int], Image.Image]


@dataclass(frozen=True, slots=True, eq=False)
class Labelled:
    """Pictures of one split and their classes."""

    read: Read  # the picture of a place
    classes: tuple[int, ...]

    def __len__(self) -> int:
        return len(self.classes)


@dataclass(frozen=True, slots=True, eq=False)
class PictureData:
    """What a network learns to tell apart, and is judged by."""

    names: tuple[str, ...]  # of the classes, by number
    train: Labelled
    test: Labelled
    is_natural: bool = True  # a mirrored picture is as good as the picture

    def examples(self, preprocessing: Preprocessing) -> Examples:
        """All of it as a network wants it."""
        return Examples(*(_split(part, preprocessing) for part in (self.train, self.test)))


class Pictures:
    """The inputs of a split; decoded ones are kept as far as memory is allowed."""

    def __init__(self, read: Read, count: int, preprocessing: Preprocessing) -> None:
        self._read, self._count, self._preprocessing = read, count, preprocessing
        each = len(preprocessing.mean) * preprocessing.side_px**2
        self._kept: dict[int, Tensor] = {}
        self._room = KEPT_BYTES // each

    def __len__(self) -> int:
        return self._count

    def __getitem__(self, chosen: Tensor | slice, /) -> Tensor:
        """The pictures of these places.

        Shapes:
            returns: (places, colours, side, side) float32

        Raises:
            DataError: One cannot be decoded.
        """
        places = list(range(self._count))[chosen] if isinstance(chosen, slice) else chosen.tolist()
        with ThreadPoolExecutor(READERS) as readers:
            pixels = list(readers.map(self._square, places))
        return self._preprocessing.normalised(torch.stack(pixels))

    def _square(self, place: int) -> Tensor:
        """One picture, decoded now or before."""
        if (kept := self._kept.get(place)) is not None:
            return kept
        square = self._preprocessing.pixels(self._read(place))
        if len(self._kept) < self._room:
            self._kept[place] = square
        return square


def of_arrays(images: NDArray[np.uint8], classes: Sequence[int]) -> Labelled:
    """Pictures in memory.

    Shapes:
        images: (n, height, width, 3) or (n, height, width)
    """
    return Labelled(lambda place: Image.fromarray(images[place]), tuple(int(one) for one in classes))


def of_files(paths: Sequence[Path], classes: Sequence[int]) -> Labelled:
    """Pictures on disk."""
    return Labelled(lambda place: _opened(paths[place]), tuple(classes))


def cropped_or_mirrored(inputs: Tensor, random: torch.Generator) -> Tensor:
    """Each picture of a batch cut to a random square of it, and half of them mirrored.

    Shapes:
        inputs: (n, colours, side, side); returns the same
    """
    n = len(inputs)
    area = SMALLEST_CROP + (1 - SMALLEST_CROP) * torch.rand(n, generator=random)
    zoom = area.sqrt()  # of each side
    shift = (2 * torch.rand(n, 2, generator=random) - 1) * (1 - zoom)[:, None]
    mirror = torch.where(torch.rand(n, generator=random) < 0.5, -1.0, 1.0)
    turn = torch.zeros(n, 2, 3)
    turn[:, 0, 0], turn[:, 1, 1], turn[:, :, 2] = zoom * mirror, zoom, shift
    grid = functional.affine_grid(turn, list(inputs.shape), align_corners=False)
    return functional.grid_sample(inputs, grid, padding_mode="border", align_corners=False)


def _split(part: Labelled, preprocessing: Preprocessing) -> Split:
    return Split(Pictures(part.read, len(part), preprocessing), torch.tensor(part.classes))


def _opened(path: Path) -> Image.Image:
    """One picture of a file, as it lies there: like torchvision, whatever its camera says about its orientation."""
    data = np.fromfile(path, np.uint8)
    decoded = cv2.imdecode(data, DECODING) if len(data) else None  # OpenCV raises its own error for nothing
    if decoded is None:
        raise DataError(f"The picture {path} cannot be decoded; replace or remove it.")
    return Image.fromarray(np.ascontiguousarray(decoded[..., ::-1]))
