"""The line itself: one frame in, what was seen and decided out, and how long each took."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, replace

from gesture_app.core.detector import Detector, TellsSides
from gesture_app.core.engine import Engine
from gesture_app.core.errors import ModelError
from gesture_app.core.trial import Ruling, Trial
from gesture_app.core.types import Decision, Detection, Frame

_REMEMBERED_LOOKS = 200  # what another network is held against


@dataclass(frozen=True, slots=True)
class LineResult:
    """Everything that came of one frame."""

    frame: Frame
    detections: tuple[Detection, ...]
    decisions: tuple[Decision, ...]
    armed_left_s: float | None  # how long orders will still be taken; None when not armed
    detect_s: float
    decide_s: float
    latency_s: float  # from the moment the frame was taken to the moment the decisions stood


@dataclass(frozen=True, slots=True)
class _Reserve:
    """The network before, as long as the one in use is on trial."""

    detector: Detector
    trial: Trial
    on_put_back: Callable[[str], None]


class Line:
    """Detector and engine, one after the other; used by one thread.

    Args:
        clock: The one that stamps the frames.
        open_sides: Loads what tells left hands from right ones, once that matters; None: it never does.
        let_go: Closes a network that is not looked with any more, between two frames.
    """

    def __init__(
        self,
        detector: Detector,
        engine: Engine,
        clock: Callable[[], float] = time.monotonic,
        open_sides: Callable[[], TellsSides] | None = None,
        let_go: Callable[[Detector], None] = lambda detector: detector.close(),
    ) -> None:
        self._detector = detector
        self._engine = engine
        self._clock = clock
        self._open_sides = open_sides
        self._let_go = let_go
        self._sides: TellsSides | None = None
        self._reserve: _Reserve | None = None
        self._looks_s: deque[float] = deque(maxlen=_REMEMBERED_LOOKS)

    @property
    def detector(self) -> Detector:
        """The one in use."""
        return self._detector

    @property
    def engine(self) -> Engine:
        """To configure, pause and resume it, by the thread that uses the line."""
        return self._engine

    def replace_detector(self, detector: Detector) -> None:
        """Look with another network from the next frame on; the old one is closed."""
        self._end_trial()
        self._let_go(self._detector)
        self._detector = detector
        self._looks_s.clear()

    def try_detector(self, detector: Detector, trial: Trial, on_put_back: Callable[[str], None]) -> None:
        """Look with another network from the next frame on; the one before is kept until this one has stood its trial.

        What the engine knows of the hands in view is untouched by either change.

        Args:
            on_put_back: Told in one sentence why the one before looks again, once it does.
        """
        self._end_trial()
        trial.compare_with(self._looks_s)
        self._reserve = _Reserve(self._detector, trial, on_put_back)
        self._detector = detector
        self._looks_s.clear()

    def step(self, frame: Frame) -> LineResult:
        """Find the hands of a frame and decide what they mean.

        Raises:
            ModelError: The detector failed, and there is none to put back.
        """
        started_s = time.perf_counter()
        found = self._look(frame)
        looked_s = time.perf_counter()
        detections = self._with_sides(frame, found)
        detected_s = time.perf_counter()
        decisions = self._engine.step(detections, frame.size_px, frame.taken_at_s)
        decided_s = time.perf_counter()
        result = LineResult(
            frame,
            detections,
            decisions,
            self._engine.arm_left_s(frame.taken_at_s),
            detected_s - started_s,
            decided_s - detected_s,
            self._clock() - frame.taken_at_s,
        )
        self._judge(looked_s - started_s, looked_s)
        return result

    def _with_sides(self, frame: Frame, detections: tuple[Detection, ...]) -> tuple[Detection, ...]:
        """The same detections; of those where it matters, which hand it is."""
        asked = [index for index, detection in enumerate(detections) if self._wants_side_of(detection)]
        if not asked or self._open_sides is None:
            return detections
        self._sides = self._sides or self._open_sides()
        told = dict(zip(asked, self._sides.certainties(frame, [detections[index].box for index in asked]), strict=True))
        return tuple(
            replace(detection, left=told.get(index, detection.left)) for index, detection in enumerate(detections)
        )

    def _wants_side_of(self, detection: Detection) -> bool:
        """Whether to ask; a recording has the answer already."""
        return detection.left is None and self._engine.wants_side_of(detection)

    def close(self) -> None:
        """Let go of the network; may be called twice."""
        self._end_trial()
        self._detector.close()

    def _look(self, frame: Frame) -> tuple[Detection, ...]:
        """Look with the network in use; if it fails on trial, with the one before, so that no frame is lost."""
        try:
            return self._detector.detect(frame)
        except ModelError as error:
            if self._reserve is None:
                raise
            self._put_back(self._reserve, self._reserve.trial.failed(str(error)))
            return self._detector.detect(frame)

    def _judge(self, detect_s: float, now_s: float) -> None:
        self._looks_s.append(detect_s)
        if self._reserve is None:
            return
        ruling = self._reserve.trial.judge(detect_s, now_s)
        if ruling is Ruling.TOO_SLOW:
            self._put_back(self._reserve, self._reserve.trial.too_slow())
        elif ruling is Ruling.PASSED:
            self._end_trial()

    def _put_back(self, reserve: _Reserve, why: str) -> None:
        self._let_go(self._detector)
        self._detector, self._reserve = reserve.detector, None
        self._looks_s.clear()
        reserve.on_put_back(why)

    def _end_trial(self) -> None:
        """The network in use stays."""
        if self._reserve is not None:
            self._let_go(self._reserve.detector)
            self._reserve = None
