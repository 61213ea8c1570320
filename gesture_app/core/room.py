"""The room check: whether light, sharpness, frame rate and distance let hands be recognised, and what would help.

The limits were measured with the shipped network on pictures of real people, made darker, more blurred and smaller:

    GESTURE_DATA=... python tests/bench/room_limits.py

prints which share of the gestures is still recognised at which value. Above `good` that share is about as high as it
gets (0.82 or more), above `fair` it is 0.68 or more; below that it falls fast.
"""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from statistics import median

import numpy as np
from numpy.typing import NDArray

from gesture_app.core.types import Box, Detection, Frame

WINDOW_S = 3.0  # what is older says nothing of the room as it is now
ENOUGH = 5  # measurements, before anything is said
STRIDE = 8  # every 8th pixel of both axes tells the light as well as all of them

# A hand's edge, taken in steps of this share of the hand, as fine as what the network still sees of it.
FINE = 1 / 32
COARSE = 4  # fine steps, over which even a soft edge is whole
EDGES = 98  # percentile of the steps: the hand's own edges, not its even skin and not a single bright dot

HAND_M = 0.17  # side of the square as large as the box of an adult's open hand
VIEW = 0.79  # height of what a webcam sees one metre away, in metres: 43 degrees, as most that are sold
BACKLIT = 0.5  # of the light around it: a hand that is darker is a shadow
LIT_AROUND = 100.0  # a dark room is dark, not lit from behind


class Check(Enum):
    """What is looked at."""

    LIGHT = "light"
    SHARPNESS = "sharpness"
    RATE = "rate"
    HAND = "hand"


class Level(Enum):
    """How good it is, the best first."""

    GOOD = "good"
    FAIR = "fair"
    BAD = "bad"


class Remedy(Enum):
    """The one thing to do about it."""

    MORE_LIGHT = "more_light"
    LIGHT_IN_FRONT = "light_in_front"  # the window is behind the person
    CLEAN_LENS = "clean_lens"
    LIGHT_FOR_RATE = "light_for_rate"  # a camera in the dark takes its time
    OTHER_CAMERA = "other_camera"
    FASTER_MODEL = "faster_model"
    NEARER = "nearer"
    FARTHER = "farther"


@dataclass(frozen=True, slots=True)
class Limits:
    """From which value on something is good, and from which it is at least fair."""

    good: float
    fair: float

    def level(self, value: float) -> Level:
        """The level of a value."""
        return Level.GOOD if value >= self.good else Level.FAIR if value >= self.fair else Level.BAD


LIGHT = Limits(60.0, 30.0)  # mean brightness of the picture, 0 to 255
SHARPNESS = Limits(0.50, 0.36)  # share of an edge's step that is taken within one fine step
RATE = Limits(20.0, 10.0)  # frames a second; at 10, a hand that is missed twice has lost its hold (300 ms)
HAND = Limits(0.12, 0.10)  # of the picture's shorter side
NEAREST = 0.75  # a hand larger than this leaves the picture as soon as it moves


@dataclass(frozen=True, slots=True)
class RoomSample:
    """What one frame tells of the room; None where no hand is seen."""

    at_s: float
    light: float  # mean brightness of the picture, 0 to 255
    hand_light: float | None  # of the hand
    sharpness: float | None  # 0 to 1
    hand_share: float | None  # side of the hand's box as a share of the picture's shorter side


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found out about one thing, and what to do about it."""

    check: Check
    level: Level
    value: float  # in the unit of its limits
    remedy: Remedy | None = None  # None where it is good


def measure(frame: Frame, detections: Sequence[Detection]) -> RoomSample:
    """Look at one frame, and at the clearest hand in it; takes a few milliseconds."""
    light = float(frame.pixels[::STRIDE, ::STRIDE].mean())
    if not detections:
        return RoomSample(frame.taken_at_s, light, None, None, None)
    box = max(detections, key=lambda detection: detection.score).box
    grey = _grey(frame, box)
    sharp = sharpness(grey, box.size_px) if min(grey.shape) > 1 else None
    hand_light = float(grey.mean()) if grey.size else None
    return RoomSample(frame.taken_at_s, light, hand_light, sharp, box.size_px / min(frame.size_px))


def sharpness(grey: NDArray[np.float32], hand_px: float) -> float | None:
    """Which share of a hand's edges lies within one fine step; the same for all brightness, contrast and size.

    Shapes:
        grey: (height, width), the picture of the hand
        returns: 0 to 1; None where the hand is too small or too even to tell
    """
    fine_px = max(1, round(hand_px * FINE))
    coarse_px = COARSE * fine_px
    if min(grey.shape) <= coarse_px:
        return None
    fine = np.abs(grey[:, fine_px:] - grey[:, :-fine_px])
    coarse = np.abs(grey[:, coarse_px:] - grey[:, :-coarse_px])
    whole = float(np.percentile(coarse, EDGES))
    return min(float(np.percentile(fine, EDGES)) / whole, 1.0) if whole >= 1.0 else None


def distance_m(hand_share: float) -> float:
    """About how far away an adult's open hand is that is so large in the picture of an ordinary webcam."""
    return HAND_M / (hand_share * VIEW)


