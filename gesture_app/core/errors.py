"""Everything a person can do something about.

AppError                 one full sentence: what failed, on what, what to do
├── UsageError           a command line that makes no sense
├── SettingsError        settings that cannot be read or make no sense
├── SourceError          a camera, file or stream that gives no frames
├── RecordingError       a recording of detections that cannot be read or written
├── HistoryError         a history of orders that cannot be saved
├── LabError             something that the lab cannot keep, take in or measure
├── OwnGestureError      a gesture of the user's own that cannot be named, kept or read
├── ModelError           a network that cannot be loaded or does not fit the vocabulary
├── PlayerError          a player that is gone, hangs or refuses
│   └── PlayerStartingError  one that was started and cannot be told anything yet
├── ControlError         another process of this app that is not there, hangs or talks nonsense
└── DesktopError         a desktop that does not let itself be changed
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gesture_app.core.source import SourceState


class AppError(Exception):
    """The message is shown to the user as it is."""


class UsageError(AppError):
    """The command line asks for something that does not exist."""


class SettingsError(AppError):
    """Settings cannot be read, written or understood."""


class SourceError(AppError):
    """A source cannot be opened or has stopped giving frames.

    Args:
        state: What the source is in, where that is known and has a name.
    """

    def __init__(self, sentence: str, state: SourceState | None = None) -> None:
        super().__init__(sentence)
        self.state = state


class RecordingError(AppError):
    """A recording of detections cannot be read or written."""


class HistoryError(AppError):
    """The history of orders cannot be saved."""


class OwnGestureError(AppError):
    """A gesture of the user's own cannot be named, kept or read."""


class ModelError(AppError):
    """A model or its card cannot be used."""


class LabError(AppError):
    """The lab cannot keep, take in or measure something."""


class PlayerError(AppError):
    """A player cannot be reached or did not answer in time."""


class PlayerStartingError(PlayerError):
    """A player was started a moment ago and does not answer yet; it may soon."""


class ControlError(AppError):
    """The running app cannot be found, does not answer or does not understand."""


class DesktopError(AppError):
    """The desktop cannot be told what was asked for."""


def fault_state(error: AppError) -> SourceState | None:
    """What state of its source an error tells of; None where it tells of none."""
    return error.state if isinstance(error, SourceError) else None
