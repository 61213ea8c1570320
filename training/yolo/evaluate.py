"""Measures a detector on labelled pictures: average precision, confusion and how often a hand's gesture is right."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from ultralytics.utils.metrics import ap_per_class
from ultralytics.utils.nms import non_max_suppression

from training.data.store import PictureStore

Floats = NDArray[np.float32]
RawModel = Callable[[Tensor], Tensor]  # (B, 3, side, side) 0 to 1 -> (B, 4 + classes, anchors)

IOU_LEVELS = np.linspace(0.5, 0.95, 10)
# As ultralytics validates: nearly everything counts for the precision-recall curve, boxes overlap little.
MIN_SCORE, MAX_OVERLAP, MAX_DETECTIONS = 0.001, 0.7, 300
HAND_SCORE, HAND_IOU = 0.3, 0.5  # a hand is found, as a remote control would see it
NO_GESTURE = "no_gesture"


@dataclass(frozen=True, slots=True, eq=False)
class PictureResult:
    """What was found in one picture and what is there.

    Shapes:
        found: (n, 6); left, top, right, bottom in pixels, score, class; best first
        truth: (m, 5); class, left, top, right, bottom in pixels
    """

    found: Floats
    truth: Floats


@dataclass(frozen=True, slots=True)
class Scores:
    """Figures of one detector on one split; shares are 0 to 1."""

    images: int
    boxes: int
    map50: float  # mean over classes of the average precision at IoU 0.5
    map50_95: float  # mean over IoU 0.5, 0.55 ... 0.95 as well
    map50_gestures: float  # without the idle hand
    precision: float  # the four at the score where the mean F1 is best
    recall: float
    f1: float
    best_score: float  # that score
    hand_accuracy: float  # share of all hands found at score 0.3, IoU 0.5 with the right class
    per_class: dict[str, dict[str, float]] = field(default_factory=dict)


def predict(model: RawModel, store: PictureStore, side: int, batch: int = 32) -> list[PictureResult]:
    """Run a raw detector over a store of pictures.

    Args:
        side: What the network sees; the store's side, as its pictures are already scaled to it.

    Raises:
        ValueError: The store has another side.
    """
    if store.pixels.shape[-1] != side:
        raise ValueError(f"the store holds squares of {store.pixels.shape[-1]} px, not {side}")
    results: list[PictureResult] = []
    for start in range(0, len(store), batch):
        pixels = _padded(store, start, batch)
        raw = model(pixels.float() / 255).float()
        kept = non_max_suppression(
            raw, MIN_SCORE, MAX_OVERLAP, multi_label=True, max_det=MAX_DETECTIONS, max_time_img=10.0
        )
        for offset, found in enumerate(kept):
            results.append(PictureResult(found[:, :6].cpu().numpy(), store.boxes[start + offset]))
    return results


def _padded(store: PictureStore, start: int, batch: int) -> Tensor:
    """One batch of pictures with the grey letterbox that networks see outside a picture, as in the app."""
    pixels = store.pixels[start : start + batch].clone()
    for picture, (width, height) in zip(pixels, store.sizes[start : start + batch].tolist(), strict=True):
        picture[:, height:, :] = 114
        picture[:, :, width:] = 114
    return pixels


def overlaps(a: Floats, b: Floats) -> Floats:
    """Intersection over union of every box of a with every box of b.

    Shapes:
        a: (n, 4), b: (m, 4), corners; returns (n, m)
    """
    left_top = np.maximum(a[:, None, :2], b[None, :, :2])
    right_bottom = np.minimum(a[:, None, 2:], b[None, :, 2:])
    shared = np.prod(np.clip(right_bottom - left_top, 0, None), axis=2)  # (n, m)
    area_a, area_b = np.prod(a[:, 2:] - a[:, :2], axis=1), np.prod(b[:, 2:] - b[:, :2], axis=1)
    either = area_a[:, None] + area_b[None, :] - shared
    return np.asarray(np.divide(shared, either, out=np.zeros_like(shared), where=either > 0), np.float32)


def hits(result: PictureResult) -> NDArray[np.bool_]:
    """Which detections are right at each IoU level; the surest take the hand they cover best, each hand once.

    Shapes:
        returns: (n, 10), bool
    """
    right = np.zeros((len(result.found), len(IOU_LEVELS)), bool)
    if not len(result.found) or not len(result.truth):
        return right
    iou = overlaps(result.truth[:, 1:], result.found[:, :4])  # (m, n)
    iou *= result.truth[:, :1] == result.found[None, :, 5]
    for level, threshold in enumerate(IOU_LEVELS):
        free = iou.copy()
        for row in np.flatnonzero(iou.max(axis=0) >= threshold):
            hand = free[:, row].argmax()
            if free[hand, row] >= threshold:
                right[row, level] = True
                free[hand] = 0
    return right


def score(results: Sequence[PictureResult], names: Sequence[str]) -> Scores:
    """Sum up the results of a split."""
    tp = np.concatenate([hits(result) for result in results])
    found = np.concatenate([result.found for result in results])
    truth = np.concatenate([result.truth[:, 0] for result in results])
    _, _, p, r, f1, ap, classes, _, _, f1_curve, x, _ = ap_per_class(tp, found[:, 4], found[:, 5], truth)
    per_class = {
        names[int(label)]: {
            "map50": float(ap[row, 0]),
            "map50_95": float(ap[row].mean()),
            "precision": float(p[row]),
            "recall": float(r[row]),
            "f1": float(f1[row]),
            "boxes": int((truth == label).sum()),
        }
        for row, label in enumerate(classes)
    }
    gestures = [values["map50"] for name, values in per_class.items() if name != NO_GESTURE]
    return Scores(
        images=len(results),
        boxes=len(truth),
        map50=float(ap[:, 0].mean()),
        map50_95=float(ap.mean()),
        map50_gestures=float(np.mean(gestures)),
        precision=float(p.mean()),
        recall=float(r.mean()),
        f1=float(f1.mean()),
        best_score=float(x[f1_curve.mean(axis=0).argmax()]),
        hand_accuracy=_hand_accuracy(results, list(names).index(NO_GESTURE) if NO_GESTURE in names else -1),
        per_class=per_class,
    )


def _hand_accuracy(results: Sequence[PictureResult], idle: int) -> float:
    """Share of gesturing hands whose best detection at their place names their gesture."""
    right = total = 0
    for result in results:
        sure = result.found[result.found[:, 4] >= HAND_SCORE]
        for label, *corners in result.truth.tolist():
            if int(label) == idle:
                continue
            total += 1
            iou = overlaps(np.array([corners], np.float32), sure[:, :4])[0]
            there = sure[iou >= HAND_IOU]
            right += int(len(there) > 0 and int(there[there[:, 4].argmax(), 5]) == int(label))
    return right / max(total, 1)


def torch_model(module: torch.nn.Module) -> RawModel:
    """An ultralytics detection module as a raw model, in evaluation mode on its own device."""
    weight = next(module.parameters())

    def run(pixels: Tensor) -> Tensor:
        with torch.inference_mode():
            output = module.eval()(pixels.to(weight.device, weight.dtype))
        raw: Tensor = output[0] if isinstance(output, (tuple, list)) else output
        return raw

    return run
