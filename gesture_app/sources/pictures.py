"""A picture or a folder of pictures, each held in front of the camera for a while."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import cv2
import numpy as np

from gesture_app.core.clock import Clock
from gesture_app.core.errors import SourceError
from gesture_app.core.source import Source, SourceInfo, SourceKind, SourceRequest
from gesture_app.core.types import Frame, Pixels
from gesture_app.sources._frames import as_colour, frame, quiet_opencv
from gesture_app.sources._pace import Pace
from gesture_app.sources._spec import is_named, split_spec

NAME = "pictures"
SUFFIXES = frozenset({".bmp", ".jpeg", ".jpg", ".png", ".tif", ".tiff", ".webp"})
SECONDS = 1.5  # that each picture is shown, unless `?seconds=` says otherwise
FPS = 30.0  # that `?fps=` changes; a still picture needs no more


class PicturesSource:
    """Shows pictures in the order of their names; each fills several frames, as a real camera would see it."""

    def __init__(self, paths: Sequence[Path], seconds: float, fps: float, request: SourceRequest, clock: Clock) -> None:
        self._paths = tuple(paths)
        self._frames_each = max(1, round(seconds * fps))
        self._is_looping = request.is_looping
        self._pace = Pace(fps, clock) if request.is_paced else None
        self._clock = clock
        self._next_index = 0
        self._shown: tuple[int, Pixels] | None = None
        self._is_closed = False

    @property
    def title(self) -> str:
        """The folder's name, or the picture's."""
        return self._paths[0].name if len(self._paths) == 1 else self._paths[0].parent.name

    @property
    def is_live(self) -> bool:
        """Pictures wait."""
        return False

    def read(self) -> Frame | None:
        """The next frame; None after the last picture.

        Raises:
            SourceError: A picture cannot be read.
        """
        number = self._next_index // self._frames_each
        if self._is_closed or (number >= len(self._paths) and not self._is_looping):
            return None
        if self._pace is not None:
            self._pace.wait()
        index = self._next_index
        self._next_index += 1
        return frame(self._pixels(number % len(self._paths)), index, self._clock.now_s())

    def close(self) -> None:
        """Forget the picture."""
        self._is_closed = True
        self._shown = None

    def _pixels(self, number: int) -> Pixels:
        """One picture, read when it is first needed and kept while it is shown."""
        if self._shown is None or self._shown[0] != number:
            self._shown = number, _picture(self._paths[number])
        return self._shown[1]


def _picture(path: Path) -> Pixels:
    """The pixels of a picture file.

    Raises:
        SourceError: It cannot be read.
    """
    quiet_opencv()
    try:
        # Not cv2.imread: on Windows it cannot open paths with letters beyond the local alphabet.
        raw = cv2.imdecode(np.frombuffer(path.read_bytes(), np.uint8), cv2.IMREAD_COLOR)
    except (OSError, cv2.error):
        raw = None
    if raw is None:
        raise SourceError(f"The picture {path} cannot be read; remove it or save it again as JPEG or PNG.")
    return as_colour(raw)


def open_pictures(request: SourceRequest, clock: Clock | None = None) -> Source:
    """Find the pictures that the spec names.

    Raises:
        SourceError: There are none.
    """
    body, options = split_spec(request.spec, NAME, ("seconds", "fps"))
    seconds, fps = options.get("seconds", SECONDS), options.get("fps", FPS)
    if seconds <= 0 or fps <= 0:
        raise SourceError(f"The source {request.spec} must show each picture for some time at some rate above 0.")
    return PicturesSource(_found(Path(body).expanduser()), seconds, fps, request, clock or request.clock)


def _found(path: Path) -> Sequence[Path]:
    """The picture itself, or all those in a folder by name.

    Raises:
        SourceError: There are none.
    """
    if path.is_file():
        return (path,)
    if not path.is_dir():
        raise SourceError(f"There is no picture or folder {path}; check the path.")
    found = sorted(entry for entry in path.iterdir() if entry.suffix.lower() in SUFFIXES)
    if not found:
        raise SourceError(f"The folder {path} holds no pictures ({', '.join(sorted(SUFFIXES))}); pick another.")
    return found


def _accepts(spec: str) -> bool:
    """A folder that exists, or a file's name that ends as pictures do."""
    if is_named(spec, NAME):
        return True
    path = Path(spec.partition("?")[0]).expanduser()
    return "://" not in spec and (path.suffix.lower() in SUFFIXES or path.is_dir())


def _available() -> Sequence[SourceInfo]:
    """Nothing can be guessed."""
    return ()


KIND = SourceKind(name=NAME, title="Pictures", accepts=_accepts, open=open_pictures, available=_available)
