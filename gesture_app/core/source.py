"""What a source of frames is, and how a kind of source introduces itself."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import Protocol, runtime_checkable

from gesture_app.core.clock import Clock
from gesture_app.core.rest import Rest
from gesture_app.core.types import Frame


class Source(Protocol):
    """Gives frames, one after the other, to the one thread that reads it."""

    @property
    def title(self) -> str:
        """For a person: "Logitech C922", "demo.mp4"."""

    @property
    def is_live(self) -> bool:
        """Whether frames that nobody takes in time are lost (a camera) or wait (a file)."""

    def read(self) -> Frame | None:
        """Wait for the next frame; None when there will never be another.

        Raises:
            SourceError: The source has failed; the sentence says how and what to do.
        """

    def close(self) -> None:
        """Let go of the device or file; may be called twice."""


@runtime_checkable
class SkipsFrames(Protocol):
    """A source that can let a frame pass for less than it costs to read it."""

    def skip(self) -> None:
        """Wait for the next frame and drop it unseen; it is not counted.

        Raises:
            SourceError: The source has failed.
        """


class SourceState(Enum):
    """What a live source is worth at the moment; each but LIVE is told in a sentence that names one remedy."""

    LIVE = "live"
    NOT_FOUND = "not_found"  # not plugged in
    DENIED = "denied"  # the system does not let this user, or this app, open it
    BUSY = "busy"  # another program has it
    LOST = "lost"  # gives no frames; is being opened again
    BLACK = "black"  # covered lens or closed shutter
    DARK = "dark"  # too little light to see a hand
    FROZEN = "frozen"  # the same frame again and again
    RESTING = "resting"  # let go of on purpose


@dataclass(frozen=True, slots=True)
class SourceUse:
    """Whether a live source is open at this moment; a camera's lamp should say the same."""

    title: str
    is_open: bool
    rest: Rest | None = None  # why it is closed, where that is on purpose


@dataclass(frozen=True, slots=True)
class SourceInfo:
    """A source that can be opened now, as a list shows it."""

    spec: str  # what `--source` takes to open exactly this one
    title: str
    detail: str = ""  # formats, path or why it may not work


@dataclass(frozen=True, slots=True)
class SourceRequest:
    """How a source should be opened."""

    spec: str  # "webcam", "webcam:ID", "rendered", a path or an address
    is_paced: bool = True  # files and rendered hands keep their own frame rate; False: as fast as taken
    is_looping: bool = False  # files start again at their end
    width_px: int = 1280
    height_px: int = 720
    fps: float = 60.0  # asked of a camera; the achieved rate is measured
    clock: Clock = field(default_factory=Clock)  # by which files, pictures and rendered hands keep their rate


@dataclass(frozen=True, slots=True)
class SourceKind:
    """One file of gesture_app/sources, as the rest of the house sees it."""

    name: str
    title: str
    accepts: Callable[[str], bool]  # is this spec one of mine?
    open: Callable[[SourceRequest], Source]  # raises SourceError
    available: Callable[[], Sequence[SourceInfo]]  # what can be offered without opening anything
    check: Callable[[str], None] | None = None  # raises SourceError if a spec names one that is not there
