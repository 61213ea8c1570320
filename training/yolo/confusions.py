"""Which gesture was taken for which, and in which pictures: the confusion matrix with what lies behind each cell."""

from __future__ import annotations

import json
import os
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from training.errors import TrainingError
from training.yolo.evaluate import HAND_IOU, HAND_SCORE, Floats, PictureResult, overlaps

PLACES = 4  # after the point, of a box: a tenth of a pixel of a picture of 1000


@dataclass(frozen=True, slots=True, eq=False)
class Meeting:
    """A labelled hand and what was found there; one of them may be missing.

    Shapes:
        truth: (5,); class, left, top, right, bottom in pixels
        found: (6,); left, top, right, bottom in pixels, score, class
    """

    picture: int
    truth: Floats | None
    found: Floats | None

    def cell(self, classes: int) -> tuple[int, int]:
        """Row and column of the matrix: true and found; the last of each is "nothing there"."""
        row = classes if self.truth is None else int(self.truth[0])
        return row, classes if self.found is None else int(self.found[5])


def meetings(results: Sequence[PictureResult]) -> Iterator[Meeting]:
    """Pair hands and detections, at the score and overlap of a remote control; the surest detection chooses first."""
    for picture, result in enumerate(results):
        sure = result.found[result.found[:, 4] >= HAND_SCORE]
        sure = sure[(-sure[:, 4]).argsort()]
        free = np.ones(len(result.truth), bool)
        iou = overlaps(sure[:, :4], result.truth[:, 1:]) if len(sure) and len(result.truth) else None
        for row, found in enumerate(sure):
            best = int((iou[row] * free).argmax()) if iou is not None else -1
            if iou is not None and free[best] and iou[row, best] >= HAND_IOU:
                free[best] = False
                yield Meeting(picture, result.truth[best], found)
            else:
                yield Meeting(picture, None, found)
        for truth in result.truth[free]:
            yield Meeting(picture, truth, None)


def confusion(results: Sequence[PictureResult], classes: int) -> NDArray[np.int64]:
    """Count which gesture was taken for which.

    Shapes:
        returns: (classes + 1, classes + 1); row true, column found; the last of each is "nothing there"
    """
    table = np.zeros((classes + 1, classes + 1), np.int64)
    for meeting in meetings(results):
        table[meeting.cell(classes)] += 1
    return table


@dataclass(frozen=True, slots=True, eq=False)
class Source:
    """What was measured on what.

    Shapes:
        sizes: (n, 2), width and height of each picture in the pixels of its boxes
    """

    model: str
    data: Path  # the folder
    split: str
    names: tuple[str, ...]
    pictures: tuple[Path, ...]
    sizes: NDArray[np.int64]


def confusion_facts(source: Source, results: Sequence[PictureResult]) -> dict[str, object]:
    """The matrix as plain values; boxes are shares of their picture, which is named relative to the data's folder."""
    classes = len(source.names)
    cells: dict[tuple[int, int], list[dict[str, object]]] = defaultdict(list)
    for meeting in meetings(results):
        cells[meeting.cell(classes)].append(_sighting(meeting, source.sizes[meeting.picture]))
    return {
        "model": source.model,
        "data": str(source.data),
        "split": source.split,
        "min_score": HAND_SCORE,
        "min_iou": HAND_IOU,
        "names": list(source.names),
        "counts": confusion(results, classes).tolist(),
        "pictures": [
            Path(os.path.relpath(path.resolve(), source.data.resolve())).as_posix() for path in source.pictures
        ],
        "cells": [{"true": row, "found": column, "sightings": seen} for (row, column), seen in sorted(cells.items())],
    }


def write_confusions(facts: dict[str, object], path: Path) -> None:
    """Write them as JSON, whole or not at all.

    Raises:
        TrainingError: The file cannot be written.
    """
    part = path.with_name(f"{path.name}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        part.write_text(json.dumps(facts), encoding="utf-8")
        part.replace(path)
    except OSError as error:
        raise TrainingError(f"{path} cannot be written: {error.strerror}; name another file.") from None


def _sighting(meeting: Meeting, size: NDArray[np.int64]) -> dict[str, object]:
    """One meeting as plain values."""
    facts: dict[str, object] = {"picture": meeting.picture, "truth": None, "box": None, "score": None}
    if meeting.truth is not None:
        facts["truth"] = _shares(meeting.truth[1:5], size)
    if meeting.found is not None:
        facts |= {"box": _shares(meeting.found[:4], size), "score": round(float(meeting.found[4]), PLACES)}
    return facts


def _shares(corners: Floats, size: NDArray[np.int64]) -> list[float]:
    """Left, top, right and bottom as shares of the picture."""
    shares = np.clip(corners / np.array([*size, *size], np.float64), 0.0, 1.0)
    return [round(share, PLACES) for share in shares.tolist()]
