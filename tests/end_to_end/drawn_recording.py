"""Records what the network that ships makes of a drawn hand."""

from __future__ import annotations

from pathlib import Path

from gesture_app.app import load_vocabulary, open_detector
from gesture_app.core.recording import RecordedFrame, RecordingHeader, RecordingWriter
from gesture_app.core.settings import DetectorSettings
from gesture_app.core.types import Frame
from gesture_app.hands.film import Act, HandFilm

SIZE_PX = (480, 270)
FPS = 15


def record_acts(acts: tuple[Act, ...], path: Path) -> Path:
    """Write a recording of a person who does this; gives its path."""
    film = HandFilm(SIZE_PX, acts, rooms=1)
    detector = open_detector(DetectorSettings(), load_vocabulary())
    with RecordingWriter(path, RecordingHeader(SIZE_PX, "default", ())) as writer:
        for index in range(int(film.length_s * FPS)):
            at_s = index / FPS
            writer.append(RecordedFrame(at_s, index, detector.detect(Frame(film.draw(at_s), index, at_s))))
    detector.close()
    return path
