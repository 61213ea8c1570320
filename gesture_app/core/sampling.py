"""Chooses the frames of a recording that are worth keeping: apart in time, and each unlike all before it."""

from __future__ import annotations

import numpy as np

from gesture_app.core.types import Floats, Pixels

TAKE_S = 20.0  # how long one records
LEAST_GAP_S = 0.25  # between two kept pictures: hands hardly move in less
LOOK_EVERY_S = 0.12  # between two looks at frames that may turn out to be like others
MOST_PICTURES = round(TAKE_S / LEAST_GAP_S)

COLUMNS, ROWS = 32, 18  # of the cells that a picture is compared by
CHANGED_CELLS = 12  # two in a hundred: about the area of a hand across the room
LEAST_CHANGE = 10.0  # grey levels; the noise of a still room stays below half of it, as a test shows


class Sampler:
    """Decides about one frame after the other; remembers only small grey pictures of those it kept."""

    def __init__(self) -> None:
        self._kept: list[Floats] = []
        self._kept_at_s = -np.inf
        self._looked_at_s = -np.inf

    def wants(self, pixels: Pixels, at_s: float) -> bool:
        """Whether to keep this frame; if so, frames like it are refused from now on.

        Shapes:
            pixels: (height, width, 3)
        """
        if len(self._kept) >= MOST_PICTURES or at_s - self._kept_at_s < LEAST_GAP_S:
            return False
        if at_s - self._looked_at_s < LOOK_EVERY_S:
            return False
        self._looked_at_s = at_s
        cells = grey_cells(pixels)
        if any(change(cells, other) < LEAST_CHANGE for other in self._kept):
            return False
        self._kept.append(cells)
        self._kept_at_s = at_s
        return True


def grey_cells(pixels: Pixels) -> Floats:
    """The mean brightness of each cell; the noise of a camera averages out, a hand does not.

    Shapes:
        pixels: (height, width, 3), at least 18 by 32; returns (18, 32), 0 to 255
    """
    height, width, _ = pixels.shape
    rows, columns = height // ROWS, width // COLUMNS
    green = pixels[: rows * ROWS, : columns * COLUMNS, 1]
    step = max(min(rows, columns) // 8, 1)  # some dozen pixels of a cell tell as much as all of them
    cells = green.reshape(ROWS, rows, COLUMNS, columns)[:, ::step, :, ::step]
    return np.asarray(cells.mean(axis=(1, 3)), np.float32)


def change(a: Floats, b: Floats) -> float:
    """How unlike two pictures are where they differ most, in grey levels.

    Shapes:
        a, b: (18, 32)
    """
    differences = np.abs(a - b).ravel()
    return float(np.partition(differences, -CHANGED_CELLS)[-CHANGED_CELLS:].mean())
