"""Makes pictures of the window's pages, light and dark, with the drawn hand, the shipped model and a dry run.

    xvfb-run -s "-screen 0 1280x800x24" \\
        python -m tests.bench.window_pictures assets/screenshots live gestures inspector own

Those are the ones that README shows; without names every page is taken, --language takes another language than English,
and QT_SCALE_FACTOR=2 takes them for a dense screen. Each live picture is taken a moment after an order was carried out.
"""

from __future__ import annotations

import argparse
import contextlib
import dataclasses
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QObject, QTimer, Slot
from PySide6.QtGui import QImage, qRgb
from PySide6.QtWidgets import QApplication

from gesture_app.app import load_vocabulary, open_detector
from gesture_app.commands._sightings import watch
from gesture_app.core.clock import hurried_clock
from gesture_app.core.gestures import postures
from gesture_app.core.paths import languages_folder
from gesture_app.core.recording import RecordedFrame, RecordingHeader, RecordingWriter
from gesture_app.core.settings import DetectorSettings, PlayerSettings, Settings, SourceSettings, UiSettings
from gesture_app.core.source import SourceRequest
from gesture_app.core.types import Floats
from gesture_app.ui.language import ENGLISH, Language
from gesture_app.ui.main_window import MainWindow
from gesture_app.ui.theme import Theme
from gesture_app.window.composition import Desk
from gesture_app.window.parts import window_parts
from tests.bench.lab_pictures import ask
from tests.bench.window_scenes import Cue, Postures, Prepared, draw_own, open_film, scene

SIZE = 1280, 800
SETTLED_MS = 300  # after the last change: everything about it is on the screen
LOOK_EVERY_MS = 100
GIVE_UP_MS = 180_000
RECORDED = "rendered:palm,peace,mute,rock,peace,ok?seconds=3"
RECORDED_S = 20.0
RECORDED_FPS = 30.0
PAGES = (
    *("live", "gestures", "history", "inspector", "settings", "own"),
    *("lab", "lab_layers", "lab_confusions", "side_by_side", "disagreements"),
)
AB_PAGES = PAGES[-2:]
COLOURS = 112  # hardly to be told apart from all of them, and a fifth of the bytes
SAMPLE = 60_000  # pixels
TINTS = np.array([1.0, 1.4, 1.4], np.float32)


class Photographer(QObject):
    """Plays a scene cue by cue, each as soon as it is due, takes a picture and ends the application.

    Args:
        target: Where the picture goes; with fewer colours, to keep it small.
    """

    def __init__(self, window: MainWindow, scene: Sequence[Cue], target: Path) -> None:
        super().__init__()
        self._window = window
        self._cues = list(scene)
        self._target = target
        self._look = QTimer(self, interval=LOOK_EVERY_MS)
        self._look.timeout.connect(self._go_on)
        self._look.start()

    @Slot()
    def _go_on(self) -> None:
        if self._cues and self._cues[0].is_due():
            self._cues.pop(0).play()
        elif not self._cues:
            self._look.stop()
            QTimer.singleShot(SETTLED_MS, self.take)

    @Slot()
    def take(self) -> None:
        small(self._window.grab().toImage()).save(str(self._target))
        QApplication.exit()  # `quit` would ask the window, which asks back about what is not saved


def small(picture: QImage) -> QImage:
    """The picture in its most typical colours, told apart as eyes do, which see tints first."""
    picture = picture.convertToFormat(QImage.Format.Format_RGB32)
    words = np.frombuffer(picture.constBits(), np.uint32) & 0xFFFFFF  # (pixels,), red, green and blue
    seen, number = np.unique(words, return_inverse=True)
    apart = _to_lab(seen)  # (n, 3)
    sample = apart[np.random.default_rng(0).choice(number, SAMPLE)]
    until = (cv2.TERM_CRITERIA_EPS | cv2.TERM_CRITERIA_MAX_ITER, 20, 0.5)
    _, _, colours = cv2.kmeans(sample, COLOURS, None, until, 1, cv2.KMEANS_PP_CENTERS)
    nearest = np.array([np.square(colours - one).sum(axis=1).argmin() for one in apart], np.uint8)
    indices = nearest[number].tobytes()
    found = QImage(indices, picture.width(), picture.height(), picture.width(), QImage.Format.Format_Indexed8)
    found.setColorTable(_to_table(colours))
    return found.copy()


