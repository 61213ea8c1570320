"""The steps of the first run, in their order."""

from __future__ import annotations

from enum import Enum

DUE, DONE, SKIPPED = "due", "done", "skipped"  # of the setting ui.first_run


class Step(Enum):
    """One page of the first run; the value is its name in pictures and tests."""

    CONSENT = "consent"
    CAMERA = "camera"
    ROOM = "room"
    GESTURES = "gestures"
    PLAYER = "player"
    SUMMARY = "summary"

    @property
    def number(self) -> int:
        """Its place, from 0."""
        return list(Step).index(self)

    @property
    def following(self) -> Step | None:
        """The step after it; None after the last."""
        steps = list(Step)
        return steps[self.number + 1] if self.number + 1 < len(steps) else None

    @property
    def previous(self) -> Step | None:
        """The step before it; None before the first."""
        return list(Step)[self.number - 1] if self.number else None
