"""What every source needs to turn an array into a frame, and to keep OpenCV from talking."""

from __future__ import annotations

import os

import cv2
import numpy as np

from gesture_app.core.types import Frame, Pixels


def frame(pixels: Pixels, index: int, taken_at_s: float) -> Frame:
    """A frame whose pixels nobody can change by mistake: it is shared by threads."""
    pixels.setflags(write=False)
    return Frame(pixels, index, taken_at_s)


def as_colour(raw: np.ndarray) -> Pixels:
    """Whatever a decoder gave, as BGR: some cameras and files are grey, some have transparency."""
    if raw.ndim == 2:
        return np.asarray(cv2.cvtColor(raw, cv2.COLOR_GRAY2BGR), np.uint8)
    if raw.shape[2] == 4:
        return np.asarray(cv2.cvtColor(raw, cv2.COLOR_BGRA2BGR), np.uint8)
    return np.asarray(raw, np.uint8)


def quiet_opencv() -> None:
    """What goes wrong is said in our own words, once; OpenCV and FFmpeg would print theirs as well."""
    os.environ.setdefault("OPENCV_FFMPEG_LOGLEVEL", "-8")
    cv2.utils.logging.setLogLevel(cv2.utils.logging.LOG_LEVEL_SILENT)