def _to_lab(words: npt.NDArray[np.uint32]) -> Floats:
    """Colours as lightness and two tints, which count more.

    Shapes:
        words: (n,), uint32
        returns: (n, 3)
    """
    bgr = np.stack([words & 0xFF, words >> 8 & 0xFF, words >> 16 & 0xFF], axis=1).astype(np.float32) / 255
    return cv2.cvtColor(bgr[None], cv2.COLOR_BGR2LAB)[0] * TINTS


def _to_table(colours: Floats) -> list[int]:
    """The other way round, as Qt takes colours."""
    bgr = cv2.cvtColor((colours / TINTS)[None].astype(np.float32), cv2.COLOR_LAB2BGR)[0]
    levels = np.clip(np.round(bgr * 255), 0, 255).astype(int).tolist()
    return [qRgb(red, green, blue) for blue, green, red in levels]


def record(target: Path) -> None:
    """What the shipped model sees of drawn hands, in their own time, as `gesture-app record` writes it."""
    vocabulary = load_vocabulary()
    request = SourceRequest(RECORDED, fps=RECORDED_FPS, clock=hurried_clock())
    with contextlib.closing(open_detector(DetectorSettings(), vocabulary)) as detector:
        seen = watch(request, detector, RECORDED_S, lambda _seconds: None)
    with RecordingWriter(target, RecordingHeader(seen[0].size_px, "default", postures(vocabulary))) as writer:
        for index, sighting in enumerate(seen):
            writer.append(RecordedFrame(sighting.at_s, index, sighting.detections))


@dataclass(frozen=True, slots=True)
class Shot:
    """What a picture shows."""

    page: str
    theme: str
    language: str
    scale: float  # pixels of the screen for one of the window

    @property
    def name(self) -> str:
        """The name of its file."""
        language = "" if self.language == ENGLISH else f"_{self.language}"
        scale = "" if self.scale == 1 else f"_{self.scale:g}x"
        return f"{self.page}{language}{scale}_{self.theme}.png"


def photograph(app: QApplication, shot: Shot, target: Path, prepared: Prepared) -> Desk:
    """Open the window, wait for something to happen on the page, and take its picture; gives the closed window."""
    page = shot.page
    settings = Settings(
        source=SourceSettings("rendered"),
        player=PlayerSettings("dry_run"),
        ui=UiSettings(theme=shot.theme, language=shot.language),
    )
    with tempfile.TemporaryDirectory() as folder:
        parts = window_parts(settings)
        is_compared = page in AB_PAGES
        openers = dataclasses.replace(parts.openers, source=(lambda _request: Postures()) if is_compared else open_film)
        parts = dataclasses.replace(parts, openers=openers, place=Path(folder) / "window")
        if page == "own":
            parts = dataclasses.replace(parts, own=draw_own(Path(folder)))
        desk = Desk(Theme(app), parts)
        photographer = Photographer(desk.window, scene(page, desk, prepared), target / shot.name)
        desk.window.resize(*SIZE)
        desk.start()
        shown = "lab" if is_compared else page.partition("_")[0]
        desk.window.turn_to(getattr(desk.window, shown))
        give_up = QTimer(photographer, singleShot=True, interval=GIVE_UP_MS)
        give_up.timeout.connect(app.exit)
        give_up.start()
        app.exec()
        desk.window.hide()
        desk.close()
        return desk


def main(folder: Path, pages: Sequence[str], language: str) -> None:
    """Take these pages in every theme."""
    folder.mkdir(parents=True, exist_ok=True)
    app = QApplication([])
    spoken = Language(app, languages_folder())
    spoken.choose(language)
    with tempfile.TemporaryDirectory() as kept:
        recording = Path(kept) / "evening.jsonl"
        if "inspector" in pages:
            record(recording)
        prepared = Prepared(recording, ask(Path(kept), frozenset(pages)))
        # Kept until the end: Python might collect a closed window on a thread of the next one, and Qt would crash.
        closed = [
            photograph(app, Shot(page, theme, language, app.devicePixelRatio()), folder, prepared)
            for page in pages
            for theme in ("light", "dark")
        ]
        closed.clear()
    spoken.fall_silent()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("pages", nargs="*", metavar="page", help=", ".join(PAGES))
    parser.add_argument("--language", default=ENGLISH, choices=("en", "de", "pseudo"))
    args = parser.parse_args()
    main(args.folder, args.pages or list(PAGES), args.language)
