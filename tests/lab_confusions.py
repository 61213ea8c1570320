"""What `gesture-train val --confusions` writes, made up for the tests of the lab."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from PySide6.QtGui import QColor, QImage

NAMES = ("palm", "fist")
BOX = [0.25, 0.25, 0.5, 0.75]
# Of ten palms eight are found, one is taken for a fist and one is not seen; something is found where nothing is.
COUNTS = ((8, 1, 1), (0, 4, 0), (1, 0, 0))


def facts(folder: Path, counts: Sequence[Sequence[int]] = COUNTS, **changes: Any) -> dict[str, Any]:
    """One detector's file; every hand of a cell is in a picture of its own."""
    cells, pictures = [], []
    for (row, column), count in np.ndenumerate(np.array(counts)):
        sightings = []
        for number in range(int(count)):
            truth, box = (BOX if at < len(NAMES) else None for at in (row, column))
            score = 0.9 if box else None
            sightings.append({"picture": len(pictures), "truth": truth, "box": box, "score": score})
            pictures.append(f"images/val/{row}_{column}_{number}.png")
        if sightings:
            cells.append({"true": row, "found": column, "sightings": sightings})
    return {
        "model": "/models/default/model.onnx",
        "data": str(folder),
        "split": "val",
        "min_score": 0.3,
        "min_iou": 0.5,
        "names": list(NAMES),
        "counts": [list(row) for row in counts],
        "pictures": pictures,
        "cells": cells,
        **changes,
    }


def write(path: Path, told: Mapping[str, Any]) -> Path:
    """The same as a file."""
    path.write_text(json.dumps(told), encoding="utf-8")
    return path


def draw_pictures(folder: Path, told: Mapping[str, Any]) -> None:
    """Grey pictures by the names that a file tells."""
    for name in told["pictures"]:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        picture = QImage(640, 480, QImage.Format.Format_RGB32)
        picture.fill(QColor(128, 128, 128))
        picture.save(str(folder / name))
