"""Measures how dark, blurred and small a hand may be before it is not recognised any more: the room check's limits.

    GESTURE_DATA=... python tests/bench/room_limits.py --pictures 120

Takes pictures of the validation split with one labelled gesture each, makes them darker, more blurred and smaller, and
prints, for each value that the room check would measure, the share of the gestures that the shipped network still
finds with the score at which the app begins to believe them. Nothing was trained on or is tuned to the test split.
"""

from __future__ import annotations

import argparse
import itertools
import json
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import cv2
import numpy as np

from gesture_app.app import load_vocabulary, open_detector
from gesture_app.core.detector import Detector
from gesture_app.core.gestures import postures
from gesture_app.core.room import measure
from gesture_app.core.settings import DetectorSettings, EngineSettings
from gesture_app.core.types import Box, Detection, Frame, Pixels

DARKER = (1.0, 0.7, 0.5, 0.35, 0.25, 0.18, 0.12, 0.08, 0.05)
NOISE = 3.0  # grey values, as a webcam's at high gain
BLURS = (0.0, 0.01, 0.02, 0.03, 0.045, 0.06, 0.08, 0.11, 0.15)  # standard deviation as a share of the hand's size
SMALLER = (1.0, 0.8, 0.65, 0.5, 0.4, 0.32, 0.25, 0.2, 0.16, 0.12)
BINS = {
    "light": (0, 10, 20, 30, 40, 60, 80, 110, 150, 256),
    "sharpness": (0.0, 0.26, 0.28, 0.30, 0.33, 0.36, 0.40, 0.45, 0.5, 0.6, 0.7, 1.01),
    "hand_share": (0.0, 0.03, 0.04, 0.05, 0.06, 0.08, 0.1, 0.12, 0.15, 0.2, 0.3, 1.0),
}
IOU = 0.5

Example = tuple[Pixels, str, Box]
Change = Callable[[Example, float], Example]


def examples(folder: Path, labels: Sequence[str], count: int) -> list[Example]:
    """Pictures of the validation split with exactly one gesture, evenly taken from all."""
    found = list(_labelled(folder, labels))
    return [found[round(place)] for place in np.linspace(0, len(found) - 1, min(count, len(found)))]


def _labelled(folder: Path, labels: Sequence[str]) -> Iterator[Example]:
    for file in sorted((folder / "hands" / "images" / "val").iterdir()):
        lines = (folder / "hands" / "labels" / "val" / f"{file.stem}.txt").read_text(encoding="utf-8").splitlines()
        rows = [line.split() for line in lines if line.strip()]
        meant = [row for row in rows if labels[int(row[0])] != "no_gesture"]
        pixels = cv2.imread(str(file))
        if len(meant) == 1 and pixels is not None:
            number, x, y, width, height = (float(value) for value in meant[0])
            rows_px, columns_px = pixels.shape[:2]
            left, top = (x - width / 2) * columns_px, (y - height / 2) * rows_px
            box = Box(left, top, left + width * columns_px, top + height * rows_px)
            yield np.asarray(pixels, np.uint8), labels[int(number)], box


def darker(example: Example, factor: float) -> Example:
    """Less light, and the noise that stays."""
    pixels, label, box = example
    noise = np.random.default_rng(0).normal(0, NOISE, pixels.shape) if factor < 1 else 0.0
    return np.clip(pixels * factor + noise, 0, 255).astype(np.uint8), label, box


def blurred(example: Example, share: float) -> Example:
    """Out of focus."""
    pixels, label, box = example
    return (
        (np.asarray(cv2.GaussianBlur(pixels, (0, 0), share * box.size_px), np.uint8) if share else pixels),
        label,
        box,
    )


def smaller(example: Example, factor: float) -> Example:
    """Farther away: the picture in the middle of one that is as large and shows its edges on and on."""
    pixels, label, box = example
    rows, columns = pixels.shape[:2]
    small = cv2.resize(pixels, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA)
    top, left = (rows - small.shape[0]) // 2, (columns - small.shape[1]) // 2
    border = top, rows - small.shape[0] - top, left, columns - small.shape[1] - left
    framed = cv2.copyMakeBorder(small, *border, cv2.BORDER_REFLECT_101 if factor >= 0.5 else cv2.BORDER_REPLICATE)
    moved = Box(*(value * factor + shift for value, shift in zip(_edges(box), (left, top) * 2, strict=True)))
    return np.asarray(framed, np.uint8), label, moved


def _edges(box: Box) -> tuple[float, float, float, float]:
    return box.left, box.top, box.right, box.bottom


def is_found(detector: Detector, example: Example, least: float) -> bool:
    """Whether the network names the gesture, there, and is sure enough."""
    pixels, label, box = example
    found = detector.detect(Frame(pixels, 0, 0.0))
    return any(one.gesture == label and one.score >= least and _overlap(one.box, box) >= IOU for one in found)


def _overlap(a: Box, b: Box) -> float:
    width = min(a.right, b.right) - max(a.left, b.left)
    height = min(a.bottom, b.bottom) - max(a.top, b.top)
    shared = max(width, 0.0) * max(height, 0.0)
    return shared / (a.width * a.height + b.width * b.height - shared)


def curve(detector: Detector, chosen: Sequence[Example], change: Change, values: Sequence[float], name: str) -> object:
    """Per bin of what the room check measures: how many pictures, and the share that is recognised."""
    least = EngineSettings().enter_score
    told: list[tuple[float, bool]] = []
    for value in values:
        for example in chosen:
            changed = change(example, value)
            seen = measure(Frame(changed[0], 0, 0.0), (Detection(changed[1], 1.0, changed[2]),))
            measured = getattr(seen, name)
            if measured is not None:
                told.append((measured, is_found(detector, changed, least)))
    edges = BINS[name]
    bins = [(low, high, [hit for at, hit in told if low <= at < high]) for low, high in itertools.pairwise(edges)]
    return [
        {"from": low, "to": high, "n": len(hits), "share": round(float(np.mean(hits)), 3)}
        for low, high, hits in bins
        if hits
    ]


def main() -> None:
    """Print the three curves as one JSON object."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--pictures", type=int, default=120)
    parser.add_argument("--data", type=Path, default=os.environ.get("GESTURE_DATA"))
    args = parser.parse_args()
    vocabulary = load_vocabulary()
    chosen = examples(Path(args.data), postures(vocabulary), args.pictures)
    detector = open_detector(DetectorSettings(threads=1), vocabulary)
    curves = {
        "light": curve(detector, chosen, darker, DARKER, "light"),
        "sharpness": curve(detector, chosen, blurred, BLURS, "sharpness"),
        "hand_share": curve(detector, chosen, smaller, SMALLER, "hand_share"),
    }
    detector.close()
    sys.stdout.write(json.dumps({"pictures": len(chosen), **curves}) + "\n")


if __name__ == "__main__":
    main()
