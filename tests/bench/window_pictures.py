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
import time
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import cv2
import numpy as np
from PySide6.QtCore import QObject, Qt, QTimer, Slot
from PySide6.QtGui import QImage, qRgb
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QSlider

from gesture_app.app import load_vocabulary, open_detector, open_source
from gesture_app.commands._sightings import watch
from gesture_app.core.clock import hurried_clock
from gesture_app.core.gesture_draft import Draft, DraftFolder
from gesture_app.core.gestures import postures
from gesture_app.core.own_pictures import OwnPicture, Take
from gesture_app.core.own_training import OwnPlaces
from gesture_app.core.paths import languages_folder
from gesture_app.core.proposals import propose
from gesture_app.core.recording import RecordedFrame, RecordingHeader, RecordingWriter
from gesture_app.core.settings import DetectorSettings, PlayerSettings, Settings, SourceSettings, UiSettings
from gesture_app.core.source import Source, SourceRequest
from gesture_app.core.types import Frame
from gesture_app.hands.dataset import LABELS
from gesture_app.hands.film import Act, HandFilm, acts
from gesture_app.ui.inspector_page import InspectorPage
from gesture_app.ui.lab.lab_page import LabPage
from gesture_app.ui.language import ENGLISH, Language
from gesture_app.ui.main_window import MainWindow
from gesture_app.ui.own_page import OwnPage
from gesture_app.ui.theme import Theme
from gesture_app.ui.timeline import Timeline
from gesture_app.ui.words import setting_word
from gesture_app.window.composition import Desk
from gesture_app.window.own_helm import OwnSetting
from gesture_app.window.parts import window_parts
from gesture_app.workers.gesture_recorder import compressed
from tests.bench.lab_pictures import Told, ask, show_confusions, show_layers

SIZE = 1280, 800
FILM = "rendered:palm,peace,two_up?seconds=3"  # each is shown long enough to fire, also on a busy machine
SETTLED_MS = 250  # after an outcome: everything about it is on the screen
# Until there is something to see, also on a busy machine: drawn gestures, some orders, seconds on the timeline.
PAGES_MS = {
    "live": 0,
    "gestures": 15_000,
    "history": 30_000,
    "inspector": 22_000,
    "settings": 8_000,
    "lab": 5_000,
    "lab_layers": 12_000,
    "lab_confusions": 24_000,
    "side_by_side": 60_000,
    "disagreements": 60_000,
    "own": 15_000,
}
ASKED_MS = 18_000  # until the inspector is asked what other settings would have done
RECORDED = "rendered:palm,peace,mute,rock,peace,ok?seconds=3"
RECORDED_S = 20.0
RECORDED_FPS = 30.0
# Gesture, seed and moment of each.
POSTURES = (("palm", 1, 1.5), ("no_gesture", 1, 4.5), ("peace", 0, 1.5), ("no_gesture", 0, 3.75))
POSTURE_S, POSTURE_FPS = 6.0, 6.0
AB_PAGES = ("side_by_side", "disagreements")
SECOND = "accurate"  # the model that the one in use is compared with
OPENED_MS = 6_000  # until the one in use looks
GIVE_UP_MS = 90_000
OWN_NAMES, OWN_PICTURES = (*LABELS, "surfer"), 24
OWN_FILMS = {
    Take.SHOWN: HandFilm((640, 360), acts(("call",), show_s=3), seed=3),
    Take.OTHER: HandFilm((640, 360), acts(("palm", "peace")), seed=3),
}
COLOURS = 88  # hardly to be told apart from all of them, and a fifth of the bytes


class Photographer(QObject):
    """Takes one picture of a window and ends the application.

    Args:
        target: Where the picture goes; with fewer colours, to keep it small.
    """

    def __init__(self, window: MainWindow, target: Path) -> None:
        super().__init__()
        self._window = window
        self._target = target

    @Slot()
    def take_soon(self) -> None:
        QTimer.singleShot(SETTLED_MS, self.take)

    @Slot()
    def take(self) -> None:
        small(self._window.grab().toImage()).save(str(self._target))
        QApplication.exit()  # `quit` would ask the window, which asks back about what is not saved


def small(picture: QImage) -> QImage:
    """The picture in its most typical colours."""
    picture = picture.convertToFormat(QImage.Format.Format_RGB32)
    pixels = np.frombuffer(picture.constBits(), np.uint8).reshape(-1, 4)  # B, G, R and nothing
    sample = np.random.default_rng(0).choice(pixels[:, :3], 20_000).astype(np.float32)
    until = (cv2.TERM_CRITERIA_EPS | cv2.TERM_CRITERIA_MAX_ITER, 20, 0.5)
    _, _, colours = cv2.kmeans(sample, COLOURS, None, until, 1, cv2.KMEANS_PP_CENTERS)
    table = [qRgb(round(red), round(green), round(blue)) for blue, green, red in colours.tolist()]
    return picture.convertToFormat(QImage.Format.Format_Indexed8, table, Qt.ImageConversionFlag.ThresholdDither)


def open_film(request: SourceRequest) -> Source:
    """The drawn hand, with the gestures of the pictures."""
    return open_source(dataclasses.replace(request, spec=FILM))


