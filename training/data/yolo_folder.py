"""Reads a YOLO-layout folder: data.yaml, one picture and one label file of the same name each."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import yaml
from numpy.typing import NDArray

from training.errors import DataError

PICTURE_SUFFIXES = frozenset({".jpg", ".jpeg", ".png", ".bmp", ".webp"})
LIST_SUFFIX = ".txt"  # of a split that is a list of pictures
DATA_SETTING = "GESTURE_DATA"  # the one setting that says where data lies on this machine


@dataclass(frozen=True, slots=True)
class YoloFolder:
    """What data.yaml says."""

    root: Path
    names: tuple[str, ...]
    splits: dict[str, tuple[Path, ...]]  # picture folders, or lists of pictures, of each split that the file names


@dataclass(frozen=True, slots=True, eq=False)
class LabelledPicture:
    """One picture with its boxes.

    Shapes:
        boxes: (n, 5); class, centre x, centre y, width, height as shares of the picture
    """

    path: Path
    boxes: NDArray[np.float32]


def resolve(name: str) -> Path:
    """The folder that a recipe or command line names: a path, or a name under GESTURE_DATA.

    Raises:
        DataError: Neither exists.
    """
    path = Path(name).expanduser()
    if path.exists():
        return path
    home = os.environ.get(DATA_SETTING)
    if home and (Path(home) / name).exists():
        return Path(home) / name
    where = f"nor in {home}" if home else f"and {DATA_SETTING} is not set"
    raise DataError(f"There is no data at {name}, {where}; give a folder that exists.")


def read_folder(root: Path) -> YoloFolder:
    """Read data.yaml of a YOLO-layout folder; without one, `images/<split>` folders and no names are an error.

    Raises:
        DataError: The file is missing or makes no sense.
    """
    path = root / "data.yaml"
    try:
        document = yaml.safe_load(path.read_text(encoding="utf-8"))
        names = document["names"]
        ordered = [names[key] for key in sorted(names)] if isinstance(names, dict) else list(names)
        base = root / str(document.get("path", "."))
    except FileNotFoundError:
        raise DataError(
            f"There is no data.yaml in {root}; a YOLO-layout folder has one with names and splits."
        ) from None
    except OSError as error:
        raise DataError(f"{path} cannot be read: {error.strerror}; give a folder in YOLO's layout.") from None
    except (yaml.YAMLError, UnicodeDecodeError, KeyError, TypeError, AttributeError) as error:
        raise DataError(
            f"{path} cannot be understood ({_reason(error)}); it needs names and picture folders."
        ) from None
    splits = {
        split: tuple(base / str(folder) for folder in _as_list(document[split]))
        for split in ("train", "val", "test")
        if document.get(split)
    }
    return YoloFolder(root, tuple(str(name) for name in ordered), splits)


def _reason(error: Exception) -> str:
    """What is wrong with a description, in a few words."""
    if isinstance(error, yaml.MarkedYAMLError) and error.problem_mark:
        return f"line {error.problem_mark.line + 1} is no YAML"
    return f"it lacks {error}" if isinstance(error, KeyError) else "it is no table of YAML"


def _as_list(value: object) -> list[object]:
    """A split may be one folder or several."""
    return list(value) if isinstance(value, list) else [value]


def picture_files(folders: tuple[Path, ...]) -> Iterator[Path]:
    """All pictures of the folders, in order of name; of a text file, those that its lines name.

    Raises:
        DataError: A folder or a list does not exist.
    """
    for folder in folders:
        if folder.suffix == LIST_SUFFIX and folder.is_file():
            yield from _listed(folder)
            continue
        if not folder.is_dir():
            raise DataError(f"The picture folder {folder} that data.yaml names does not exist.")
        yield from sorted(path for path in folder.iterdir() if path.suffix.lower() in PICTURE_SUFFIXES)


def _listed(path: Path) -> Iterator[Path]:
    """The pictures of a list, one path a line; one that is not absolute is meant from where the list lies."""
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.strip():
            yield path.parent / line.strip()


def label_file(picture: Path) -> Path:
    """Where the labels of a picture lie: `images` becomes `labels`, the suffix `.txt`."""
    parts = list(picture.parts)
    for place in range(len(parts) - 2, -1, -1):
        if parts[place] == "images":
            parts[place] = "labels"
            break
    return Path(*parts).with_suffix(".txt")


def read_labels(path: Path) -> NDArray[np.float32]:
    """Read one label file; a missing or empty one means a picture without hands.

    Shapes:
        returns: (n, 5); class, centre x, centre y, width, height as shares

    Raises:
        DataError: It is no text, or a line is not five numbers.
    """
    if not path.is_file():
        return np.zeros((0, 5), np.float32)
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except UnicodeDecodeError:
        raise DataError(f"{path} is no text; label the picture again.") from None
    rows = []
    for number, line in enumerate(lines, start=1):
        words = line.split()
        if not words:
            continue
        try:
            row = [float(word) for word in words]
            if not np.isfinite(row).all():
                raise ValueError
        except ValueError:
            raise DataError(f"{path}, line {number}: {line.strip()!r} is not made of numbers.") from None
        if len(row) != 5:
            raise DataError(f"{path}, line {number}: expected class, x, y, width, height; found {len(row)} numbers.")
        rows.append(row)
    return np.array(rows, np.float32).reshape(-1, 5)


def labelled_pictures(folder: YoloFolder, split: str) -> list[LabelledPicture]:
    """All pictures of a split with their boxes.

    Raises:
        DataError: The split is not there, or has no pictures.
    """
    if split not in folder.splits:
        raise DataError(f"{folder.root} has no split {split!r}; it has {', '.join(folder.splits) or 'none'}.")
    found = [LabelledPicture(path, read_labels(label_file(path))) for path in picture_files(folder.splits[split])]
    if not found:
        raise DataError(f"The split {split!r} of {folder.root} has no pictures.")
    return found
