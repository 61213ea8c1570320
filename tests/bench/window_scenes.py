"""What is done on each page before its picture is taken: act by act, each as soon as the page has come so far."""

from __future__ import annotations

import contextlib
import dataclasses
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QSlider

from gesture_app.app import load_vocabulary, open_detector, open_source
from gesture_app.core.gesture_draft import Draft, DraftFolder
from gesture_app.core.own_pictures import OwnPicture, Take
from gesture_app.core.own_training import OwnPlaces
from gesture_app.core.proposals import propose
from gesture_app.core.settings import DetectorSettings
from gesture_app.core.source import Source, SourceRequest
from gesture_app.core.types import Command, Frame, Outcome
from gesture_app.hands.dataset import LABELS
from gesture_app.hands.film import Act, HandFilm, acts
from gesture_app.ui.inspector_page import InspectorPage
from gesture_app.ui.setting_row import SettingRow
from gesture_app.ui.timeline import Timeline
from gesture_app.ui.words import setting_word
from gesture_app.window.composition import Desk
from gesture_app.window.own_helm import OwnSetting
from gesture_app.workers.gesture_recorder import compressed
from tests.bench.lab_pictures import Told, show_confusions, show_layers

FILM = "rendered:palm,peace,two_up?seconds=3"  # each is shown long enough to fire, also on a busy machine
# Gesture, seed and moment of each.
POSTURES = (("palm", 1, 1.5), ("no_gesture", 1, 4.5), ("peace", 0, 1.5), ("no_gesture", 0, 3.75))
POSTURE_S, POSTURE_FPS = 6.0, 6.0
COMPARED_S = 50.0  # two rounds of them, and figures that stand still
ORDERS = 12  # fill most of the page
SECOND = "accurate"  # the model that the one in use is compared with
OWN_NAMES, OWN_PICTURES = (*LABELS, "surfer"), 24
OWN_FILMS = {
    Take.SHOWN: HandFilm((640, 360), acts(("call",), show_s=3), seed=3),
    Take.OTHER: HandFilm((640, 360), acts(("palm", "peace")), seed=3),
}


@dataclass(frozen=True, slots=True)
class Cue:
    """What is done, and from when on it can be."""

    is_due: Callable[[], object]
    play: Callable[[], None] = lambda: None


@dataclass(frozen=True, slots=True)
class Prepared:
    """What was made before the window opens."""

    recording: Path
    told: Told  # about networks


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


def scene(page: str, desk: Desk, prepared: Prepared) -> Sequence[Cue]:
    """What is done on a page; before anything else all is there that the window draws and looks for by itself."""
    window = desk.window
    drawn = Cue(lambda: desk._looks.pictures and min(window.header.model.count(), window.header.source.count()) > 1)
    scenes: dict[str, Callable[[Desk, Prepared], Sequence[Cue]]] = {
        "live": _order_something,
        "gestures": lambda desk, _: [Cue(lambda: desk.window.gestures._is_built)],
        "history": lambda desk, _: [Cue(lambda: desk.window.history._model.rowCount() >= ORDERS)],
        "inspector": _ask_what_if,
        "settings": lambda desk, _: [Cue(lambda: desk.window.settings.findChildren(SettingRow))],
        "lab": _compare_shapes,
        "lab_layers": lambda desk, prepared: [_in_lab(desk, lambda: show_layers(desk.window.lab, prepared.told))],
        "lab_confusions": _show_confusions,
        "side_by_side": _compare_two,
        "disagreements": _judge_some,
        "own": _review_own,
    }
    return [drawn, *scenes[page](desk, prepared)]


def after(seconds: float) -> Callable[[], bool]:
    """Whether so much time has passed since this was asked first."""
    began_s: list[float] = []

    def has_passed() -> bool:
        began_s.append(time.monotonic())
        return began_s[-1] - began_s[0] >= seconds

    return has_passed


def _order_something(desk: Desk, _prepared: Prepared) -> Sequence[Cue]:
    """The palm has just been obeyed."""
    told: list[Outcome] = []

    def listen() -> None:
        desk.bridge.outcome_ready.connect(told.append)

    return [Cue(lambda: True, listen), Cue(lambda: told and told[-1].order.command is Command.PLAY_PAUSE)]


def _ask_what_if(desk: Desk, prepared: Prepared) -> Sequence[Cue]:
    page = desk.window.inspector
    return [
        Cue(lambda: True, lambda: page.recording_wished.emit(str(prepared.recording))),
        Cue(lambda: page._moments and not page._live.isHidden(), lambda: _move_cursor_and_slider(page)),
        Cue(lambda: page._changes is not None),
    ]


def _move_cursor_and_slider(page: InspectorPage) -> None:
    """Let the cursor stand a while before the end, and hold every gesture for longer."""
    timeline = page.findChildren(Timeline)[0]
    for key in (Qt.Key.Key_End, *[Qt.Key.Key_Left] * 140):
        QTest.keyClick(timeline, key)
    sliders = {slider.accessibleName(): slider for slider in page.findChildren(QSlider)}
    sliders[setting_word("Hold time of all")].setValue(1000 // 50)


def _review_own(desk: Desk, _prepared: Prepared) -> Sequence[Cue]:
    """Go on with the recording, and look at its least certain picture."""
    page = desk.window.own
    return [
        Cue(lambda: not page.overview._draft.isHidden(), page.overview.resume_wished.emit),
        Cue(lambda: page.review.grid.count() == 2 * OWN_PICTURES, page.review.editor.setFocus),
        Cue(after(2.0)),
    ]


def _in_lab(desk: Desk, play: Callable[[], None]) -> Cue:
    """What is done once the lab knows its networks."""
    lab = desk.window.lab
    return Cue(lambda: lab._build.is_finished and lab.library.entries, play)


def _compare_shapes(desk: Desk, _prepared: Prepared) -> Sequence[Cue]:
    """Turn to the comparison of what the suite has reported of one task."""
    page = desk.window.lab

    def compare() -> None:
        compared = [entry.key for entry in page.library.entries if entry.yardstick == "tiny_shapes" and entry.method]
        page.show_view(1)
        page.compare.pick(frozenset(compared[:1]))

    return [_in_lab(desk, compare)]


def _show_confusions(desk: Desk, prepared: Prepared) -> Sequence[Cue]:
    shown = _in_lab(desk, lambda: show_confusions(desk.window.lab, prepared.told))
    return [shown, Cue(after(3.0))]  # until the pictures of a cell are read


def _compare_two(desk: Desk, _prepared: Prepared) -> Sequence[Cue]:
    """Compare the detector in use with another one."""
    page = desk.window.lab

    def compare() -> None:
        page.turn_to(page.ab)
        page.ab.start_wished.emit(next(entry.key for entry in page.library.entries if entry.name == SECOND))

    return [_in_lab(desk, compare), Cue(after(COMPARED_S))]


def _judge_some(desk: Desk, prepared: Prepared) -> Sequence[Cue]:
    """Turn to where they differ, and say of two pictures who is right."""
    page = desk.window.lab

    def judge() -> None:
        page.ab.judge.click()
        page.ab.gallery.b.click()
        page.ab.gallery.a.click()

    return [*_compare_two(desk, prepared), Cue(lambda: True, judge), Cue(after(1.0))]
