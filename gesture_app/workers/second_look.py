"""A second detector that looks at the frames of the one in use whenever it is free, and never has that one wait."""

from __future__ import annotations

import itertools
import os
import sys
import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

from gesture_app.core.detector import Detector
from gesture_app.core.errors import AppError
from gesture_app.core.lab.agreement import Comparison, Counts, Tally, compare
from gesture_app.core.lab.gallery import Disagreement, Stretches
from gesture_app.core.lab.look_times import KEPT, TwoHistograms, histograms
from gesture_app.core.sections import DetectorSettings
from gesture_app.core.types import Frame
from gesture_app.workers.gesture_recorder import compressed
from gesture_app.workers.line import LineResult
from gesture_app.workers.mailbox import Mailbox

THREADS = 1  # of the second detector: the first one shall not feel it
_WAIT_S = 0.1  # how late the thread notices that it shall end when no frame comes
_NICENESS = 19  # the least; at 10 the first one lost twice as much
_COLD_LOOKS = 2  # left out of the times
_WAITING = 16  # disagreements that nobody has fetched; of more, the oldest are dropped


@dataclass(frozen=True, slots=True)
class Pair:
    """What both say of one frame."""

    frame: Frame
    comparison: Comparison


@dataclass(frozen=True, slots=True)
class Standings:
    """How the two compare until now."""

    models: tuple[str, str]  # names or paths; the first is the one in use
    counts: Counts
    times: TwoHistograms


class _Session:
    """What is known of one pair of detectors; guarded by its owner's lock."""

    def __init__(self, models: tuple[str, str]) -> None:
        self.models = models
        self.tally = Tally()
        self.times_s: tuple[deque[float], deque[float]] = (deque(maxlen=KEPT), deque(maxlen=KEPT))
        self.stretches = Stretches()


class SecondLook:
    """Nothing runs between stop() and start(); `note` and `note_model` are called by the thread that looks for hands.

    Args:
        open_detector: Opens the second one, on a thread of its own.
        on_failed: Told on that thread why the comparison has ended.
    """

    def __init__(
        self, open_detector: Callable[[DetectorSettings], Detector], on_failed: Callable[[AppError], None]
    ) -> None:
        self._open_detector = open_detector
        self._on_failed = on_failed
        self._lock = threading.Lock()
        self._in_use = ""  # the first one's model
        self._session = _Session(("", ""))
        self._run: _Run | None = None
        self._ended: list[_Run] = []  # may still be finishing what they were at
        self._numbers = itertools.count()
        self._waiting: deque[Disagreement] = deque(maxlen=_WAITING)
        self.newest: Mailbox[Pair] = Mailbox()

    @property
    def is_running(self) -> bool:
        """Whether frames are compared, or will be once the second detector is open."""
        return self._run is not None

    def start(self, settings: DetectorSettings) -> None:
        """Compare from now on; what is known of the same two before is gone on with."""
        self.stop()
        with self._lock:
            if self._session.models != (self._in_use, settings.model):
                self._session = _Session((self._in_use, settings.model))
            self._run = _Run(self, settings)
            self._run.thread.start()

    def stop(self) -> None:
        """Compare no more, at once; the thread ends after the look at hand."""
        with self._lock:
            if self._run is not None:
                self._run.should_stop.set()
                self._ended = [run for run in (*self._ended, self._run) if run.thread.is_alive()]
                self._run = None

    def close(self) -> None:
        """Stop, and wait for that; may be called twice."""
        self.stop()
        for run in self._ended:
            run.thread.join()

    def standings(self) -> Standings:
        """How the two compare."""
        with self._lock:
            session, (a_s, b_s) = self._session, (tuple(times) for times in self._session.times_s)
            models, counts = session.models, session.tally.counts()
        return Standings(models, counts, histograms(a_s, b_s))

    def take_disagreements(self) -> list[Disagreement]:
        """Those that have come since the last time."""
        with self._lock:
            taken = list(self._waiting)
            self._waiting.clear()
            return taken

    def note(self, result: LineResult) -> None:
        """See what the first one made of a frame; costs next to nothing, compared or not."""
        with self._lock:
            if self._run is None or not self._in_use:  # a stand-in that sees nothing is no answer
                return
            self._run.frames.put((self._session, result))
            if self._run.has_begun.is_set():  # while the second one is being opened, nothing can be compared
                self._session.tally.looked += 1
                self._session.times_s[0].append(result.detect_s)

    def note_model(self, model: str) -> None:
        """Learn that another model is in use, or none: what was compared until now was about the one before."""
        with self._lock:
            self._in_use = model
            self._session = _Session((model, self._session.models[1]))

    # These run on the second detector's thread.

    def open(self, settings: DetectorSettings) -> Detector:
        """Open it.

        Raises:
            AppError: It cannot be opened.
        """
        return self._open_detector(settings)

    def tell_failure(self, run: _Run, error: AppError) -> None:
        """The comparison ends, unless nobody wants it any more."""
        with self._lock:
            is_wanted = self._run is run
            self._run = None if is_wanted else self._run
        if is_wanted:
            self._on_failed(error)

    def add(self, run: _Run, look: _Look) -> None:
        """Count what both have said of a frame, and keep the picture where it shows something new."""
        comparison, session = look.comparison, look.session
        with self._lock:
            if self._run is not run or self._session is not session:
                return
            session.tally.add(comparison)
            if look.is_warm:
                session.times_s[1].append(look.took_s)
            is_kept = session.stretches.wants(comparison, look.frame.taken_at_s)
        self.newest.put(Pair(look.frame, comparison))
        if is_kept:
            self._keep(look)

    def _keep(self, look: _Look) -> None:
        comparison = look.comparison
        shot = compressed(look.frame.pixels, (*comparison.a, *comparison.b), look.frame.taken_at_s)
        count = len(comparison.a)
        a, b = shot.detections[:count], shot.detections[count:]
        kept = Disagreement(next(self._numbers), look.session.models, shot.size_px, shot.jpeg, a, b)
        with self._lock:
            self._waiting.append(kept)


