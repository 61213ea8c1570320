"""The page of own gestures without a camera worth recording: review, folders, and what must not happen."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from own_pictures import recording
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from gesture_app.core.gesture_draft import Draft, DraftFolder
from gesture_app.core.gesture_folder import read_own_folder
from gesture_app.core.own_pictures import DRAWN, Verdict
from gesture_app.core.own_vocabulary import read_own
from gesture_app.core.types import Box
from gesture_app.window import own_taking
from gesture_app.window.composition import Desk, WindowParts

OpenDesk = Callable[..., Desk]
World = Any  # of conftest.py, which a test cannot import
WAIT_MS = 10_000
SHOWN = 24


@pytest.fixture
def draft(parts: WindowParts) -> DraftFolder:
    """A recording that somebody has made and not looked at."""
    folder = DraftFolder(parts.own.places.draft)
    folder.begin(Draft("spider", "Spider", "s", recording(SHOWN // 2, verdict=Verdict.OPEN)))
    return folder


def words(root: QWidget) -> str:
    return "\n".join(one.text() for one in root.findChildren(QLabel) if one.isVisible())


def click(desk: Desk, qtbot: QtBot, text: str) -> None:
    """Press a button of the page once it is there."""

    def found() -> list[QPushButton]:
        buttons = desk.window.own.findChildren(QPushButton)
        return [one for one in buttons if one.text() == text and one.isVisible() and one.isEnabled()]

    qtbot.waitUntil(lambda: bool(found()), timeout=WAIT_MS)
    qtbot.mouseClick(found()[0], Qt.MouseButton.LeftButton)


def opened(open_desk: OpenDesk) -> Desk:
    desk = open_desk()
    desk.window.turn_to(desk.window.own)
    return desk


def reviewed(open_desk: OpenDesk, qtbot: QtBot) -> Desk:
    desk = opened(open_desk)
    click(desk, qtbot, "Go on")
    qtbot.waitUntil(lambda: desk.window.own.review.grid.count() == SHOWN, timeout=WAIT_MS)
    return desk


def kept(draft: DraftFolder) -> Draft:
    there = draft.read()
    assert there is not None
    return there


def test_boxes_are_corrected_by_mouse_and_by_keyboard_and_kept_at_once(
    open_desk: OpenDesk, draft: DraftFolder, qtbot: QtBot
) -> None:
    review = reviewed(open_desk, qtbot).window.own.review
    editor, number = review.editor, int(review.grid.item(0).data(Qt.ItemDataRole.UserRole))
    before = len(editor.boxes)
    place = editor.place_of(Box(60, 2, 90, 30))
    qtbot.mousePress(editor, Qt.MouseButton.LeftButton, pos=place.topLeft().toPoint())
    qtbot.mouseMove(editor, place.bottomRight().toPoint())
    qtbot.mouseRelease(editor, Qt.MouseButton.LeftButton, pos=place.bottomRight().toPoint())
    assert len(editor.boxes) == before + 1
    qtbot.waitUntil(lambda: len(kept(draft).pictures[number].boxes) == before + 1, timeout=WAIT_MS)
    assert kept(draft).pictures[number].verdict is Verdict.ACCEPTED
    editor.setFocus()
    drawn = editor.boxes[-1].box
    qtbot.keyClick(editor, Qt.Key.Key_Left)
    assert editor.boxes[-1].box.left == pytest.approx(drawn.left - 4)
    qtbot.keyClick(editor, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    assert editor.boxes[-1].box.bottom == pytest.approx(drawn.bottom + 4)
    for _ in range(2):
        qtbot.keyClick(editor, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert editor.boxes[-1].box == drawn
    qtbot.keyClick(editor, Qt.Key.Key_Delete)
    assert len(editor.boxes) == before
    qtbot.keyClick(editor, Qt.Key.Key_N)
    assert (editor.boxes[-1].label, editor.boxes[-1].certainty) == ("spider", DRAWN)
    editor.rename("fist")
    qtbot.waitUntil(lambda: kept(draft).pictures[number].boxes == editor.boxes, timeout=WAIT_MS)


def test_pictures_are_judged_by_keyboard_and_the_next_one_follows(
    open_desk: OpenDesk, draft: DraftFolder, qtbot: QtBot
) -> None:
    review = reviewed(open_desk, qtbot).window.own.review
    numbers = [int(review.grid.item(row).data(Qt.ItemDataRole.UserRole)) for row in range(2)]
    review.grid.setFocus()
    qtbot.keyClick(review.grid, Qt.Key.Key_Delete)
    qtbot.keyClick(review.grid, Qt.Key.Key_Return)
    wanted = [Verdict.REJECTED, Verdict.ACCEPTED]
    qtbot.waitUntil(lambda: [kept(draft).pictures[one].verdict for one in numbers] == wanted, timeout=WAIT_MS)
    assert f"{SHOWN - 2} to look at · 1 left out" in words(review)
    qtbot.waitUntil(lambda: review.grid.item(0).text() == "Left out", timeout=WAIT_MS)  # dressed a few at a time


def test_the_least_certain_picture_comes_first(open_desk: OpenDesk, draft: DraftFolder, qtbot: QtBot) -> None:
    pictures = kept(draft).pictures
    guess = replace(pictures[5], boxes=(replace(pictures[5].boxes[0], certainty=0.31),))
    draft.correct(5, guess)
    draft.correct(7, replace(pictures[7], boxes=()))
    review = reviewed(open_desk, qtbot).window.own.review
    texts = [review.grid.item(row).text() for row in range(3)]
    assert texts[0] == "Look at this one"
    assert texts[1:] != [texts[0]] * 2
    assert {int(review.grid.item(row).data(Qt.ItemDataRole.UserRole)) for row in range(2)} <= {5, 7}


def test_a_finished_recording_can_be_added_to_and_deleted(
    open_desk: OpenDesk, draft: DraftFolder, parts: WindowParts, qtbot: QtBot
) -> None:
    desk = reviewed(open_desk, qtbot)
    click(desk, qtbot, "All are right")
    click(desk, qtbot, "Finish")
    overview, path = desk.window.own.overview, parts.own.places.folders / "spider"
    qtbot.waitUntil(lambda: "pictures to learn from" in words(overview), timeout=WAIT_MS)
    assert list(read_own(parts.own.places.vocabulary)) == ["spider"]
    assert draft.read() is None
    click(desk, qtbot, "Record more")
    assert "1 of 2: show “Spider”" in words(desk.window.own.recording)
    click(desk, qtbot, "Back to my gestures")
    click(desk, qtbot, "Delete")
    assert path.exists()
    click(desk, qtbot, "Delete the pictures for good")
    qtbot.waitUntil(lambda: "No gesture of your own yet" in words(overview), timeout=WAIT_MS)
    assert not path.exists()
    assert read_own(parts.own.places.vocabulary) == {}


def test_too_few_pictures_are_told_and_nothing_is_lost(open_desk: OpenDesk, draft: DraftFolder, qtbot: QtBot) -> None:
    for number, picture in enumerate(kept(draft).pictures[:5]):
        draft.correct(number, replace(picture, verdict=Verdict.REJECTED))
    desk = reviewed(open_desk, qtbot)
    click(desk, qtbot, "All are right")
    click(desk, qtbot, "Finish")
    qtbot.waitUntil(lambda: "Only 7 pictures of the gesture" in words(desk.window.messages), timeout=WAIT_MS)
    assert desk.window.own.step is desk.window.own.review
    click(desk, qtbot, "Later")
    qtbot.waitUntil(lambda: "“Spider” is not finished" in words(desk.window.own.overview), timeout=WAIT_MS)
    click(desk, qtbot, "Throw away")
    qtbot.waitUntil(lambda: draft.read() is None, timeout=WAIT_MS)


def test_nobody_is_recorded_who_has_turned_to_another_page(
    open_desk: OpenDesk, world: World, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(own_taking, "SECOND_MS", 5)
    desk = opened(open_desk)
    click(desk, qtbot, "New gesture")
    field = desk.window.own.recording.findChildren(QLineEdit)[0]
    qtbot.keyClicks(field, "Spider")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    click(desk, qtbot, "Record")
    qtbot.waitUntil(lambda: desk.bridge.recorder.progress[1] > 0, timeout=WAIT_MS)
    desk.window.turn_to(desk.window.live)
    assert desk.bridge.recorder.progress == (0.0, 0)
    with qtbot.waitSignal(desk.bridge.fired, timeout=WAIT_MS):  # gestures mean something again
        world.gesture = "peace"
    desk.window.turn_to(desk.window.own)
    assert "1 of 2" in words(desk.window.own.recording)
    click(desk, qtbot, "Record")
    click(desk, qtbot, "Stop")
    assert "1 of 2" in words(desk.window.own.recording)


def test_a_folder_is_exported_and_imported(
    open_desk: OpenDesk, parts: WindowParts, qtbot: QtBot, tmp_path: Path
) -> None:
    source = tmp_path / "given" / "spider"
    source.mkdir(parents=True)
    card = {"label": "spider", "title": "Spider", "names": [*parts.vocabulary, "spider"]}
    (source / "gesture.json").write_text(json.dumps(card), encoding="utf-8")
    desk = opened(open_desk)
    overview = desk.window.own.overview
    overview.import_wished.emit(str(source))
    qtbot.waitUntil(lambda: "Spider" in words(overview), timeout=WAIT_MS)
    assert "spider" in read_own(parts.own.places.vocabulary)
    overview.import_wished.emit(str(source))
    qtbot.waitUntil(lambda: "is there already" in words(desk.window.messages), timeout=WAIT_MS)
    (tmp_path / "file").write_text("no folder", encoding="utf-8")
    overview.export_wished.emit("spider", str(tmp_path / "file"))
    qtbot.waitUntil(lambda: "cannot be copied" in words(desk.window.messages), timeout=WAIT_MS)
    (tmp_path / "out").mkdir()
    overview.export_wished.emit("spider", str(tmp_path / "out"))
    qtbot.waitUntil(lambda: (tmp_path / "out" / "spider" / "gesture.json").is_file(), timeout=WAIT_MS)
    assert read_own_folder(tmp_path / "out" / "spider").title == "Spider"
    overview.import_wished.emit(str(tmp_path))
    qtbot.waitUntil(lambda: "not the folder of a recorded gesture" in words(desk.window.messages), timeout=WAIT_MS)
