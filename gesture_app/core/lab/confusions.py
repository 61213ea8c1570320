"""Which gesture a detector took for which, and in which pictures, as `gesture-train val --confusions` tells it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gesture_app.core.errors import LabError
from gesture_app.core.lab.commands import TRAINING, shown
from gesture_app.core.lab.layers import told_name

DATA_FILE = "data.yaml"  # what makes a folder one of labelled pictures
SPLITS = ("val", "test", "train")
_OUT = "confusions"  # how files are called that a person asks for
_CHANGED = 0.02  # of a row's hands: what differs less may be chance

Cell = tuple[int, int]  # row: what is there; column: what was found; the last of each is nothing
Shares = tuple[float, float, float, float]  # left, top, right, bottom of a box, 0 to 1 of the picture


@dataclass(frozen=True, slots=True)
class ConfusionsWish:
    """A detector that shall be shown labelled pictures."""

    model: Path
    folder: Path
    split: str
    out: Path  # file for what comes of it

    @property
    def arguments(self) -> tuple[str, ...]:
        """What `gesture-train` is asked for."""
        return self._asked(str(self.model), self.out)

    @property
    def command(self) -> str:
        """The same, to be copied into a terminal; what comes of it is left in the folder of that terminal."""
        return shown([(TRAINING, *self._asked(told_name(self.model), Path(f"{_OUT}-{self.model.parent.name}.json")))])

    def _asked(self, model: str, out: Path) -> tuple[str, ...]:
        asked = ("val", model, "--data", str(self.folder), "--split", self.split)
        return (*asked, "--confusions", str(out))


@dataclass(frozen=True, slots=True)
class Sighting:
    """A labelled hand with what was found there; one of them may be missing."""

    picture: Path
    truth: Shares | None
    box: Shares | None
    score: float | None


@dataclass(frozen=True, slots=True)
class Confusions:
    """One detector on one split of one folder."""

    model: str
    folder: Path
    split: str
    names: tuple[str, ...]
    counts: tuple[tuple[int, ...], ...]
    sightings: Mapping[Cell, tuple[Sighting, ...]]
    min_score: float
    min_iou: float

    @property
    def size(self) -> int:
        """How many rows and columns there are."""
        return len(self.counts)

    def count(self, cell: Cell) -> int:
        """How many hands lie in a cell."""
        return self.counts[cell[0]][cell[1]]

    def of(self, row: int) -> int:
        """How many hands there are of one gesture; in the last row how many detections where nothing is."""
        return sum(self.counts[row])

    def share(self, cell: Cell) -> float:
        """The share of a row's hands that lies in a cell; 0 in a row without any."""
        return self.count(cell) / max(self.of(cell[0]), 1)

    def change(self, other: Confusions, cell: Cell) -> float:
        """By how much more of a row's hands lies in a cell than with another detector; 0 where that may be chance."""
        change = self.share(cell) - other.share(cell)
        return change if abs(change) >= _CHANGED else 0.0

    def is_comparable(self, other: Confusions) -> bool:
        """Whether both were shown the same and know the same gestures."""
        return (self.folder, self.split, self.names) == (other.folder, other.split, other.names)


def read_confusions(path: Path) -> Confusions:
    """Read what was written.

    Raises:
        LabError: It is not there, or something else.
    """
    try:
        told = json.loads(path.read_text(encoding="utf-8"))
        folder = Path(told["data"])
        pictures = [folder / name for name in told["pictures"]]
        cells = {
            (int(cell["true"]), int(cell["found"])): tuple(_sighting(one, pictures) for one in cell["sightings"])
            for cell in told["cells"]
        }
        counts = tuple(tuple(int(count) for count in row) for row in told["counts"])
        names = tuple(str(name) for name in told["names"])
        if {len(names) + 1} != {len(counts), *map(len, counts)}:
            raise ValueError
        facts = (str(told["model"]), folder, str(told["split"]), names, counts, cells)
        return Confusions(*facts, float(told["min_score"]), float(told["min_iou"]))
    except (OSError, ValueError, KeyError, TypeError, IndexError):
        raise LabError("The confusions could not be read; run the command in a terminal to see why.") from None


def labelled_folders(homes: Sequence[Path]) -> list[Path]:
    """The folders of labelled pictures in these folders, and those among them that are such themselves."""
    found = [folder for home in homes if home.is_dir() for folder in (home, *sorted(home.iterdir()))]
    return [folder for folder in found if (folder / DATA_FILE).is_file()]


def _sighting(facts: Mapping[str, Any], pictures: Sequence[Path]) -> Sighting:
    score = None if facts["score"] is None else float(facts["score"])
    return Sighting(pictures[facts["picture"]], _shares(facts["truth"]), _shares(facts["box"]), score)


def _shares(values: Sequence[float] | None) -> Shares | None:
    if values is None:
        return None
    left, top, right, bottom = map(float, values)
    return left, top, right, bottom
