"""Figures show the worst first and are the same bytes for the same figures."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import torch
from tiny_training import NAMES

from training.data.store import PictureStore
from training.yolo.evaluate import PictureResult, score
from training.yolo.figures import (
    WRONG,
    draw_confusion,
    draw_gallery,
    draw_per_class,
    draw_precision_recall,
    worst_first,
)

HAND = (10.0, 10.0, 50.0, 50.0)


def result(*found: tuple[float, int]) -> PictureResult:
    """One hand of class 0, and detections of it as score and class."""
    rows = [[*HAND, sure, label] for sure, label in found]
    return PictureResult(np.array(rows, np.float32).reshape(-1, 6), np.array([[0, *HAND]], np.float32))


FOUND, MISSED, MISNAMED, DOUBTED = result((0.9, 0)), result(), result((0.9, 1)), result((0.9, 0), (0.5, 1))


def test_the_worst_pictures_come_first() -> None:
    assert worst_first([FOUND, MISSED, MISNAMED, DOUBTED]) == [2, 1, 3, 0]


def test_the_sheet_shows_what_was_wrong(tmp_path: Path) -> None:
    store = PictureStore(torch.zeros(4, 3, 64, 64, dtype=torch.uint8), np.full((4, 2), 64), ())
    draw_gallery(store, [FOUND, MISSED, MISNAMED, DOUBTED], NAMES, 3, tmp_path / "new" / "worst.png")
    sheet = cv2.imread(str(tmp_path / "new" / "worst.png"))
    assert sheet.shape == (64, 5 * 64, 3)
    wrong = (sheet == WRONG).all(axis=2)
    assert wrong[:, :64].any()  # misnamed
    assert not wrong[:, 64:128].any()  # missed
    assert not sheet[:, 3 * 64 :].any()


def test_figures_are_written_alike(tmp_path: Path) -> None:
    table = np.array([[3, 1, 0, 0], [0, 2, 0, 1], [0, 0, 0, 0], [1, 0, 0, 0]])
    for name in ("a", "b"):
        draw_confusion(table, NAMES, tmp_path / name / "confusion.svg")
        draw_precision_recall([FOUND, DOUBTED], NAMES, tmp_path / name / "curve.svg")
        draw_per_class(score([FOUND, DOUBTED], NAMES).per_class, tmp_path / name / "bars.svg")
    for figure in ("confusion.svg", "curve.svg", "bars.svg"):
        first, again = ((tmp_path / name / figure).read_bytes() for name in ("a", "b"))
        assert first == again
        assert first.lstrip().startswith(b"<?xml")
