"""Measures how fast the line runs: frame rates, times and dropped frames over the last moments."""

from __future__ import annotations

import math
from collections import deque
from dataclasses import dataclass
from statistics import median

from gesture_app.core.types import Frame

WINDOW_S = 2.0  # long enough to be calm, short enough to follow a change


@dataclass(frozen=True, slots=True)
class Figures:
    """What was measured; None before there is anything to measure."""

    source_fps: float | None  # what the source delivers, looked at or not
    detector_fps: float | None  # what was looked at
    detect_ms: float | None  # median
    latency_ms: float | None  # median, from the frame's capture to its decision
    dropped: int  # frames that nobody looked at, since the source was opened


@dataclass(frozen=True, slots=True)
class _Sample:
    index: int
    taken_at_s: float
    detect_s: float
    latency_s: float


class Meter:
    """Collects what every frame cost; used by one thread."""

    def __init__(self) -> None:
        self._samples: deque[_Sample] = deque()
        self._dropped = 0
        self._told_at_s = -math.inf

    def add(self, frame: Frame, detect_s: float, latency_s: float) -> None:
        """Count a frame that was looked at; an index that falls back means another source, and starts over."""
        if self._samples and frame.index <= self._samples[-1].index:
            self._samples.clear()
            self._dropped = 0
            self._told_at_s = -math.inf
        if self._samples:
            self._dropped += frame.index - self._samples[-1].index - 1
        self._samples.append(_Sample(frame.index, frame.taken_at_s, detect_s, latency_s))
        while frame.taken_at_s - self._samples[0].taken_at_s > WINDOW_S:
            self._samples.popleft()

    def is_due(self, every_s: float) -> bool:
        """Whether so much time has passed since the last True that the figures are worth showing again."""
        now_s = self._samples[-1].taken_at_s if self._samples else -math.inf
        if now_s - self._told_at_s < every_s:
            return False
        self._told_at_s = now_s
        return True

    def figures(self) -> Figures:
        """What was measured over the last moments."""
        if len(self._samples) < 2:
            return Figures(None, None, None, None, self._dropped)
        first, last = self._samples[0], self._samples[-1]
        span_s = max(last.taken_at_s - first.taken_at_s, 1e-6)
        return Figures(
            source_fps=(last.index - first.index) / span_s,
            detector_fps=(len(self._samples) - 1) / span_s,
            detect_ms=1000 * median(sample.detect_s for sample in self._samples),
            latency_ms=1000 * median(sample.latency_s for sample in self._samples),
            dropped=self._dropped,
        )
