"""Turns a frame into what Qt paints fastest."""

from __future__ import annotations

import cv2
import numpy as np

from gesture_app.core.types import Pixels


def to_bgra(pixels: Pixels) -> Pixels:
    """A copy with a fourth byte per pixel: Qt paints this three times as fast as three bytes.

    Shapes:
        pixels: (height, width, 3), BGR
        returns: (height, width, 4), BGRA, opaque, contiguous
    """
    return np.asarray(cv2.cvtColor(pixels, cv2.COLOR_BGR2BGRA), np.uint8)
