"""Pictures of an own gesture for tests: coloured rectangles, small and quickly made."""

from __future__ import annotations

import cv2
import numpy as np

from gesture_app.core.own_pictures import LabelledBox, OwnPicture, Take, Verdict
from gesture_app.core.types import Box

SIZE = (96, 64)
LABEL = "spider"
COLOURS = {"spider": (40, 220, 220), "palm": (40, 40, 220), "fist": (40, 220, 40)}


def picture(take: Take, at_s: float, *labels: str, verdict: Verdict = Verdict.ACCEPTED) -> OwnPicture:
    """A grey picture with a rectangle for each label, at a place that depends on the time."""
    pixels = np.full((SIZE[1], SIZE[0], 3), 128, np.uint8)
    boxes = []
    for number, label in enumerate(labels):
        left, top = int(4 + 7 * at_s + 40 * number) % 50, int(6 + 5 * at_s) % 30
        pixels[top : top + 28, left : left + 36] = COLOURS.get(label, (200, 200, 200))
        boxes.append(LabelledBox(label, Box(left, top, left + 36, top + 28), 0.9))
    _, jpeg = cv2.imencode(".jpg", pixels)
    return OwnPicture(take, at_s, SIZE, jpeg.tobytes(), tuple(boxes), verdict)


def recording(count: int = 20, verdict: Verdict = Verdict.ACCEPTED) -> tuple[OwnPicture, ...]:
    """Both takes: the gesture; then another one, and nothing, in turn."""
    shown = tuple(picture(Take.SHOWN, float(second), LABEL, verdict=verdict) for second in range(count))
    others = (("palm",), ())
    return shown + tuple(
        picture(Take.OTHER, float(second), *others[second % 2], verdict=verdict) for second in range(count)
    )
