"""Measures how fast the line runs: frame rates, times and dropped frames over the last moments."""

from __future__ import annotations

import math
from collections import deque
from dataclasses import dataclass
from statistics import median

from gesture_app.core.types import Frame

WINDOW_S = 2.0  # long enough to be calm, short enough to follow a change


@dataclass(frozen=True, slots=True)
class SourcePace:
    """How fast a source gives frames, and whether most of them are let pass on purpose."""

    fps: float | None = None  # looked at or not; None before two frames came
    is_watched_rarely: bool = False  # as nobody is there


@dataclass(frozen=True, slots=True)
class Figures:
    """What was measured; None before there is anything to measure."""

    source: SourcePace
    detector_fps: float | None  # what was looked at
    detect_ms: float | None  # median
    decisions_per_s: float | None  # one for each hand of each frame
    latency_ms: float | None  # median, from the frame's capture to its decision
    dropped: int  # frames that nobody looked at, since the source was opened


@dataclass(frozen=True, slots=True)
class Look:
    """What it cost to look at a frame, and how many decisions came of it."""

    detect_s: float
    latency_s: float
    decisions: int


@dataclass(frozen=True, slots=True)
class _Sample:
    index: int
    taken_at_s: float
    look: Look | None


class Meter:
    """Collects what every frame cost; used by one thread."""

    def __init__(self) -> None:
        self._samples: deque[_Sample] = deque()
        self._dropped = 0
        self._told_at_s = -math.inf

    def add(self, frame: Frame, look: Look | None) -> None:
        """Count a frame, and the look at it; an index that falls back means another source, and starts over.

        Args:
            look: None while there is no network to look with.
        """
        if self._samples and frame.index <= self._samples[-1].index:
            self._samples.clear()
            self._dropped = 0
            self._told_at_s = -math.inf
        if self._samples:
            self._dropped += frame.index - self._samples[-1].index - 1
        self._samples.append(_Sample(frame.index, frame.taken_at_s, look))
        while frame.taken_at_s - self._samples[0].taken_at_s > WINDOW_S:
            self._samples.popleft()

    def is_due(self, every_s: float) -> bool:
        """Whether so much time has passed since the last True that the figures are worth showing again."""
        now_s = self._samples[-1].taken_at_s if self._samples else -math.inf
        if now_s - self._told_at_s < every_s:
            return False
        self._told_at_s = now_s
        return True

    def figures(self, source: SourcePace) -> Figures:
        """What was measured over the last moments; of frames that nothing looked at only that they were dropped."""
        looks = [(sample.taken_at_s, sample.look) for sample in self._samples if sample.look is not None]
        if len(looks) < 2:
            return Figures(source, None, None, None, None, self._dropped)
        span_s = max(looks[-1][0] - looks[0][0], 1e-6)
        return Figures(
            source,
            detector_fps=(len(looks) - 1) / span_s,
            detect_ms=1000 * median(look.detect_s for _, look in looks),
            decisions_per_s=sum(look.decisions for _, look in looks[1:]) / span_s,
            latency_ms=1000 * median(look.latency_s for _, look in looks),
            dropped=self._dropped,
        )
