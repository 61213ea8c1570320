"""Finds the pictures that an address names: digits that come with scikit-learn, CIFAR, or a folder of class folders."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PIL import Image

from training.data.yolo_folder import resolve
from training.errors import DataError
from training.pruning.extra import need_packages
from training.pruning.zoo.cifar import read_cifar
from training.pruning.zoo.picture_folder import read_picture_folder
from training.pruning.zoo.pictures import Labelled, PictureData, of_arrays

if TYPE_CHECKING:
    from pathlib import Path

DIGITS = "digits"  # what is taken when an address names no data
TEST_DIGITS = 360  # the last of 1,797
CIFAR10_NAMES = ("airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck")


def read_pictures(word: str) -> PictureData:
    """The pictures of a word: `digits`, a folder, or a name under GESTURE_DATA.

    A folder holds CIFAR-10 or CIFAR-100 as published, the JPEG copy of CIFAR-10 that the suite's own tasks use, or
    train/CLASS/ and val/CLASS/.

    Raises:
        DataError: There are none, or they are damaged.
        RecipeError: scikit-learn is missing.
    """
    if word in ("", DIGITS):
        return _digits()
    folder = resolve(word)
    found = read_cifar(folder) or _jpegs(folder) or read_picture_folder(folder)
    if found is None:
        raise DataError(
            f"{folder} holds no labelled pictures; it needs train/CLASS/ and val/CLASS/, or CIFAR's python files."
        )
    return found


def _digits() -> PictureData:
    """The 8 by 8 digits of scikit-learn."""
    need_packages("Digits", {"sklearn": "scikit-learn"})
    from sklearn.datasets import load_digits

    found = load_digits()
    images = np.round(found.images * (255 / 16)).astype(np.uint8)  # (1797, 8, 8)
    train, test = (
        of_arrays(images[part], found.target[part]) for part in (slice(-TEST_DIGITS), slice(-TEST_DIGITS, None))
    )
    return PictureData(tuple(str(digit) for digit in range(10)), train, test, is_natural=False)


def _jpegs(folder: Path) -> PictureData | None:
    """The JPEG copy of CIFAR-10."""
    paths = [folder / f"{split}.npz" for split in ("train", "test")]
    if not all(path.is_file() for path in paths):
        return None
    from training.pruning.pictures import read_jpegs

    def labelled(path: Path) -> Labelled:
        pixels, labels = read_jpegs(path)
        images = pixels.permute(0, 2, 3, 1).contiguous().numpy()
        return Labelled(lambda place: Image.fromarray(images[place]), tuple(labels.tolist()))

    return PictureData(CIFAR10_NAMES, labelled(paths[0]), labelled(paths[1]))
