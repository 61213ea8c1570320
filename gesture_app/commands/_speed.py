"""Measures the whole line at full speed: source, detector, engine and a player that pretends, each on its thread.

What is measured:

fps             frames that went through the whole line, per second
capture_ms      median time to get one frame from the source: decoding it, or waiting for the camera
detect_ms       letterbox, network and decoding of its output
decision_ms     the gesture engine
latency_ms      from the moment the source gave the frame to the moment its decisions stood; a file is read as fast as
                the detector takes, so up to two frames wait before each and latency is near three times detect_ms
dropped         frames that a camera gave and nobody looked at; a file waits and drops none

The first look, during which the network is compiled, and the second after it are left out: every cache is cold.
"""

from __future__ import annotations

import contextlib
import dataclasses
import os
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import psutil

from gesture_app.app import detector_request, engine_for, headless_parts, load_vocabulary
from gesture_app.core.errors import SourceError
from gesture_app.core.machine import cpu_model
from gesture_app.core.player import PlayerRequest
from gesture_app.core.settings import Settings
from gesture_app.core.source import Source, SourceRequest
from gesture_app.core.types import Frame
from gesture_app.workers.care import Care
from gesture_app.workers.headless import Fatal, HeadlessLine, Step

WARM_UP_S = 1.0
LEAST_FRAMES = 2  # a rate has two ends
OPENING_S = 60.0  # a camera, a large network or a busy machine may take long before the first frame is through


@dataclass(frozen=True, slots=True)
class Speed:
    """The figures of one measurement; their names are those of the JSON that is printed."""

    engine: str
    model: str
    input_px: int
    source: str
    source_px: tuple[int, int]
    frames: int
    seconds: float
    fps: float
    capture_ms: float
    detect_ms_p50: float
    detect_ms_p95: float
    decision_ms_p50: float
    latency_ms_p50: float
    latency_ms_p95: float
    dropped: int
    rss_mb: float
    cpu_model: str
    cpu_count: int
    threads: int


def measure(settings: Settings, source: SourceRequest, seconds: float) -> Speed:
    """Run the line for so many seconds after the warm-up, and on where a machine stalled and gave no two frames then.

    Raises:
        AppError: A part of the line does not work, or the source gave too few frames.
    """
    times = _Times()
    parts = headless_parts(settings, source)
    player = PlayerRequest("dry_run")
    opened = times.around(parts.open_source)
    # Without a sentinel: a camera shall be looked at as fast as can be, even where nobody is.
    line = HeadlessLine(dataclasses.replace(parts, player=player, open_source=opened, care=Care()))
    needed_s = WARM_UP_S + seconds
    with contextlib.closing(line.events(OPENING_S + needed_s)) as events:
        for event in events:
            if isinstance(event, Fatal):
                raise event.error
            if isinstance(event, Step):
                times.steps.append(event)
                if event.taken_at_s - times.first_look_s > needed_s and len(times.measured) >= LEAST_FRAMES:
                    break
    return _figures(settings, source, times, line.dropped)


class _Times:
    """What was timed, as it came."""

    def __init__(self) -> None:
        self.steps: list[Step] = []
        self.reads: list[tuple[float, float]] = []  # when each ended, and how long it took

    @property
    def first_look_s(self) -> float:
        """When the first frame had been looked at; only to be asked after that."""
        return self.steps[0].taken_at_s + self.steps[0].latency_s

    @property
    def started_s(self) -> float:
        """When the warm-up was over."""
        return self.first_look_s + WARM_UP_S if self.steps else 0.0

    @property
    def measured(self) -> list[Step]:
        """The steps after the warm-up."""
        return [step for step in self.steps if step.taken_at_s >= self.started_s]

    def around(self, open_source: Callable[[SourceRequest], Source]) -> Callable[[SourceRequest], Source]:
        """The same way to open a source, but with every read timed."""
        return lambda request: _TimedSource(open_source(request), self.reads)


class _TimedSource:
    """A source whose reads are timed."""

    def __init__(self, source: Source, reads: list[tuple[float, float]]) -> None:
        self._source = source
        self._reads = reads

    @property
    def title(self) -> str:
        """The source's own."""
        return self._source.title

    @property
    def is_live(self) -> bool:
        """As the source is."""
        return self._source.is_live

    def read(self) -> Frame | None:
        """The source's next frame."""
        started_s = time.monotonic()
        frame = self._source.read()
        ended_s = time.monotonic()
        self._reads.append((ended_s, ended_s - started_s))
        return frame

    def close(self) -> None:
        """Close the source."""
        self._source.close()


def _figures(settings: Settings, source: SourceRequest, times: _Times, dropped: int) -> Speed:
    """Sum up what was timed after the warm-up."""
    steps = times.measured
    if len(steps) < LEAST_FRAMES:
        raise SourceError(f"The source {source.spec} gave too few frames to measure; measure for longer.")
    done_s = [step.taken_at_s + step.latency_s for step in steps]
    span_s = done_s[-1] - done_s[0]
    detect_ms = percentiles([step.detect_s for step in steps])
    latency_ms = percentiles([step.latency_s for step in steps])
    return Speed(
        engine=engine_for(settings.detector).name,
        model=settings.detector.model,
        input_px=detector_request(settings.detector, load_vocabulary()).input_px,
        source=source.spec,
        source_px=steps[-1].size_px,
        frames=len(steps),
        seconds=round(span_s, 3),
        fps=round((len(steps) - 1) / span_s, 1),
        capture_ms=percentiles([took_s for at_s, took_s in times.reads if at_s >= times.started_s])[0],
        detect_ms_p50=detect_ms[0],
        detect_ms_p95=detect_ms[1],
        decision_ms_p50=percentiles([step.decide_s for step in steps])[0],
        latency_ms_p50=latency_ms[0],
        latency_ms_p95=latency_ms[1],
        dropped=dropped,
        rss_mb=round(psutil.Process().memory_info().rss / 2**20, 1),
        cpu_model=cpu_model(),
        cpu_count=os.cpu_count() or 1,
        threads=settings.detector.threads,
    )


def percentiles(times_s: Sequence[float]) -> tuple[float, float]:
    """Median and 95th percentile, in milliseconds."""
    p50, p95 = np.percentile(times_s, (50, 95)) * 1000
    return round(float(p50), 3), round(float(p95), 3)
