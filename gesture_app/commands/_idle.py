"""Measures what the line costs while nobody is there, with the sentinel and without it.

cpu_share         processor time of the whole process, as a share of one core, with the sentinel
always_cpu_share  likewise, but every frame is looked at
detected_fps      frames a second that the network has seen, with the sentinel
always_fps        likewise, without it

Unless a source is named, an empty room is looked at as by a webcam: pictures with a sensor's noise, packed as JPEG and
unpacked when they are read, as OpenCV does with those of a webcam. The first seconds are left out.
"""

from __future__ import annotations

import contextlib
import dataclasses
import time
from dataclasses import dataclass

import cv2
import numpy as np
import psutil

from gesture_app.app import engine_for, headless_parts
from gesture_app.commands._speed import OPENING_S
from gesture_app.core.clock import Clock
from gesture_app.core.errors import SourceError
from gesture_app.core.player import PlayerRequest
from gesture_app.core.settings import Settings
from gesture_app.core.source import SourceRequest
from gesture_app.core.types import Frame
from gesture_app.hands.background import draw_room
from gesture_app.workers.care import Care
from gesture_app.workers.headless import Event, Fatal, HeadlessLine, HeadlessParts, Step
from gesture_app.workers.sentinel import Sentinel

ROOM = "empty room"
NOISE_LEVELS = 5.0  # of a webcam's sensor in a living room, 0 to 255
JPEG_QUALITY = 85
PICTURES = 8  # that take turns, each with other noise

AWAKE_S = 1.0  # the user's own time is for people who come back; here nobody does
SETTLING_S = 4.0  # the network is compiled and the sentinel has calmed down


@dataclass(frozen=True, slots=True)
class Idle:
    """The figures of one measurement; their names are those of the JSON that is printed."""

    engine: str
    model: str
    source: str
    source_px: tuple[int, int]
    asked_fps: float
    seconds: float
    cpu_share: float
    always_cpu_share: float
    detected_fps: float
    always_fps: float


@dataclass(frozen=True, slots=True)
class _Cost:
    cpu_share: float
    fps: float
    size_px: tuple[int, int]


def measure_idle(settings: Settings, request: SourceRequest, seconds: float) -> Idle:
    """Run the line for so many seconds twice.

    Raises:
        AppError: A part of the line does not work, or the source gave no frames.
    """
    watchful = _cost(_parts(settings, request), seconds, Sentinel(AWAKE_S))
    always = _cost(_parts(settings, request), seconds, None)
    return Idle(
        engine=engine_for(settings.detector).name,
        model=settings.detector.model,
        source=request.spec,
        source_px=watchful.size_px,
        asked_fps=request.fps,
        seconds=seconds,
        cpu_share=watchful.cpu_share,
        always_cpu_share=always.cpu_share,
        detected_fps=watchful.fps,
        always_fps=always.fps,
    )


def _parts(settings: Settings, request: SourceRequest) -> HeadlessParts:
    """The line, before the empty room unless another source is named; a line is used up by running it."""
    parts = headless_parts(settings, request)
    return dataclasses.replace(parts, open_source=RoomCamera) if request.spec == ROOM else parts


class RoomCamera:
    """A webcam before a room where nothing moves."""

    title = ROOM
    is_live = True

    def __init__(self, request: SourceRequest, clock: Clock | None = None) -> None:
        self._clock = clock or Clock()
        self._period_s = 1 / request.fps
        self._due_s = self._clock.now_s()
        self._packed = _packed_room((request.width_px, request.height_px))
        self._next_index = 0

    def read(self) -> Frame:
        """Wait for the next picture and unpack it."""
        self.skip()
        index = self._next_index
        self._next_index += 1
        pixels = cv2.imdecode(self._packed[index % len(self._packed)], cv2.IMREAD_COLOR)
        return Frame(np.asarray(pixels, np.uint8), index, self._clock.now_s())

    def skip(self) -> None:
        """Wait for the next picture; those that nobody waited for are gone."""
        self._due_s = max(self._due_s + self._period_s, self._clock.now_s())
        self._clock.sleep(max(0.0, self._due_s - self._clock.now_s()))

    def close(self) -> None:
        """There is nothing to let go of."""


def _packed_room(size_px: tuple[int, int]) -> list[np.ndarray]:
    rng = np.random.default_rng(0)
    room = 255 * draw_room(rng, size_px)  # (height, width, 3)
    noise = (rng.normal(0, NOISE_LEVELS, room.shape) for _ in range(PICTURES))
    pictures = (np.clip(room + each, 0, 255).astype(np.uint8) for each in noise)
    return [cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, JPEG_QUALITY])[1] for picture in pictures]


def _cost(parts: HeadlessParts, seconds: float, sentinel: Sentinel | None) -> _Cost:
    """Run the line once, and see what it takes after the settling."""
    line = HeadlessLine(dataclasses.replace(parts, player=PlayerRequest("dry_run"), care=Care(sentinel=sentinel)))
    marks = _Marks(seconds)
    with contextlib.closing(line.events(OPENING_S + SETTLING_S + seconds)) as events:
        for event in events:
            if isinstance(event, Fatal):
                raise event.error
            if marks.note(event):
                return marks.cost()
    raise SourceError(f"The source {parts.source.spec} gave too few frames to measure; measure for longer.")


class _Marks:
    """Sees the time, the frames and the work done at both ends of what is measured."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._process = psutil.Process()
        self._opened_s: float | None = None
        self._frames = 0
        self._size_px = (0, 0)
        self._marks: list[tuple[float, int, float]] = []  # time, frames, seconds of work

    def note(self, event: Event) -> bool:
        """Count a frame; whether everything has been seen."""
        now_s = time.monotonic()
        if isinstance(event, Step):
            self._frames += 1
            self._size_px = event.size_px
            self._opened_s = self._opened_s or now_s
        if self._opened_s is None:
            return False
        due_s = self._opened_s + SETTLING_S + self._seconds * len(self._marks)
        if now_s >= due_s:
            times = self._process.cpu_times()
            self._marks.append((now_s, self._frames, times.user + times.system))
        return len(self._marks) == 2

    def cost(self) -> _Cost:
        """What was between the marks."""
        (began_s, frames, work_s), (ended_s, more_frames, more_work_s) = self._marks
        span_s = ended_s - began_s
        return _Cost(
            round((more_work_s - work_s) / span_s, 4), round((more_frames - frames) / span_s, 2), self._size_px
        )
