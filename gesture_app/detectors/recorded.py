"""Gives back what a detector once saw: the line without a network, for replays, tests and slow machines."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from gesture_app.core.detector import Detector, DetectorRequest, EngineKind
from gesture_app.core.errors import ModelError, RecordingError
from gesture_app.core.recording import read_recording
from gesture_app.core.types import Box, Detection, Frame

TITLE = "Recorded detections"


class RecordedDetector:
    """Finds in each frame what was recorded for the frame of the same index; a looping source finds it again."""

    def __init__(
        self, file: Path, size_px: tuple[int, int], by_index: Mapping[int, tuple[Detection, ...]], min_score: float
    ) -> None:
        self._title = f"{TITLE}, {file.name}"
        self._size_px = size_px
        self._by_index = by_index
        self._length = max(by_index, default=0) + 1
        self._min_score = min_score

    @property
    def title(self) -> str:
        """What it is, and of which file."""
        return self._title

    def detect(self, frame: Frame) -> tuple[Detection, ...]:
        """What was recorded, carried over to the size of this frame."""
        detections = self._by_index.get(frame.index % self._length, ())
        wide, high = (new / old for new, old in zip(frame.size_px, self._size_px, strict=True))
        return tuple(
            replace(seen, box=_scaled(seen.box, wide, high)) for seen in detections if seen.score >= self._min_score
        )

    def close(self) -> None:
        """There is nothing to let go of."""


def _scaled(box: Box, wide: float, high: float) -> Box:
    return Box(box.left * wide, box.top * high, box.right * wide, box.bottom * high)


def open_recorded(request: DetectorRequest) -> Detector:
    """Read the whole recording; an hour takes a few MB."""
    try:
        recording = read_recording(request.model)
        by_index = {frame.index: frame.detections for frame in recording.frames()}
    except RecordingError as error:
        raise ModelError(str(error)) from error
    unknown = sorted(set(recording.header.labels) - set(request.labels))
    if unknown:
        raise ModelError(
            f"The recording {request.model} holds gestures that this app does not know ({', '.join(unknown)}); "
            "add them to the vocabulary or record again."
        )
    return RecordedDetector(request.model, recording.header.size_px, by_index, request.min_score)


def missing() -> str | None:
    """It can run everywhere."""
    return None


# Priority 0: it answers for a recording only, never for a network, so `auto` must not take it.
KIND = EngineKind(name="recorded", title=TITLE, open=open_recorded, missing=missing, priority=0)
