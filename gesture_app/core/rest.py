"""Rest: why the app looks away for a while, so that no camera watches when nobody wants it to."""

from __future__ import annotations

import threading
from collections.abc import Collection
from enum import Enum

from gesture_app.core.sections import PrivacySettings


class Rest(Enum):
    """A reason; the value says it to a person. Of several that hold, the first here is told."""

    ASLEEP = "the computer sleeps"
    LOCKED = "the screen is locked"
    PAUSED = "gestures are paused"


class Resting:
    """The reasons that hold at the moment; may be asked and told from any thread.

    Whoever acts on it asks anew each time instead of keeping the answer: of two threads that tell something at the same
    time, neither can then overrule the other by being late.
    """

    def __init__(self, settings: PrivacySettings | None = None) -> None:
        self._lock = threading.Lock()
        self._reasons: frozenset[Rest] = frozenset()
        self._heeded = _heeded(settings or PrivacySettings())

    @property
    def why_idle(self) -> Rest | None:
        """Why nothing is obeyed; None while gestures are."""
        return _first(self._reasons & (self._heeded | {Rest.PAUSED}))

    @property
    def why_closed(self) -> Rest | None:
        """Why cameras and streams are let go of; None while they may be open."""
        return _first(self._reasons & self._heeded)

    def heed(self, settings: PrivacySettings) -> None:
        """Let other reasons count from now on."""
        self._heeded = _heeded(settings)

    def begin(self, reason: Rest) -> None:
        """A reason holds from now on."""
        with self._lock:
            self._reasons |= {reason}

    def end(self, reason: Rest) -> None:
        """A reason holds no more."""
        with self._lock:
            self._reasons -= {reason}


def _heeded(settings: PrivacySettings) -> frozenset[Rest]:
    """The reasons for which the user wants cameras to be let go of."""
    wishes = {
        Rest.ASLEEP: settings.rest_asleep,
        Rest.LOCKED: settings.rest_locked,
        Rest.PAUSED: settings.camera_off_paused,
    }
    return frozenset(reason for reason, is_wanted in wishes.items() if is_wanted)


def _first(reasons: Collection[Rest]) -> Rest | None:
    return next((reason for reason in Rest if reason in reasons), None)
