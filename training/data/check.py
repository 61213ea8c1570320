"""Finds every fault of a YOLO-layout folder and names it, before a night of training is spent on it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

from training.data.yolo_folder import YoloFolder, label_file, picture_files, read_folder, read_labels
from training.errors import DataError

EDGE = 1e-3  # boxes written with three decimals may stick out by this share


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong, and where."""

    # missing_label, orphan_label, outside, empty_box, unknown_class, bad_label, unreadable, duplicate_box, empty_split
    kind: str
    path: Path
    text: str


@dataclass(frozen=True, slots=True)
class CheckReport:
    """What a check found."""

    pictures: dict[str, int]  # per split
    boxes: dict[str, dict[str, int]]  # per split and class name
    faults: tuple[Fault, ...]


def check_folder(root: Path) -> CheckReport:
    """Look at every picture and label of every split.

    Raises:
        DataError: data.yaml is missing or makes no sense, or a folder it names does not exist.
    """
    folder = read_folder(root)
    pictures: dict[str, int] = {}
    boxes: dict[str, dict[str, int]] = {}
    faults: list[Fault] = []
    for split, folders in folder.splits.items():
        files = list(picture_files(folders))
        if not files:
            faults.append(Fault("empty_split", folders[0], f"the split {split} has no pictures"))
        counts: Counter[str] = Counter()
        for path in files:
            faults += _picture_faults(path)
            faults += _label_faults(path, folder, counts)
        faults += _orphans(files)
        pictures[split], boxes[split] = len(files), dict(counts)
    return CheckReport(pictures, boxes, tuple(faults))


def _picture_faults(path: Path) -> Iterator[Fault]:
    """A picture that cannot be decoded."""
    content = np.fromfile(path, np.uint8)
    if not len(content) or cv2.imdecode(content, cv2.IMREAD_COLOR) is None:
        yield Fault("unreadable", path, "the picture cannot be decoded")


def _label_faults(picture: Path, folder: YoloFolder, counts: Counter[str]) -> Iterator[Fault]:
    """Everything wrong with the labels of one picture; counts the boxes that are right by class name."""
    path = label_file(picture)
    if not path.is_file():
        yield Fault("missing_label", picture, "no label file; write an empty one if there is no hand")
        return
    try:
        rows = read_labels(path)
    except DataError as error:
        yield Fault("bad_label", path, str(error))
        return
    for number, (label, x, y, width, height) in enumerate(rows.tolist(), start=1):
        if label != int(label) or not 0 <= label < len(folder.names):
            yield Fault(
                "unknown_class", path, f"box {number}: class {label:g}; data.yaml has 0 to {len(folder.names) - 1}"
            )
        elif width <= 0 or height <= 0:
            yield Fault("empty_box", path, f"box {number}: {width:g} x {height:g}")
        elif min(x - width / 2, y - height / 2) < -EDGE or max(x + width / 2, y + height / 2) > 1 + EDGE:
            yield Fault("outside", path, f"box {number} sticks out of the picture")
        else:
            counts[folder.names[int(label)]] += 1
    if len(np.unique(rows, axis=0)) < len(rows):
        yield Fault("duplicate_box", path, "the same box stands there twice")


def _orphans(pictures: list[Path]) -> Iterator[Fault]:
    """Label files without a picture, in the folders where these pictures have theirs."""
    known = {label_file(path) for path in pictures}
    for folder in sorted({path.parent for path in known}):
        for path in sorted(folder.glob("*.txt")) if folder.is_dir() else ():
            if path not in known:
                yield Fault("orphan_label", path, "labels without a picture")