class Postures:
    """A camera before which drawn people hold still; the two networks differ about two of the postures."""

    title, is_live = "Drawn hand", False

    def __init__(self) -> None:
        self._pictures = [
            HandFilm((640, 360), (Act(gesture, 60.0),), seed).draw(at_s) for gesture, seed, at_s in POSTURES
        ]
        self._began_s = time.monotonic()
        self._index = 0

    def read(self) -> Frame | None:
        time.sleep(1 / POSTURE_FPS)
        self._index += 1
        passed = int((time.monotonic() - self._began_s) / POSTURE_S)
        return Frame(self._pictures[passed % len(POSTURES)], self._index, time.monotonic())

    def close(self) -> None:
        pass


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

    @property
    def name(self) -> str:
        """The name of its file."""
        language = "" if self.language == ENGLISH else f"_{self.language}"
        return f"{self.page}{language}_{self.theme}.png"


def ask_what_if(page: InspectorPage) -> None:
    """Let the cursor stand a while before the end, and hold every gesture for longer."""
    timeline = page.findChildren(Timeline)[0]
    for key in (Qt.Key.Key_End, *[Qt.Key.Key_Left] * 140):
        QTest.keyClick(timeline, key)
    sliders = {slider.accessibleName(): slider for slider in page.findChildren(QSlider)}
    sliders[setting_word("Hold time of all")].setValue(1000 // 50)


def draw_own(folder: Path) -> OwnSetting:
    """A recording of a drawn hand that waits for its review; the user's own is left alone."""
    pictures: list[OwnPicture] = []
    with contextlib.closing(open_detector(DetectorSettings(), load_vocabulary())) as detector:
        for take, film in OWN_FILMS.items():
            moments = [(number, film.draw(number * 0.4)) for number in range(OWN_PICTURES)]
            shots = [
                compressed(pixels, detector.detect(Frame(pixels, number, 0.0)) if number % 6 else (), number * 0.4)
                for number, pixels in moments
            ]
            pictures += propose(shots, OWN_NAMES, take)
    places = OwnPlaces(*(folder / name for name in ("own", "draft", "gestures.toml", "rehearse", "model")))
    DraftFolder(places.draft).begin(Draft(OWN_NAMES[-1], "Surfer", "drawn", tuple(pictures)))
    return OwnSetting(places, OWN_NAMES[:-1], lambda: "drawn")


def review_own(page: OwnPage) -> None:
    """Go on with the recording, and look at its least certain picture."""
    page.overview.resume_wished.emit()
    page.review.editor.setFocus()


def compare_shapes(page: LabPage) -> None:
    """Turn to the comparison of what the suite has reported of one task."""
    compared = [entry.key for entry in page.library.entries if entry.yardstick == "tiny_shapes" and entry.method]
    page.show_view(1)
    page.compare.pick(frozenset(compared[:1]))


@dataclass(frozen=True, slots=True)
class Prepared:
    """What was made before the window opens."""

    recording: Path
    told: Told  # about networks


def compare_two(page: LabPage) -> None:
    """Compare the detector in use with another one."""
    page.turn_to(page.ab)
    page.ab.start_wished.emit(next(entry.key for entry in page.library.entries if entry.name == SECOND))


def judge_some(page: LabPage) -> None:
    """Turn to where they differ, and say of two pictures who is right."""
    page.ab.judge.click()
    page.ab.gallery.b.click()
    page.ab.gallery.a.click()


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
        openers = dataclasses.replace(
            parts.openers, source=(lambda _request: Postures()) if page in AB_PAGES else open_film
        )
        parts = dataclasses.replace(parts, openers=openers, place=Path(folder) / "window")
        if page == "own":
            parts = dataclasses.replace(parts, own=draw_own(Path(folder)))
        desk = Desk(Theme(app), parts)
        photographer = Photographer(desk.window, target / shot.name)
        desk.window.resize(*SIZE)
        desk.start()
        if page == "live":
            desk.bridge.outcome_ready.connect(photographer.take_soon)
        else:
            shown = "lab" if page in AB_PAGES else page.partition("_")[0]
            desk.window.turn_to(getattr(desk.window, shown))
            QTimer.singleShot(PAGES_MS[page], photographer.take)
        if page == "inspector":
            desk.window.inspector.recording_wished.emit(str(prepared.recording))
            QTimer.singleShot(ASKED_MS, partial(ask_what_if, desk.window.inspector))
        if page == "own":
            QTimer.singleShot(PAGES_MS[page] // 2, partial(review_own, desk.window.own))
        if page in AB_PAGES:
            QTimer.singleShot(OPENED_MS, partial(compare_two, desk.window.lab))
        if page == "disagreements":
            QTimer.singleShot(PAGES_MS[page] - 4 * SETTLED_MS, partial(judge_some, desk.window.lab))
        if page == "lab":
            QTimer.singleShot(PAGES_MS[page] // 2, partial(compare_shapes, desk.window.lab))
        if show := {"lab_layers": show_layers, "lab_confusions": show_confusions}.get(page):
            QTimer.singleShot(PAGES_MS[page] // 2, partial(show, desk.window.lab, prepared.told))
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
            photograph(app, Shot(page, theme, language), folder, prepared)
            for page in pages
            for theme in ("light", "dark")
        ]
        closed.clear()
    spoken.fall_silent()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("pages", nargs="*", metavar="page", help=", ".join(PAGES_MS))
    parser.add_argument("--language", default=ENGLISH, choices=("en", "de", "pseudo"))
    args = parser.parse_args()
    main(args.folder, args.pages or list(PAGES_MS), args.language)
