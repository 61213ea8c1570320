"""Reads the data that tasks learn from into memory; all of it lies under GESTURE_DATA."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import cv2
import numpy as np
import torch
from numpy.typing import NDArray
from torch import Generator, Tensor

from training.data.yolo_folder import resolve
from training.errors import DataError
from training.pruning.types import Examples, Split

CIFAR_MEAN = (0.4914, 0.4822, 0.4465)
CIFAR_STD = (0.2470, 0.2435, 0.2616)
SHIFT_PX = 4  # as far as He et al. 2015 shift pictures of 32 pixels
TEST_SHARE = 0.1  # of a text, at its end


def cifar10() -> Examples:
    """CIFAR-10 (a JPEG copy): 20,000 pictures to learn from, 10,000 to judge by.

    Shapes:
        inputs: (n, 3, 32, 32), normalised per colour

    Raises:
        DataError: It is not there.
    """
    return Examples(
        _normalised(read_jpegs(resolve("cifar10/train.npz"))), _normalised(read_jpegs(resolve("cifar10/test.npz")))
    )


def mnist10k() -> Examples:
    """The test set of MNIST, split again: 8,000 digits to learn from, 2,000 to judge by.

    Shapes:
        inputs: (n, 1, 28, 28), 0 to 1

    Raises:
        DataError: It is not there.
    """
    pixels, labels = read_jpegs(resolve("mnist10k/mnist10k.npz"))
    grey = pixels[:, :1].float() / 255  # (n, 1, 28, 28)
    cut = len(labels) * 4 // 5
    return Examples(Split(grey[:cut], labels[:cut]), Split(grey[cut:], labels[cut:]))


def characters(name: str, length: int) -> Examples:
    """A text as rows of characters, each to be foretold from those before; the last tenth is to judge by.

    Shapes:
        inputs, targets: (n, length); targets are one character further

    Raises:
        DataError: It is not there.
    """
    text = resolve(name).read_text(encoding="utf-8")
    places = {letter: place for place, letter in enumerate(sorted(set(text)))}
    tokens = torch.tensor([places[letter] for letter in text])
    cut = round(len(tokens) * (1 - TEST_SHARE))
    return Examples(_rows(tokens[:cut], length), _rows(tokens[cut:], length))


def read_jpegs(path: Path) -> tuple[Tensor, Tensor]:
    """The pictures and labels of an .npz that holds `jpeg`, `offsets` and `labels`.

    Shapes:
        returns: (n, 3, height, width) uint8 RGB, (n,) int64

    Raises:
        DataError: The file is damaged.
    """
    try:
        archive = np.load(path)
        jpeg, offsets, labels = archive["jpeg"], archive["offsets"], archive["labels"]
    except (ValueError, KeyError, OSError) as error:
        raise DataError(f"{path} holds no pictures ({type(error).__name__}); expected jpeg, offsets, labels.") from None
    pictures = [_decoded(jpeg[a:b], path) for a, b in pairwise(offsets)]
    pixels = torch.from_numpy(np.stack(pictures)).permute(0, 3, 1, 2).contiguous()  # (n, 3, height, width)
    return pixels, torch.from_numpy(labels.astype(np.int64))


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


def _normalised(pictures: tuple[Tensor, Tensor]) -> Split:
    """Pictures as networks like them."""
    pixels, labels = pictures
    mean, std = torch.tensor(CIFAR_MEAN)[:, None, None], torch.tensor(CIFAR_STD)[:, None, None]
    return Split((pixels.float() / 255 - mean) / std, labels)


def _decoded(jpeg: NDArray[np.uint8], path: Path) -> NDArray[np.uint8]:
    """One picture, RGB."""
    picture = cv2.imdecode(jpeg, cv2.IMREAD_COLOR) if len(jpeg) else None  # OpenCV raises its own error for nothing
    if picture is None:
        raise DataError(f"A picture in {path} cannot be decoded; copy the file again.")
    return np.asarray(picture[..., ::-1], np.uint8)


def _rows(tokens: Tensor, length: int) -> Split:
    """Tokens in rows, with what follows each."""
    rows = (len(tokens) - 1) // length
    return Split(tokens[: rows * length].view(rows, length), tokens[1 : rows * length + 1].view(rows, length))