@dataclass(frozen=True, slots=True)
class _Look:
    """What came of one frame that both have seen."""

    session: _Session
    frame: Frame
    comparison: Comparison
    took_s: float
    is_warm: bool


class _Run:
    """The second detector's thread."""

    def __init__(self, owner: SecondLook, settings: DetectorSettings) -> None:
        self.should_stop = threading.Event()
        self.has_begun = threading.Event()
        self.frames: Mailbox[tuple[_Session, LineResult]] = Mailbox()
        self.thread = threading.Thread(target=self._run, name="second-look")
        self._owner = owner
        self._settings = settings

    def _run(self) -> None:
        try:
            detector = self._owner.open(self._settings)
        except AppError as error:
            self._owner.tell_failure(self, error)
            return
        try:
            self._look_on(detector)
        except AppError as error:
            self._owner.tell_failure(self, error)
        finally:
            detector.close()

    def _look_on(self, detector: Detector) -> None:
        """Look at what comes; the first frame only has the network compiled."""
        for number in itertools.count():
            if (taken := self._next()) is None:
                return
            session, result = taken
            started_s = time.perf_counter()
            seen = detector.detect(result.frame)
            took_s = time.perf_counter() - started_s
            if number == 0:
                _stand_back()
                self.has_begun.set()
            else:
                look = _Look(session, result.frame, compare(result.detections, seen), took_s, number > _COLD_LOOKS)
                self._owner.add(self, look)

    def _next(self) -> tuple[_Session, LineResult] | None:
        """The newest frame that the first one has seen; None once nobody wants it."""
        while not self.should_stop.is_set():
            taken = self.frames.take(_WAIT_S)
            if taken is not None:
                return taken
        return None


def _stand_back() -> None:
    """Have this thread take only what others leave of the processor, where a single thread can."""
    if sys.platform == "linux":
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), _NICENESS)
