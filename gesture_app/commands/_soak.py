"""Runs the whole line for long and watches what it takes from the machine.

What is sampled:

rss_mb          memory that the process has in use, MiB
fps             frames that went through the line since the sample before, per second
dropped         frames so far that nobody looked at because newer ones came
handles         open files, sockets and the like
threads         of the process, those of libraries included
cpu_share       processor time since the sample before, as a share of one core

The beginning is sampled, but not judged: networks are compiled, caches filled and pools of threads started then.
"""

from __future__ import annotations

import contextlib
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import psutil

from gesture_app.commands._speed import OPENING_S
from gesture_app.core.errors import AppError
from gesture_app.core.growth import Trend, trend
from gesture_app.workers.headless import Ended, Event, Fatal, HeadlessLine, SourceNews, Step

SETTLING_S = 60.0
SETTLING_SHARE = 0.25  # of a run that is too short for that
MOST_SAMPLES = 1000  # however long the run
LEAST_PAUSE_S = 1.0  # between two samples
LEAST_RISE_MB = 4.0  # an allocator that keeps a few blocks more is no leak


@dataclass(frozen=True, slots=True)
class Usage:
    """What a process takes from the machine at one moment."""

    rss_mb: float
    handles: int
    threads: int
    cpu_s: float  # since it was started, over all cores


@dataclass(frozen=True, slots=True)
class Sample:
    """One row; the names are those of the JSON that is printed."""

    at_s: float  # since the first frame
    rss_mb: float
    fps: float
    dropped: int
    handles: int
    threads: int
    cpu_share: float


Tell = Callable[[Sample], None]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a run came to."""

    samples: int
    seconds: float
    judged_s: float  # without the settling
    frames: int
    fps: float
    dropped: int
    cpu_share: float
    memory: Trend  # MiB
    rss_mb: float  # at the end
    handles: tuple[int, int]  # most in the first and in the last quarter of what is judged
    threads: tuple[int, int]
    grows: tuple[str, ...]  # "memory", "handles", "threads"


def usage() -> Usage:
    """Of this process."""
    process = psutil.Process()
    with process.oneshot():
        times = process.cpu_times()
        cpu_s = times.user + times.system
        return Usage(process.memory_info().rss / 2**20, _open_handles(process), process.num_threads(), cpu_s)


def _open_handles(process: psutil.Process) -> int:
    if sys.platform == "win32":
        return process.num_handles()
    return process.num_fds()


class Probe:
    """Takes a sample now and then while frames go by.

    Args:
        whole_s: How long the run is meant to be; a longer one is sampled less often.
        tell: Takes every sample at once.
        look: Gives what the process uses.
        now_s: The time.
    """

    def __init__(
        self,
        whole_s: float,
        tell: Tell,
        look: Callable[[], Usage] = usage,
        now_s: Callable[[], float] = time.monotonic,
    ) -> None:
        self.frames = 0
        self.samples: list[Sample] = []
        self._every_s = max(LEAST_PAUSE_S, whole_s / MOST_SAMPLES)
        self._tell = tell
        self._look = look
        self._now_s = now_s
        self._started_s: float | None = None
        self._last_s = 0.0  # when the last sample was taken
        self._last_frames = 0
        self._last_cpu_s = 0.0

    @property
    def running_s(self) -> float:
        """Seconds since the first frame."""
        return 0.0 if self._started_s is None else self._now_s() - self._started_s

    def note(self, event: Event, dropped: int) -> None:
        """Count a frame, and take a sample when one is due; the first frame starts the time."""
        if isinstance(event, Step):
            self.frames += 1
        now_s = self._now_s()
        if self._started_s is None:
            if self.frames:
                self._started_s = now_s
                self._remember(now_s, self._look())
        elif now_s - self._last_s >= self._every_s:
            sample = self._sample(now_s, self._look(), dropped)
            self.samples.append(sample)
            self._tell(sample)

    def _sample(self, now_s: float, used: Usage, dropped: int) -> Sample:
        span_s = now_s - self._last_s
        fps = (self.frames - self._last_frames) / span_s
        cpu_share = (used.cpu_s - self._last_cpu_s) / span_s
        self._remember(now_s, used)
        return Sample(
            at_s=round(now_s - (self._started_s or 0.0), 2),
            rss_mb=round(used.rss_mb, 2),
            fps=round(fps, 1),
            dropped=dropped,
            handles=used.handles,
            threads=used.threads,
            cpu_share=round(cpu_share, 3),
        )

    def _remember(self, now_s: float, used: Usage) -> None:
        self._last_s, self._last_frames, self._last_cpu_s = now_s, self.frames, used.cpu_s


def soak(line: HeadlessLine, probe: Probe, limit_s: float, complain: Callable[[str], None]) -> bool:
    """Run the line until the time is up, its source ends, it fails or Ctrl-C; gives whether it held out."""
    with contextlib.suppress(KeyboardInterrupt), contextlib.closing(line.events(OPENING_S + limit_s)) as events:
        for event in events:
            match event:
                case Fatal():
                    complain(str(event.error))
                    return False
                case SourceNews():
                    complain(event.text)
                case AppError():
                    complain(str(event))
                case Ended():
                    break
            probe.note(event, line.dropped)
            # What is sampled later would show how the line is taken down.
            if probe.running_s >= limit_s:
                break
    return True


def verdict(samples: Sequence[Sample], frames: int) -> Verdict:
    """Judge a run by its samples."""
    judged = settled(samples)
    last = samples[-1] if samples else Sample(0.0, 0.0, 0.0, 0, 0, 0, 0.0)
    memory = trend([sample.at_s for sample in judged], [sample.rss_mb for sample in judged])
    handles, threads = (_quarters([pick(sample) for sample in judged]) for pick in (_handles, _threads))
    return Verdict(
        samples=len(samples),
        seconds=last.at_s,
        judged_s=round(judged[-1].at_s - judged[0].at_s, 2) if judged else 0.0,
        frames=frames,
        fps=_mean([sample.fps for sample in judged]),
        dropped=last.dropped,
        cpu_share=_mean([sample.cpu_share for sample in judged]),
        memory=memory,
        rss_mb=last.rss_mb,
        handles=handles,
        threads=threads,
        grows=tuple(_growing(memory, handles, threads)),
    )


def settled(samples: Sequence[Sample]) -> Sequence[Sample]:
    """The samples after the settling."""
    if not samples:
        return ()
    from_s = min(SETTLING_S, SETTLING_SHARE * samples[-1].at_s)
    return [sample for sample in samples if sample.at_s >= from_s]


def _growing(memory: Trend, handles: tuple[int, int], threads: tuple[int, int]) -> Iterator[str]:
    if memory.is_rising and memory.rise > LEAST_RISE_MB:
        yield "memory"
    for name, (before, after) in (("handles", handles), ("threads", threads)):
        if after > before:
            yield name


def _quarters(counts: Sequence[int]) -> tuple[int, int]:
    """The most in the first and in the last quarter."""
    quarter = -(-len(counts) // 4)
    return max(counts[:quarter], default=0), max(counts[-quarter:], default=0)


def _handles(sample: Sample) -> int:
    return sample.handles


def _threads(sample: Sample) -> int:
    return sample.threads


def _mean(values: Sequence[float]) -> float:
    return round(sum(values) / len(values), 3) if values else 0.0
