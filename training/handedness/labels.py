"""Reads which hands are left and which are right: a table beside the pictures of a YOLO-layout folder.

Left and right are the person's own, as somebody sees them who looks at the unmirrored picture: the left hand of whoever
faces the camera is on the right of it. `unclear` hands are left out.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

from training.data.yolo_folder import label_file, read_folder, read_labels
from training.errors import DataError

COLUMNS = ("image", "line", "hand")
ANSWERS = {"left": True, "right": False, "unclear": None}


@dataclass(frozen=True, slots=True)
class LabelledHand:
    """One hand of a picture."""

    picture: Path
    split: str  # "train", "val" or "test"
    gesture: str
    box: tuple[float, float, float, float]  # centre x and y, width and height, as shares of the picture
    is_left: bool


def read_hands(table: Path, root: Path) -> list[LabelledHand]:
    """All hands whose side is known, in the order of the table.

    Args:
        table: CSV with the columns image (path under root), line (of its label file, from 0) and hand.
        root: The YOLO-layout folder.

    Raises:
        DataError: The table is not there or does not fit the folder; the sentence says where.
    """
    names = read_folder(root).names
    try:
        with table.open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
    except OSError as error:
        raise DataError(f"The table of hands {table} cannot be read: {error.strerror}.") from None
    found = [_hand(row, root, names, f"{table}, line {number}") for number, row in enumerate(rows, start=2)]
    if not found:
        raise DataError(f"The table of hands {table} names no hand; it needs the columns {', '.join(COLUMNS)}.")
    return [hand for hand in found if hand is not None]


def _hand(row: dict[str, str], root: Path, names: tuple[str, ...], where: str) -> LabelledHand | None:
    """One line of the table; None for an unclear one."""
    try:
        image, line, is_left = row["image"], int(row["line"]), ANSWERS[row["hand"]]
        boxes = read_labels(label_file(root / image))
        label, *box = boxes[line].tolist()
    except (KeyError, ValueError, TypeError, IndexError):
        raise DataError(f"{where}: there is no such hand; a line is image,line,left|right|unclear.") from None
    if is_left is None:
        return None
    x, y, width, height = box
    return LabelledHand(root / image, Path(image).parent.name, names[int(label)], (x, y, width, height), is_left)
