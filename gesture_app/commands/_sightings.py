"""Lets a detector look at a source for a while and keeps what it saw, in the source's own time."""

from __future__ import annotations

import contextlib
import math
from collections.abc import Callable, Iterator
from itertools import takewhile
from pathlib import Path

from gesture_app.app import RECORDING_SUFFIX, open_source
from gesture_app.core.audit import Performance
from gesture_app.core.clock import hurried_clock
from gesture_app.core.detector import Detector
from gesture_app.core.errors import SourceError
from gesture_app.core.moments import Sighting
from gesture_app.core.recording import read_recording
from gesture_app.core.shown import Shown, read_script, stretches
from gesture_app.core.source import SourceRequest
from gesture_app.hands.film import HandFilm
from gesture_app.sources import rendered

LABEL_EVERY_S = 0.1  # how often a drawn film is asked what it shows

Tell = Callable[[float], None]  # takes the seconds seen so far


def watch(request: SourceRequest, detector: Detector, limit_s: float, tell: Tell) -> list[Sighting]:
    """Everything seen within the first seconds of a source, or read from a recording.

    A file, pictures and drawn hands are read as fast as the detector looks; a camera takes its time.

    Raises:
        SourceError: The source fails, or there is no frame in it.
        RecordingError: The recording cannot be read.
        ModelError: The detector fails.
    """
    seen = _recorded(Path(request.spec)) if _is_recording(request.spec) else _looked_at(request, detector)
    sightings: list[Sighting] = []
    for sighting in takewhile(lambda sighting: sighting.at_s <= limit_s, seen):
        sightings.append(sighting)
        tell(sighting.at_s)
    if not sightings:
        raise SourceError(f"The source {request.spec} gave no frame; choose another.")
    return sightings


def watch_performance(request: SourceRequest, detector: Detector, tell: Tell) -> Performance:
    """What is seen of somebody who shows gestures on purpose, to the end, and what they meant.

    Raises:
        SourceError: Nothing says what they meant.
    """
    spec = request.spec.partition("?")[0]
    if spec.partition(":")[0] == rendered.NAME:
        film = rendered.open_film(request)
        return Performance(watch(request, detector, film.length_s, tell), _drawn(film))
    script = read_script(Path(spec).expanduser())
    return Performance(watch(request, detector, math.inf, tell), script)


def _is_recording(spec: str) -> bool:
    return spec.endswith(RECORDING_SUFFIX)


def _recorded(path: Path) -> Iterator[Sighting]:
    recording = read_recording(path.expanduser())
    first_s: float | None = None
    for frame in recording.frames():
        first_s = frame.at_s if first_s is None else first_s
        yield Sighting(frame.at_s - first_s, recording.header.size_px, frame.detections)


def _looked_at(request: SourceRequest, detector: Detector) -> Iterator[Sighting]:
    first_s: float | None = None
    with contextlib.closing(open_source(request)) as source:
        while (frame := source.read()) is not None:
            first_s = frame.taken_at_s if first_s is None else first_s
            yield Sighting(frame.taken_at_s - first_s, frame.size_px, detector.detect(frame))


def _drawn(film: HandFilm) -> list[Shown]:
    """What one round of a drawn film shows."""
    moments = (index * LABEL_EVERY_S for index in range(int(film.length_s / LABEL_EVERY_S)))
    return stretches((at_s, gesture) for at_s in moments if (gesture := film.gesture_at(at_s)) is not None)


def hurried(request: SourceRequest, spec: str) -> SourceRequest:
    """A request for another source, at full speed but in its own time."""
    return SourceRequest(
        spec, width_px=request.width_px, height_px=request.height_px, fps=request.fps, clock=hurried_clock()
    )
