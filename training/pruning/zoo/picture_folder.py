"""Reads a folder of pictures in a folder for each class, as ImageNet and torchvision's ImageFolder have it.

`train/CLASS/*.jpg` to learn from, and `val/CLASS/*.jpg` (or `test`) to judge by.
"""

from __future__ import annotations

import random
from pathlib import Path

from training.data.yolo_folder import PICTURE_SUFFIXES
from training.errors import DataError
from training.pruning.zoo.pictures import Labelled, PictureData, of_files

LEARN, JUDGE = ("train",), ("val", "validation", "test")
ORDER = 0  # of the dice that shuffle the pictures once: whoever takes the first few gets some of every class


def read_picture_folder(folder: Path) -> PictureData | None:
    """The pictures of a folder in this layout; None if it has none of the splits.

    Raises:
        DataError: A split is missing or empty, or a class to judge by is one that is not learned.
    """
    learn, judge = _one_of(folder, LEARN), _one_of(folder, JUDGE)
    if learn is None and judge is None:
        return None
    if learn is None or judge is None:
        missing = "train/ to learn from" if learn is None else "val/ to judge by"
        raise DataError(f"{folder} has no {missing}; it needs train/CLASS/ and val/CLASS/ with pictures.")
    names = _classes(learn)
    if unknown := set(_classes(judge)) - set(names):
        raise DataError(f"{judge} has classes that {learn} has not: {', '.join(sorted(unknown)[:3])}.")
    return PictureData(tuple(names), _labelled(learn, names), _labelled(judge, names))


def _one_of(folder: Path, names: tuple[str, ...]) -> Path | None:
    """The first of some folders that is there."""
    return next((folder / name for name in names if (folder / name).is_dir()), None)


def _classes(split: Path) -> list[str]:
    """The names of a split's classes, in the order of their numbers."""
    names = sorted(path.name for path in split.iterdir() if path.is_dir() and not path.name.startswith("."))
    if not names:
        raise DataError(f"There are no class folders in {split}; each class has a folder of its pictures.")
    return names


def _labelled(split: Path, names: list[str]) -> Labelled:
    """All pictures of a split, in an order that mixes the classes and is always the same."""
    found = [
        (path, number)
        for number, name in enumerate(names)
        for path in sorted((split / name).rglob("*"))
        if path.suffix.lower() in PICTURE_SUFFIXES
    ]
    if not found:
        raise DataError(f"There are no pictures in the class folders of {split}.")
    random.Random(ORDER).shuffle(found)
    return of_files([path for path, _ in found], [number for _, number in found])