def reach(hand_share: float) -> float:
    """How many times as far away the hand may be before it is too small; whatever the camera."""
    return hand_share / HAND.fair


class RoomCheck:
    """Collects what the frames of the last seconds tell."""

    def __init__(self) -> None:
        self._samples: deque[RoomSample] = deque()
        self._rates: deque[tuple[float, float, float]] = deque()  # when, of the source, of the detector

    def add(self, sample: RoomSample) -> None:
        """Take one more frame into account; time that falls back means another source, and starts over."""
        if self._samples and sample.at_s < self._samples[-1].at_s:
            self._samples.clear()
        self._samples.append(sample)
        while sample.at_s - self._samples[0].at_s > WINDOW_S:
            self._samples.popleft()

    def note_rates(self, at_s: float, source_fps: float | None, detector_fps: float | None) -> None:
        """Take the measured rates into account; without a hand a camera may be looked at rarely on purpose."""
        if source_fps is None or detector_fps is None or not self._has_hand:
            return
        self._rates.append((at_s, source_fps, detector_fps))
        while self._rates and at_s - self._rates[0][0] > WINDOW_S:
            self._rates.popleft()

    @property
    def is_complete(self) -> bool:
        """Whether everything could be judged."""
        return len(self.findings()) == len(Check)

    def findings(self) -> tuple[Finding, ...]:
        """What can be said of the room by now, in the order of the checks."""
        found = (self._light(), self._sharpness(), self._rate(), self._hand())
        return tuple(finding for finding in found if finding is not None)

    @property
    def _has_hand(self) -> bool:
        return len(self._values("hand_share")) >= ENOUGH

    def _values(self, name: str) -> list[float]:
        return [value for sample in self._samples if (value := getattr(sample, name)) is not None]

    def _typical(self, name: str) -> float | None:
        """The median, once there is enough."""
        values = self._values(name)
        return median(values) if len(values) >= ENOUGH else None

    def _light(self) -> Finding | None:
        light, hand = self._typical("light"), self._typical("hand_light")
        if light is None:
            return None
        if hand is not None and light >= LIT_AROUND and hand < BACKLIT * light:
            return Finding(Check.LIGHT, Level.FAIR, light, Remedy.LIGHT_IN_FRONT)
        return _judged(Check.LIGHT, LIGHT, light, Remedy.MORE_LIGHT)

    def _sharpness(self) -> Finding | None:
        value = self._typical("sharpness")
        return None if value is None else _judged(Check.SHARPNESS, SHARPNESS, value, Remedy.CLEAN_LENS)

    def _rate(self) -> Finding | None:
        """The slower of camera and network, and who is to blame."""
        if not self._rates:
            return None
        source_fps = median(source for _, source, _ in self._rates)
        detector_fps = median(detector for _, _, detector in self._rates)
        if source_fps > detector_fps * 1.5:
            remedy = Remedy.FASTER_MODEL
        else:
            is_dark = (self._typical("light") or math.inf) < LIGHT.good
            remedy = Remedy.LIGHT_FOR_RATE if is_dark else Remedy.OTHER_CAMERA
        return _judged(Check.RATE, RATE, min(source_fps, detector_fps), remedy)

    def _hand(self) -> Finding | None:
        share = self._typical("hand_share")
        if share is None:
            return None
        if share > NEAREST:
            return Finding(Check.HAND, Level.FAIR, share, Remedy.FARTHER)
        return _judged(Check.HAND, HAND, share, Remedy.NEARER)


def _judged(check: Check, limits: Limits, value: float, remedy: Remedy) -> Finding:
    level = limits.level(value)
    return Finding(check, level, value, None if level is Level.GOOD else remedy)


def _grey(frame: Frame, box: Box) -> NDArray[np.float32]:
    """The part of a frame within a box, in grey; empty where the box lies outside."""
    width, height = frame.size_px
    left, top = max(0, int(box.left)), max(0, int(box.top))
    right, bottom = min(width, math.ceil(box.right)), min(height, math.ceil(box.bottom))
    patch = frame.pixels[top : max(top, bottom), left : max(left, right)]
    return np.asarray(patch.mean(axis=2), np.float32)
