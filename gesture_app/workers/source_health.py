"""Judges from the frames alone whether a camera shows anything: light, movement, life."""

from __future__ import annotations

import numpy as np

from gesture_app.core.source import SourceState
from gesture_app.core.types import Frame, Pixels

STRIDE = 16  # every 16th pixel of both axes tells as much as all of them
PATIENCE_S = 2.0  # a flicker is no news
BLACK_BELOW = 8.0  # mean brightness of a covered lens, 0 to 255; sensors never give a clean 0
DARK_BELOW = 45.0  # networks find few hands below this, and cameras slow down to gather light

SENTENCES = {
    SourceState.LIVE: "{title} works.",
    SourceState.LOST: "{title} gives no frames; check its plug, it is opened again by itself.",
    SourceState.BLACK: "{title} shows only black; open its shutter or uncover the lens.",
    SourceState.DARK: "{title} sees very little; switch on a light.",
    SourceState.FROZEN: "{title} shows the same frame again and again; unplug it and plug it in again.",
    SourceState.RESTING: "{title} is off while {why}.",
}


class SourceHealth:
    """Watches one live source; tells what it shows once that has lasted."""

    def __init__(self) -> None:
        self._last: Pixels | None = None
        self._seen = SourceState.LIVE  # what the newest frames look like
        self._since_s = 0.0
        self._state = SourceState.LIVE

    def judge(self, frame: Frame) -> SourceState:
        """What to tell of the source after one more frame."""
        sample = frame.pixels[::STRIDE, ::STRIDE].copy()
        seen = self._looks(sample)
        self._last = sample
        if seen is not self._seen:
            self._seen, self._since_s = seen, frame.taken_at_s
        if seen is SourceState.LIVE or frame.taken_at_s - self._since_s >= PATIENCE_S:
            self._state = seen
        return self._state

    def _looks(self, sample: Pixels) -> SourceState:
        state = brightness_state(sample)
        if state is not SourceState.BLACK and self._last is not None and np.array_equal(sample, self._last):
            return SourceState.FROZEN
        return state


def brightness_state(pixels: Pixels) -> SourceState:
    """What one picture alone tells of its source: black, dark or worth looking at."""
    mean = float(pixels.mean())
    if mean < BLACK_BELOW:
        return SourceState.BLACK
    return SourceState.DARK if mean < DARK_BELOW else SourceState.LIVE
