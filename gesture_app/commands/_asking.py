"""A detector that also tells which hand each one is, for who keeps what was seen and asks of it later."""

from __future__ import annotations

from dataclasses import replace

from gesture_app.core.detector import Detector, TellsSides
from gesture_app.core.types import Detection, Frame


class AskingDetector:
    """Asks about every hand, also where no binding wants to know; a recording has the answers already."""

    def __init__(self, detector: Detector, sides: TellsSides) -> None:
        self._detector = detector
        self._sides = sides

    @property
    def title(self) -> str:
        """The detector's own."""
        return self._detector.title

    def detect(self, frame: Frame) -> tuple[Detection, ...]:
        """What the detector sees, and how surely each hand is a left one.

        Raises:
            ModelError: One of the two networks failed.
        """
        seen = self._detector.detect(frame)
        told = self._sides.certainties(frame, [detection.box for detection in seen])
        return tuple(
            replace(one, left=left if one.left is None else one.left) for one, left in zip(seen, told, strict=True)
        )

    def close(self) -> None:
        """Close the detector."""
        self._detector.close()
