"""Records a user's own gesture: keeps chosen frames in memory, small and compressed, with the hands found in them."""

from __future__ import annotations

import threading
from dataclasses import replace

import cv2
import numpy as np

from gesture_app.core.own_pictures import Shot
from gesture_app.core.sampling import TAKE_S, Sampler
from gesture_app.core.types import Box, Detection, Pixels
from gesture_app.workers.line import LineResult

LONG_SIDE_PX = 640  # the network looks at 416; more would only cost memory
JPEG_QUALITY = 92
MOST_BYTES = 64 * 2**20  # a picture of that size has some 100 KB; this bounds what noise could make of it


class GestureRecorder:
    """One recording at a time; `note` is called by the thread that looks for hands, everything else by the window's.

    Time is that of the frames: while a camera gives none, nothing passes.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._sampler: Sampler | None = None
        self._started_s: float | None = None
        self._passed_s = 0.0
        self._shots: list[Shot] = []
        self._bytes = 0

    @property
    def progress(self) -> tuple[float, int]:
        """Seconds recorded, up to TAKE_S, and pictures kept."""
        with self._lock:
            return min(self._passed_s, TAKE_S), len(self._shots)

    def begin(self) -> None:
        """Record from the next frame on; what was recorded before is forgotten."""
        with self._lock:
            self._forget()
            self._sampler = Sampler()

    def take(self) -> tuple[Shot, ...]:
        """Stop, and give what was recorded; it is not kept here any longer."""
        with self._lock:
            shots = tuple(self._shots)
            self._forget()
            return shots

    def note(self, result: LineResult) -> None:
        """See a frame and the hands in it; costs next to nothing while nothing is recorded."""
        with self._lock:
            sampler = self._sampler
            if sampler is None or self._passed_s >= TAKE_S:
                return
            if self._started_s is None:
                self._started_s = result.frame.taken_at_s
            self._passed_s = max(result.frame.taken_at_s - self._started_s, 0.0)
            passed_s = self._passed_s
        if passed_s < TAKE_S and sampler.wants(result.frame.pixels, passed_s):
            self._keep(compressed(result.frame.pixels, result.detections, passed_s), sampler)

    def _keep(self, shot: Shot, sampler: Sampler) -> None:
        with self._lock:
            # Meanwhile another recording may have begun.
            if self._sampler is sampler and self._bytes + len(shot.jpeg) <= MOST_BYTES:
                self._shots.append(shot)
                self._bytes += len(shot.jpeg)

    def _forget(self) -> None:
        self._sampler = None
        self._started_s = None
        self._passed_s = 0.0
        self._shots = []
        self._bytes = 0


def compressed(pixels: Pixels, detections: tuple[Detection, ...], at_s: float) -> Shot:
    """A frame as it is kept: scaled down to LONG_SIDE_PX, never up, and its hands with it."""
    height, width, _ = pixels.shape
    scale = min(LONG_SIDE_PX / max(width, height), 1.0)
    size_px = round(width * scale), round(height * scale)
    small = pixels if scale == 1.0 else cv2.resize(pixels, size_px, interpolation=cv2.INTER_AREA)
    _, jpeg = cv2.imencode(".jpg", small, [cv2.IMWRITE_JPEG_QUALITY, JPEG_QUALITY])
    hands = tuple(replace(one, box=_scaled(one.box, scale, size_px)) for one in detections)
    return Shot(at_s, size_px, np.asarray(jpeg).tobytes(), hands)


def _scaled(box: Box, scale: float, size_px: tuple[int, int]) -> Box:
    """A box in the kept picture, and inside it."""
    width, height = size_px
    return Box(
        max(box.left * scale, 0.0),
        max(box.top * scale, 0.0),
        min(box.right * scale, float(width)),
        min(box.bottom * scale, float(height)),
    )
