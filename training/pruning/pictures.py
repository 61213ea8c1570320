"""Pictures for tasks: decoded into memory or drawn, made what networks like, and varied while one trains."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from zipfile import BadZipFile

import cv2
import numpy as np
import torch
from numpy.typing import NDArray
from torch import Generator, Tensor

from training.errors import DataError
from training.pruning.types import Examples, Split

CIFAR_MEAN = (0.4914, 0.4822, 0.4465)
CIFAR_STD = (0.2470, 0.2435, 0.2616)
DRAWN_PX = 12
NOISE = 0.7  # of drawn pictures, beside a contrast of about 1: enough that pruning costs something
DIGITS_PX = 16  # made larger from 8, so that an autoencoder has something to halve
TEST_DIGITS = 500
SHIFT_PX = 4  # as far as He et al. 2015 shift pictures of 32 pixels


def read_arrays(path: Path, split: str) -> Split:
    """Grey pictures of an .npz that holds `<split>_images` and `<split>_labels`.

    Shapes:
        inputs: (n, 1, height, width), 0 to 1

    Raises:
        DataError: The file is damaged.
    """
    images, labels = _arrays(path, f"{split}_images", f"{split}_labels")
    return Split(torch.from_numpy(images)[:, None].float() / 255, torch.from_numpy(labels.astype(np.int64)))


def read_jpegs(path: Path) -> tuple[Tensor, Tensor]:
    """The pictures and labels of an .npz that holds `jpeg`, `offsets` and `labels`.

    Shapes:
        returns: (n, 3, height, width) uint8 RGB, (n,) int64

    Raises:
        DataError: The file is damaged.
    """
    jpeg, offsets, labels = _arrays(path, "jpeg", "offsets", "labels")
    pictures = [_decoded(jpeg[a:b], path) for a, b in pairwise(offsets)]
    pixels = torch.from_numpy(np.stack(pictures)).permute(0, 3, 1, 2).contiguous()  # (n, 3, height, width)
    return pixels, torch.from_numpy(labels.astype(np.int64))


def read_digits() -> Examples:
    """The digits of scikit-learn, always split alike.

    Shapes:
        inputs: (n, 1, DIGITS_PX, DIGITS_PX), -1 to 1
    """
    from sklearn.datasets import load_digits  # an extra

    found = load_digits()
    pixels = torch.from_numpy(found.images).float()[:, None] / 8 - 1
    pictures = torch.nn.functional.interpolate(pixels, size=DIGITS_PX, mode="bilinear")
    classes = torch.from_numpy(found.target).long()
    order = torch.randperm(len(classes), generator=torch.Generator().manual_seed(0))
    test, train = order[:TEST_DIGITS], order[TEST_DIGITS:]
    return Examples(Split(pictures[train], classes[train]), Split(pictures[test], classes[test]))


def draw_shapes(count: int, seed: int) -> Split:
    """Squares, rings, bars that lie and bars that stand, each somewhere, in some colour, under noise.

    Shapes:
        inputs: (count, 3, DRAWN_PX, DRAWN_PX); targets: (count,)
    """
    random = torch.Generator().manual_seed(seed)
    classes = torch.randint(0, 4, (count,), generator=random)
    row, column = torch.randint(3, DRAWN_PX - 3, (2, count, 1, 1), generator=random)
    down = (torch.arange(DRAWN_PX)[None, :, None] - row).abs()  # (count, DRAWN_PX, 1)
    right = (torch.arange(DRAWN_PX)[None, None, :] - column).abs()  # (count, 1, DRAWN_PX)
    square = (down <= 2) & (right <= 2)
    kinds = [square, square & ~((down <= 1) & (right <= 1)), (down <= 0) & (right <= 3), (down <= 3) & (right <= 0)]
    shapes = torch.stack([kind.expand(count, DRAWN_PX, DRAWN_PX) for kind in kinds])[classes, torch.arange(count)]
    colours = 0.5 + torch.rand(count, 3, 1, 1, generator=random)
    noise = NOISE * torch.randn(count, 3, DRAWN_PX, DRAWN_PX, generator=random)
    return Split(shapes[:, None].float() * colours + noise, classes)


def shifted_or_flipped(inputs: Tensor, random: Generator) -> Tensor:
    """Each picture of a batch moved by a few pixels, and half of them mirrored.

    Shapes:
        inputs: (n, channels, height, width); returns the same
    """
    n, _, height, width = inputs.shape
    padded = torch.nn.functional.pad(inputs, (SHIFT_PX,) * 4)
    down, right = torch.randint(0, 2 * SHIFT_PX + 1, (2, n), generator=random)
    rows = (down[:, None] + torch.arange(height))[:, None, :, None]  # (n, 1, height, 1)
    columns = right[:, None] + torch.arange(width)  # (n, width)
    mirrored = torch.rand(n, generator=random) < 0.5
    columns = torch.where(mirrored[:, None], columns.flip(1), columns)[:, None, None, :]  # (n, 1, 1, width)
    own = torch.arange(n)[:, None, None, None]
    channels = torch.arange(inputs.shape[1])[None, :, None, None]
    return padded[own, channels, rows, columns]


def normalised(pictures: tuple[Tensor, Tensor]) -> Split:
    """Pictures as networks like them."""
    pixels, labels = pictures
    mean, std = torch.tensor(CIFAR_MEAN)[:, None, None], torch.tensor(CIFAR_STD)[:, None, None]
    return Split((pixels.float() / 255 - mean) / std, labels)


def _arrays(path: Path, *names: str) -> list[NDArray[np.uint8]]:
    """Some arrays of an .npz file."""
    try:
        archive = np.load(path)
        return [archive[name] for name in names]
    except (ValueError, KeyError, OSError, EOFError, BadZipFile) as error:
        wanted = ", ".join(names)
        raise DataError(f"{path} holds no pictures ({type(error).__name__}); expected the arrays {wanted}.") from None


def _decoded(jpeg: NDArray[np.uint8], path: Path) -> NDArray[np.uint8]:
    """One picture, RGB."""
    picture = cv2.imdecode(jpeg, cv2.IMREAD_COLOR) if len(jpeg) else None  # OpenCV raises its own error for nothing
    if picture is None:
        raise DataError(f"A picture in {path} cannot be decoded; copy the file again.")
    return np.asarray(picture[..., ::-1], np.uint8)
