"""Turns the network's raw output into a few detections: threshold, then non-maximum suppression."""

from __future__ import annotations

import numpy as np

from gesture_app.core.detector import DetectorRequest
from gesture_app.core.types import Box, Detection, Floats
from gesture_app.detectors._letterbox import Letterbox

_MOST_CANDIDATES = 300  # bounds the time of suppression when a network sees hands everywhere
_MOST_HANDS = 20  # bounds the time of whoever comes next; more hands than this are a crowd, or a mistake


def decode(output: Floats, letterbox: Letterbox, request: DetectorRequest) -> tuple[Detection, ...]:
    """Read the hands out of the network's output, best first.

    Shapes:
        output: (4 + classes, anchors); centre x, centre y, width, height in pixels of the input, then class scores
    """
    best = output[4:].max(axis=0)  # (anchors,)
    candidates = np.flatnonzero(best >= request.min_score)  # (n,)
    if not len(candidates):
        return ()
    candidates = candidates[np.argsort(-best[candidates], kind="stable")][:_MOST_CANDIDATES]
    few = output[:, candidates]  # (4 + classes, n)
    boxes = letterbox.to_frame(_corners(few[:4]))  # (n, 4)
    gestures = few[4:].argmax(axis=0)  # (n,)
    return tuple(
        Detection(request.labels[gestures[i]], float(best[candidates[i]]), Box(*boxes[i].tolist()))
        for i in survivors(boxes, request.max_overlap)[:_MOST_HANDS]
    )


def survivors(boxes: Floats, max_overlap: float) -> list[int]:
    """Which boxes remain when each one silences the weaker ones that it overlaps.

    Classes do not count: one hand makes one gesture.

    Shapes:
        boxes: (n, 4); left, top, right, bottom, best first
        returns: rows of boxes, best first
    """
    rivals = np.arange(len(boxes))
    kept: list[int] = []
    while len(rivals):
        best, rivals = int(rivals[0]), rivals[1:]
        kept.append(best)
        rivals = rivals[_overlaps(boxes[best], boxes[rivals]) <= max_overlap]
    return kept


def _overlaps(box: Floats, others: Floats) -> Floats:
    """Intersection over union of one box with each of the others.

    Shapes:
        box: (4,), others: (n, 4)
        returns: (n,), 0 to 1
    """
    left_top = np.maximum(box[:2], others[:, :2])  # (n, 2)
    right_bottom = np.minimum(box[2:], others[:, 2:])  # (n, 2)
    shared = np.prod(np.clip(right_bottom - left_top, 0, None), axis=1)  # (n,)
    areas = np.prod(others[:, 2:] - others[:, :2], axis=1)  # (n,)
    either = np.prod(box[2:] - box[:2]) + areas - shared  # (n,)
    overlaps: Floats = np.divide(shared, either, out=np.zeros_like(shared), where=either > 0)
    return overlaps


def _corners(centred: Floats) -> Floats:
    """Boxes by their corners instead of by centre and size.

    Shapes:
        centred: (4, n)
        returns: (n, 4)
    """
    centres, halves = centred[:2], centred[2:] / 2  # (2, n) each
    return np.concatenate([centres - halves, centres + halves]).T  # (n, 4)
