"""Recordings: what a detector saw, as JSON lines without any picture, to decide about it again and again.

The first line describes the recording, every further line is one frame:

    {"version": 1, "size_px": [1280, 720], "model": "default", "labels": ["palm", ...]}
    {"at_s": 12.345, "index": 0, "detections": [{"gesture": "palm", "score": 0.91, "box": [400, 200, 520, 360]}]}

A detection may have "left", too: how surely it is the left hand of whoever shows it, 0 to 1.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, TypeVar

from gesture_app.core.errors import RecordingError
from gesture_app.core.types import Box, Detection

T = TypeVar("T")

VERSION = 1


@dataclass(frozen=True, slots=True)
class RecordingHeader:
    """What all frames of a recording share."""

    size_px: tuple[int, int]  # width and height of the frames
    model: str
    labels: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RecordedFrame:
    """What was seen in one frame."""

    at_s: float
    index: int
    detections: tuple[Detection, ...]


@dataclass(frozen=True, slots=True)
class Recording:
    """A file of detections whose header has been read."""

    path: Path
    header: RecordingHeader

    def frames(self) -> Iterator[RecordedFrame]:
        """Read frame after frame; a long recording is never held in memory.

        Raises:
            RecordingError: A line makes no sense; the sentence names it. All frames before it were given.
        """
        try:
            with self.path.open(encoding="utf-8", errors="replace") as lines:
                next(lines, None)
                for number, line in enumerate(lines, start=2):
                    yield _understood(self.path, number, line, _frame)
        except OSError as error:
            raise _unreadable(self.path, error) from error


def read_recording(path: Path) -> Recording:
    """Open a recording.

    Raises:
        RecordingError: There is no such file, or its first line does not describe a recording.
    """
    try:
        with path.open(encoding="utf-8", errors="replace") as lines:
            return Recording(path, _understood(path, 1, next(lines, ""), _header))
    except OSError as error:
        raise _unreadable(path, error) from error


class RecordingWriter:
    """Writes a recording, frame after frame; what was flushed survives a crash.

    Raises:
        RecordingError: From every method, when the file cannot be written.
    """

    def __init__(self, path: Path, header: RecordingHeader) -> None:
        self._path = path
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._file = path.open("w", encoding="utf-8", newline="\n")
        except OSError as error:
            raise self._unwritable(error) from error
        size_px, labels = list(header.size_px), list(header.labels)
        self._write({"version": VERSION, "size_px": size_px, "model": header.model, "labels": labels})

    def append(self, frame: RecordedFrame) -> None:
        """Add one frame; they must come in the order of time."""
        detections = [_row(detection) for detection in frame.detections]
        self._write({"at_s": round(frame.at_s, 6), "index": frame.index, "detections": detections})

    def flush(self) -> None:
        """Hand what was written to the system."""
        try:
            self._file.flush()
        except OSError as error:
            raise self._unwritable(error) from error

    def close(self) -> None:
        """Finish the file; may be called twice."""
        try:
            self._file.close()
        except OSError as error:
            raise self._unwritable(error) from error

    def __enter__(self) -> RecordingWriter:
        """The writer itself."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """Close the file."""
        self.close()

    def _write(self, row: dict[str, object]) -> None:
        try:
            self._file.write(json.dumps(row) + "\n")
        except OSError as error:
            raise self._unwritable(error) from error

    def _unwritable(self, error: OSError) -> RecordingError:
        return RecordingError(
            f"The recording {self._path} cannot be written ({error.strerror}); what is in it so far is kept."
        )


def _unreadable(path: Path, error: OSError) -> RecordingError:
    return RecordingError(f"The recording {path} cannot be read ({error.strerror}); choose another file.")


def _row(detection: Detection) -> dict[str, object]:
    """A detection as JSON; a hundredth of a pixel is more than any network knows."""
    box = detection.box
    sides = [round(side, 2) for side in (box.left, box.top, box.right, box.bottom)]
    row: dict[str, object] = {"gesture": detection.gesture, "score": round(detection.score, 4), "box": sides}
    return row if detection.left is None else row | {"left": round(detection.left, 4)}


def _understood(path: Path, number: int, line: str, read: Callable[[Any], T]) -> T:
    """One line turned into a value."""
    try:
        return read(json.loads(line))
    except KeyError as error:
        reason = f"it lacks {error}"
    except (ValueError, TypeError) as error:
        reason = str(error)
    raise RecordingError(f"Line {number} of the recording {path} makes no sense ({reason}); record it again.")


def _header(row: dict[str, Any]) -> RecordingHeader:
    """The first line; a ValueError, KeyError or TypeError if it is none."""
    if row["version"] != VERSION:
        raise ValueError(f"its version is {row['version']}, this app reads {VERSION}")
    width, height = row["size_px"]
    return RecordingHeader((int(width), int(height)), str(row["model"]), tuple(str(label) for label in row["labels"]))


def _frame(row: dict[str, Any]) -> RecordedFrame:
    """Any further line; a ValueError, KeyError or TypeError if it is none."""
    detections = tuple(_detection(**detection) for detection in row["detections"])
    return RecordedFrame(_finite(row["at_s"]), int(row["index"]), detections)


def _detection(gesture: str, score: float, box: list[float], left: float | None = None) -> Detection:
    place = Box(*(_finite(side) for _, side in zip(range(4), box, strict=True)))
    return Detection(str(gesture), _finite(score), place, None if left is None else _finite(left))


def _finite(number: float) -> float:
    """The number, which must be one: JSON as Python reads it knows NaN."""
    if not math.isfinite(number):
        raise ValueError(f"{number} is no number to calculate with")
    return float(number)
