"""What was seen at one moment, and what was made of it: all that is needed to look at a decision afterwards."""

from __future__ import annotations

from dataclasses import dataclass

from gesture_app.core.types import Decision, Detection


@dataclass(frozen=True, slots=True)
class Sighting:
    """What was seen in one frame."""

    at_s: float
    size_px: tuple[int, int]  # width and height of the frame
    detections: tuple[Detection, ...]


@dataclass(frozen=True, slots=True)
class Moment:
    """A sighting, and what was decided about it."""

    sighting: Sighting
    decisions: tuple[Decision, ...]
    armed_left_s: float | None  # how long orders would still be taken; None when not armed

    @property
    def at_s(self) -> float:
        """When the frame was taken."""
        return self.sighting.at_s
