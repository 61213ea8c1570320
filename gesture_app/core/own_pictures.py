"""Pictures of a user's own gesture, with the boxes that are proposed for them or drawn by hand."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from gesture_app.core.types import Box, Detection

IDLE = "no_gesture"  # the label of a hand that means nothing
SURE = 0.5  # from here on nobody needs to look twice
DRAWN = 1.0  # certainty of a box that a person has drawn or corrected


class Take(Enum):
    """What one of the two recordings shows; the value is its name in files."""

    SHOWN = "shown"  # the gesture itself
    OTHER = "other"  # anything else: other gestures, idle hands, none


class Verdict(Enum):
    """What the person thinks of a picture."""

    OPEN = "open"
    ACCEPTED = "accepted"
    REJECTED = "rejected"  # left out of the training


@dataclass(frozen=True, slots=True)
class Shot:
    """A picture as it was recorded, and what the detector saw in it.

    `detections` are in pixels of the kept picture, which may be smaller than the frame.
    """

    at_s: float  # since the recording began
    size_px: tuple[int, int]
    jpeg: bytes
    detections: tuple[Detection, ...] = ()


@dataclass(frozen=True, slots=True)
class LabelledBox:
    """A hand, what it shows, and how sure that is."""

    label: str
    box: Box
    certainty: float  # 0 to 1


@dataclass(frozen=True, slots=True)
class OwnPicture:
    """A recorded picture with its boxes."""

    take: Take
    at_s: float
    size_px: tuple[int, int]
    jpeg: bytes
    boxes: tuple[LabelledBox, ...]
    verdict: Verdict = Verdict.OPEN

    @property
    def certainty(self) -> float:
        """Of its least certain box; a picture of the gesture without any box is not certain at all."""
        if not self.boxes:
            return 0.0 if self.take is Take.SHOWN and self.verdict is Verdict.OPEN else 1.0
        return min(one.certainty for one in self.boxes)
