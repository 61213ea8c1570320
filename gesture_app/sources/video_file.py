"""A video file, at its own speed or as fast as it is taken."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import cv2
import numpy as np

from gesture_app.core.clock import Clock
from gesture_app.core.errors import SourceError
from gesture_app.core.paths import assets_folder
from gesture_app.core.source import Source, SourceInfo, SourceKind, SourceRequest
from gesture_app.core.types import Frame
from gesture_app.sources._frames import as_colour, frame, quiet_opencv
from gesture_app.sources._pace import Pace
from gesture_app.sources._spec import is_named, split_spec

NAME = "video_file"
SUFFIXES = frozenset({".avi", ".m4v", ".mkv", ".mov", ".mp4", ".mpeg", ".mpg", ".ogv", ".ts", ".webm", ".wmv"})
FALLBACK_FPS = 30.0  # for files that do not say; most were filmed with it
MOST_FPS = 240.0  # above this the file's header is wrong


class VideoFileSource:
    """Reads a file from its first frame to its last, or around and around."""

    def __init__(self, path: Path, request: SourceRequest, clock: Clock) -> None:
        self._path = path
        self._is_looping = request.is_looping
        self._clock = clock
        self._next_index = 0
        self._capture: cv2.VideoCapture | None = _opened(path)
        fps = self._capture.get(cv2.CAP_PROP_FPS)
        rate = fps if 0 < fps <= MOST_FPS else FALLBACK_FPS
        self._pace = Pace(rate, clock) if request.is_paced else None

    @property
    def title(self) -> str:
        """The file's name."""
        return self._path.name

    @property
    def is_live(self) -> bool:
        """A file waits."""
        return False

    def read(self) -> Frame | None:
        """The next frame, at its time if the source is paced; None at the end.

        Raises:
            SourceError: Not a single frame can be decoded.
        """
        raw = self._decoded()
        if raw is None:
            return None
        if self._pace is not None:
            self._pace.wait()
        index = self._next_index
        self._next_index += 1
        return frame(as_colour(raw), index, self._clock.now_s())

    def close(self) -> None:
        """Let go of the file."""
        if self._capture is not None:
            self._capture.release()
            self._capture = None

    def _decoded(self) -> np.ndarray | None:
        """The next picture in the file, from the front again if it is looping."""
        if self._capture is None:
            return None
        has_one, raw = self._capture.read()
        if not has_one and self._is_looping and self._next_index > 0:
            self._capture.release()
            # Opened anew: seeking to the first frame fails in streams without an index.
            self._capture = _opened(self._path)
            has_one, raw = self._capture.read()
        if not has_one and self._next_index == 0:
            raise SourceError(f"No frame of the video {self._path} can be read; it is damaged or of an unknown format.")
        return raw if has_one else None


def _opened(path: Path) -> cv2.VideoCapture:
    """An open file.

    Raises:
        SourceError: There is none, or it is no video.
    """
    if not path.is_file():
        raise SourceError(f"There is no video file {path}; check the path.")
    quiet_opencv()
    capture = cv2.VideoCapture(str(path), cv2.CAP_FFMPEG)
    if not capture.isOpened():
        raise SourceError(f"The file {path} cannot be read as a video; convert it to MP4 or pick another.")
    return capture


def open_video_file(request: SourceRequest, clock: Clock | None = None) -> Source:
    """Open the file that the spec names.

    Raises:
        SourceError: There is none, or it is no video.
    """
    body, _ = split_spec(request.spec, NAME)
    return VideoFileSource(Path(body).expanduser(), request, clock or request.clock)


def _accepts(spec: str) -> bool:
    """A file's name that ends as videos do, wherever it lies; addresses belong to streams."""
    return is_named(spec, NAME) or ("://" not in spec and Path(spec).suffix.lower() in SUFFIXES)


def _available() -> Sequence[SourceInfo]:
    """The clips that came with the app."""
    clips = sorted((assets_folder() / "demo").glob("*.mp4"))
    return tuple(SourceInfo(str(clip), f"Demo clip {clip.stem}", str(clip)) for clip in clips)


KIND = SourceKind(name=NAME, title="Video file", accepts=_accepts, open=open_video_file, available=_available)
