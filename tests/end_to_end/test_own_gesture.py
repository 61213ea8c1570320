"""An own gesture from its name to its folder: the real window, the drawn hand as camera, and the shipped network."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPlainTextEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from gesture_app.app import load_vocabulary, open_source
from gesture_app.core.clock import hurried_clock
from gesture_app.core.gesture_draft import Draft, DraftFolder
from gesture_app.core.gesture_folder import read_own_folder
from gesture_app.core.gestures import postures
from gesture_app.core.own_pictures import Take
from gesture_app.core.paths import data_folder, own_gestures_folder
from gesture_app.core.settings import PlayerSettings, Settings, SourceSettings
from gesture_app.core.source import Source, SourceRequest
from gesture_app.ui.theme import Theme
from gesture_app.window import own_taking
from gesture_app.window.composition import Desk
from gesture_app.window.parts import window_parts

FPS = 5  # of the film's own time, which passes as fast as hands are found in it
WAIT_MS = 60_000  # on a busy machine
FRAMES_UNDER_WAY = 3  # when something is clicked: one that is looked at, and those whose results wait


def open_film(request: SourceRequest) -> Source:
    """The drawn hand showing one gesture after another, in a hurry."""
    request = dataclasses.replace(request, spec="rendered:rock,palm,call?seconds=1.2&pause=0.6", fps=FPS)
    return open_source(dataclasses.replace(request, width_px=320, height_px=180, clock=hurried_clock()))


@pytest.fixture
def open_window(qapp: QApplication, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[], Desk]]:
    """Opens the window on the page of own gestures; what is opened is closed after the test."""
    monkeypatch.setattr(own_taking, "SECOND_MS", 5)
    desks: list[Desk] = []

    def opened() -> Desk:
        parts = window_parts(Settings(source=SourceSettings("rendered"), player=PlayerSettings("dry_run")))
        openers = dataclasses.replace(parts.openers, source=open_film)
        desk = Desk(Theme(qapp), dataclasses.replace(parts, openers=openers))
        qtbot.addWidget(desk.window)
        desks.append(desk)
        desk.start()
        desk.window.turn_to(desk.window.own)
        return desk

    yield opened
    for desk in desks:
        desk.close()


def button(root: QWidget, text: str) -> QPushButton:
    return next(one for one in root.findChildren(QPushButton) if one.text() == text and one.isVisible())


def click(desk: Desk, qtbot: QtBot, text: str) -> None:
    """Press a button of the page once it is there."""
    page = desk.window.own
    qtbot.waitUntil(lambda: text in [one.text() for one in page.findChildren(QPushButton) if one.isVisible()])
    qtbot.mouseClick(button(page, text), Qt.MouseButton.LeftButton)


def words(root: QWidget) -> str:
    return "\n".join(one.text() for one in root.findChildren(QLabel) if one.isVisible())


def name_it(desk: Desk, qtbot: QtBot, title: str) -> None:
    click(desk, qtbot, "New gesture")
    field = next(one for one in desk.window.own.recording.findChildren(QLineEdit) if one.isVisible())
    qtbot.keyClicks(field, title)
    qtbot.keyClick(field, Qt.Key.Key_Return)


def record(desk: Desk, qtbot: QtBot) -> None:
    """One of the two recordings, up to the question whether to keep it."""
    click(desk, qtbot, "Record")
    recorded(desk, qtbot)


def recorded(desk: Desk, qtbot: QtBot) -> None:
    """Wait for that question."""
    recording = desk.window.own.recording
    qtbot.waitUntil(lambda: "pictures that differ" in words(recording), timeout=WAIT_MS)


def see_hands(desk: Desk, qtbot: QtBot) -> None:
    """Wait for the network: without it no box could be proposed."""
    qtbot.waitUntil(lambda: desk.window.live.status.findChildren(QLabel)[0] is not None)
    with qtbot.waitSignal(desk.bridge.figures_ready, timeout=WAIT_MS):
        pass
    qtbot.waitUntil(lambda: any(m.sighting.detections for m in desk.bridge.trace.moments()), timeout=WAIT_MS)


def on_disk() -> Draft:
    draft = DraftFolder(data_folder() / "own-gesture-draft").read()
    assert draft is not None
    return draft


def test_a_gesture_goes_from_its_name_to_a_folder_and_into_the_vocabulary_despite_a_crash(
    open_window: Callable[[], Desk], qtbot: QtBot
) -> None:
    desk = open_window()
    see_hands(desk, qtbot)
    name_it(desk, qtbot, "open PALM")
    assert "There is a gesture called Open palm" in words(desk.window.own.recording)
    click(desk, qtbot, "Back to my gestures")
    name_it(desk, qtbot, "Spider")
    click(desk, qtbot, "Record")
    for _ in range(FRAMES_UNDER_WAY):  # what they order is an order still
        with qtbot.waitSignal(desk.bridge.result_ready, timeout=WAIT_MS):
            pass
    fired: list[object] = []
    desk.bridge.fired.connect(fired.append)
    recorded(desk, qtbot)
    assert fired == []  # hands that are recorded order nothing
    assert not list(data_folder().glob("own-*"))  # nothing was written yet
    click(desk, qtbot, "Keep these pictures")
    assert "do not show “Spider”" in words(desk.window.own.recording)
    desk.close()

    again = open_window()
    overview, review = again.window.own.overview, again.window.own.review
    qtbot.waitUntil(lambda: "“Spider” is not finished" in words(overview), timeout=WAIT_MS)
    see_hands(again, qtbot)
    click(again, qtbot, "Go on")
    assert "do not show “Spider”" in words(again.window.own.recording)  # the first recording is there already
    record(again, qtbot)
    click(again, qtbot, "Keep these pictures")
    qtbot.waitUntil(lambda: review.grid.count() == len(on_disk().pictures), timeout=WAIT_MS)
    draft = on_disk()
    assert "spider" in {box.label for one in draft.pictures if one.take is Take.SHOWN for box in one.boxes}
    assert {box.label for one in draft.pictures if one.take is Take.OTHER for box in one.boxes} <= {*load_vocabulary()}
    assert not button(review, "Finish").isEnabled()  # nobody has looked at them
    click(again, qtbot, "All are right")
    click(again, qtbot, "Finish")
    qtbot.waitUntil(lambda: "pictures to learn from" in words(overview), timeout=WAIT_MS)
    assert "is not finished" not in words(overview)
    folder = read_own_folder(own_gestures_folder() / "spider")
    assert folder.train > folder.val > 0
    assert folder.names == (*postures(load_vocabulary())[:-1], "spider")
    assert load_vocabulary()["spider"].title == "Spider"
    assert not (data_folder() / "own-gesture-draft").exists()
    assert f"extend --data {folder.path}" in overview.findChildren(QPlainTextEdit)[0].toPlainText()
