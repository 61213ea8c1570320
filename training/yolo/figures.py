"""Draws what a table cannot tell: each gesture's scores, confusion, precision against recall, and what went wrong."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import cv2
import matplotlib as mpl
import numpy as np
from matplotlib.figure import Figure
from numpy.typing import NDArray
from ultralytics.utils.metrics import ap_per_class

from training.data.store import PictureStore
from training.yolo.evaluate import HAND_SCORE, PictureResult, hits, overlaps

mpl.use("svg")  # figures are files; no display is needed
from matplotlib import pyplot as plt  # after the choice of what draws

RIGHT, WRONG = (80, 200, 80), (60, 60, 230)  # BGR
BARS = {"map50": "mAP50", "map50_95": "mAP50-95", "recall": "recall"}  # of each gesture, and how they are called
SHADES = {"map50": 0.9, "map50_95": 0.6, "recall": 0.3}
BAR = 0.27  # thickness; three of them leave a gap to the next gesture


def draw_confusion(table: NDArray[np.int64], names: Sequence[str], path: Path) -> None:
    """Write the confusion matrix as a picture, each row as shares of its hands.

    Shapes:
        table: (classes + 1, classes + 1), as `evaluate.confusion` counts
    """
    labels = [*names, "nothing"]
    shares = table / np.maximum(table.sum(axis=1, keepdims=True), 1)
    figure, axes = plt.subplots(figsize=(8, 7.2), layout="constrained")
    axes.imshow(shares, cmap="Blues", vmin=0, vmax=1)
    axes.set_xticks(range(len(labels)), labels, rotation=60, ha="right")
    axes.set_yticks(range(len(labels)), labels)
    axes.set_xlabel("found")
    axes.set_ylabel("true")
    for row, column in np.argwhere(table > 0):
        colour = "white" if shares[row, column] > 0.5 else "black"
        axes.text(column, row, str(table[row, column]), ha="center", va="center", fontsize=7, color=colour)
    _save(figure, path)


def draw_precision_recall(results: Sequence[PictureResult], names: Sequence[str], path: Path) -> None:
    """Write precision against recall at IoU 0.5, one line for each gesture."""
    tp = np.concatenate([hits(result) for result in results])
    found = np.concatenate([result.found for result in results])
    truth = np.concatenate([result.truth[:, 0] for result in results])
    *_, ap, classes, _, _, _, x, precision = ap_per_class(tp, found[:, 4], found[:, 5], truth)
    figure, axes = plt.subplots(figsize=(8, 5.5), layout="constrained")
    colours = mpl.colormaps["tab20"]
    for row, label in enumerate(classes):
        name = f"{names[int(label)]} {ap[row, 0]:.3f}"
        axes.plot(x, precision[row], label=name, color=colours(row % 20), linewidth=1.2)
    axes.set_xlabel("recall")
    axes.set_ylabel("precision")
    axes.set_xlim(0, 1)
    axes.set_ylim(0, 1.02)
    axes.legend(fontsize=7, loc="lower left")
    _save(figure, path)


def draw_per_class(per_class: Mapping[str, Mapping[str, float]], path: Path) -> None:
    """Write the scores of each gesture as bars, with the number of hands that they were measured on."""
    names = list(per_class)
    figure, axes = plt.subplots(figsize=(8, 0.42 * len(names) + 1), layout="constrained")
    places = np.arange(len(names))
    for number, (key, title) in enumerate(BARS.items()):
        values = [per_class[name][key] for name in names]
        bars = axes.barh(
            places + (number - 1) * BAR, values, BAR, label=title, color=mpl.colormaps["Blues"](SHADES[key])
        )
        axes.bar_label(bars, fmt="%.2f", fontsize=5, padding=1)
    axes.set_yticks(places, [f"{name} ({per_class[name]['boxes']:.0f})" for name in names])
    axes.invert_yaxis()
    axes.set_xlim(0, 1.06)
    axes.set_xlabel("share; in brackets the number of hands")
    axes.legend(fontsize=7, loc="lower left", bbox_to_anchor=(0, 1), ncols=len(BARS), frameon=False)
    _save(figure, path)


def _save(figure: Figure, path: Path) -> None:
    """Write one figure; the same figure gives the same bytes."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with mpl.rc_context({"svg.hashsalt": "gesture"}):
        figure.savefig(path, metadata={"Date": None} if path.suffix == ".svg" else None)
    plt.close(figure)


def worst_first(results: Sequence[PictureResult]) -> list[int]:
    """Pictures by how wrong they are: hands missed or misnamed, and sure detections where no hand is."""
    return sorted(range(len(results)), key=lambda index: -_wrongness(results[index]))


def _wrongness(result: PictureResult) -> float:
    """One for each hand without its right detection, and the score of every sure detection that is wrong."""
    sure = result.found[result.found[:, 4] >= HAND_SCORE]
    right = hits(PictureResult(sure, result.truth))[:, 0]
    return len(result.truth) - int(right.sum()) + float(sure[~right, 4].sum())


def draw_gallery(
    store: PictureStore, results: Sequence[PictureResult], names: Sequence[str], count: int, path: Path
) -> None:
    """Write a sheet of the worst pictures: true hands with a thin line, detections with their score."""
    tiles = [_tile(store, results[index], index, names) for index in worst_first(results)[:count]]
    across = 5
    tiles += [np.zeros_like(tiles[0])] * (-len(tiles) % across)
    rows = [np.hstack(tiles[start : start + across]) for start in range(0, len(tiles), across)]
    path.parent.mkdir(parents=True, exist_ok=True)
    cv2.imwrite(str(path), np.vstack(rows))


def _tile(store: PictureStore, result: PictureResult, index: int, names: Sequence[str]) -> NDArray[np.uint8]:
    """One picture with its hands and detections."""
    picture = np.ascontiguousarray(store.pixels[index].numpy().transpose(1, 2, 0)[..., ::-1])
    for label, *corners in result.truth.tolist():
        left, top, right, bottom = (round(value) for value in corners)
        cv2.rectangle(picture, (left, top), (right, bottom), (255, 255, 255), 1)
        cv2.putText(picture, names[int(label)], (left, bottom + 12), cv2.FONT_HERSHEY_SIMPLEX, 0.45, (255, 255, 255))
    for left, top, right, bottom, sure, label in result.found[result.found[:, 4] >= HAND_SCORE].tolist():
        own = result.truth[result.truth[:, 0] == label][:, 1:]
        iou = overlaps(np.array([[left, top, right, bottom]], np.float32), own)
        colour = RIGHT if iou.max(initial=0) >= 0.5 else WRONG
        cv2.rectangle(picture, (round(left), round(top)), (round(right), round(bottom)), colour, 2)
        text = f"{names[int(label)]} {sure:.2f}"
        cv2.putText(picture, text, (round(left), max(round(top) - 4, 10)), cv2.FONT_HERSHEY_SIMPLEX, 0.45, colour)
    return np.asarray(picture, np.uint8)
