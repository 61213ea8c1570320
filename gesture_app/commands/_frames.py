"""Keeps the frames that a detector looks at as pictures, for who asks for that; nothing else in the app does."""

from __future__ import annotations

from pathlib import Path

import cv2

from gesture_app.core.detector import Detector
from gesture_app.core.errors import RecordingError
from gesture_app.core.types import Detection, Frame

JPEG_QUALITY = 92  # good enough to train a network on


class FrameKeeper:
    """Writes every frame into a folder before a detector looks at it.

    A file is named by its frame's number, which stands in the recording as well.
    """

    def __init__(self, detector: Detector, folder: Path) -> None:
        self._detector = detector
        self._folder = folder

    @property
    def title(self) -> str:
        """The detector's own."""
        return self._detector.title

    def detect(self, frame: Frame) -> tuple[Detection, ...]:
        """What the detector sees.

        Raises:
            RecordingError: The picture cannot be written.
            ModelError: The detector failed.
        """
        path = self._folder / f"{frame.index:06}.jpg"
        _, packed = cv2.imencode(".jpg", frame.pixels, [cv2.IMWRITE_JPEG_QUALITY, JPEG_QUALITY])
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            path.write_bytes(packed.tobytes())
        except OSError as error:
            raise RecordingError(
                f"The picture {path} cannot be written ({error.strerror}); make room or choose another folder."
            ) from None
        return self._detector.detect(frame)

    def close(self) -> None:
        """Close the detector."""
        self._detector.close()
