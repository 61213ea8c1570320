from __future__ import annotations

import dataclasses
import threading
from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QPushButton
from pytestqt.qtbot import QtBot

from gesture_app.core.errors import SourceError
from gesture_app.core.source import Source, SourceInfo, SourceRequest, SourceState
from gesture_app.ui.picker import Picker
from gesture_app.window import composition, source_helm
from gesture_app.window.composition import Desk, WindowParts
from gesture_app.workers.care import Care, Patience
from tests.desk_words import until, way_out, words

World = Any  # of conftest.py, which a test cannot import
OpenDesk = Callable[..., Desk]


def until_spared_no_more(qtbot: QtBot, desk: Desk) -> None:
    """Wait until the real player is controlled."""
    qtbot.waitUntil(lambda: "The drawn hand" not in words(desk), timeout=5000)
    until(qtbot, desk, "VLC")


def wait_long(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have a camera that is awaited not tried again by itself while the test lasts."""
    monkeypatch.setattr(composition, "care_for", lambda settings: Care(Patience(first_wait_s=600.0)))


def test_without_a_camera_a_drawn_hand_is_shown_until_there_is_one(
    open_desk: OpenDesk, world: World, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    wait_long(monkeypatch)
    world.has_camera = False
    desk = open_desk()
    until(qtbot, desk, "There is no camera; plug one in. Until then a drawn hand is shown.")
    qtbot.waitUntil(lambda: not desk.window.live.picture.picture_place().isEmpty(), timeout=3000)
    world.has_camera = True
    qtbot.mouseClick(way_out(desk.window), Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: world.opened == ["webcam", "rendered", "webcam"], timeout=3000)
    qtbot.waitUntil(lambda: not desk.window.live.picture.picture_place().isEmpty(), timeout=3000)
    assert desk.window.messages.isHidden()


def test_a_drawn_hand_that_nobody_chose_commands_no_real_player(
    open_desk: OpenDesk, world: World, qtbot: QtBot
) -> None:
    world.has_camera, world.gesture = False, "palm"
    desk = open_desk()
    obeyed_by = []
    desk.bridge.outcome_ready.connect(lambda outcome: obeyed_by.append(outcome.player))
    until(qtbot, desk, "Dry run paused")
    until(qtbot, desk, "The drawn hand controls no player.")
    desk.window.header.player.chosen.emit("auto")  # is controlled later, by a real hand
    world.gesture = None
    qtbot.wait(400)  # longer than a hand may be lost from view and still be the same
    world.gesture = "palm"
    qtbot.waitUntil(lambda: len(obeyed_by) == 2, timeout=5000)
    assert obeyed_by == ["Dry run", "Dry run"]
    world.has_camera, world.gesture = True, None
    qtbot.mouseClick(way_out(desk.window), Qt.MouseButton.LeftButton)
    until_spared_no_more(qtbot, desk)
    qtbot.wait(400)
    world.gesture = "palm"
    until(qtbot, desk, "VLC paused")
    assert set(obeyed_by[:-1]) == {"Dry run"}


def test_a_drawn_hand_that_the_user_chose_commands_the_player(open_desk: OpenDesk, world: World, qtbot: QtBot) -> None:
    world.has_camera = False
    desk = open_desk()
    until(qtbot, desk, "The drawn hand controls no player.")
    desk.window.header.source.chosen.emit("rendered")
    until_spared_no_more(qtbot, desk)
    world.gesture = "palm"
    until(qtbot, desk, "VLC paused")
    assert "The drawn hand" not in words(desk)


def test_a_camera_that_is_plugged_in_late_takes_the_place_of_the_drawn_hand(
    open_desk: OpenDesk, world: World, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(source_helm, "LOOK_AGAIN_MS", 50)
    wait_long(monkeypatch)
    world.has_camera = False
    asked = []

    def offered() -> list[SourceInfo]:
        asked.append(1)
        return [SourceInfo("webcam:1", "Cam")] if world.has_camera else []

    desk = open_desk(offer_sources=offered)
    until(qtbot, desk, "There is no camera; plug one in. Until then a drawn hand is shown.")
    qtbot.waitUntil(lambda: len(asked) > 2, timeout=3000)
    world.has_camera = True
    qtbot.waitUntil(lambda: world.opened == ["webcam", "rendered", "webcam"], timeout=3000)
    assert desk.window.messages.isHidden()


def test_a_camera_that_is_there_and_cannot_be_opened_is_not_tried_at_each_look_for_new_ones(
    open_desk: OpenDesk, world: World, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(source_helm, "LOOK_AGAIN_MS", 20)
    wait_long(monkeypatch)
    world.has_camera = False
    asked = []
    desk = open_desk(offer_sources=lambda: asked.append(1) or [SourceInfo("webcam:1", "Cam")])
    until(qtbot, desk, "Until then a drawn hand is shown.")
    qtbot.waitUntil(lambda: len(asked) > 3, timeout=3000)
    before = len(world.opened)
    asked.clear()
    qtbot.waitUntil(lambda: len(asked) > 3, timeout=3000)
    assert len(world.opened) == before


def test_a_camera_that_is_taken_at_first_comes_back_by_itself_and_with_it_the_player(
    open_desk: OpenDesk, parts: WindowParts, world: World, qtbot: QtBot
) -> None:
    is_free = threading.Event()

    def opened(request: SourceRequest) -> Source:
        if request.spec == "webcam" and not is_free.is_set():
            raise SourceError("The camera is used by another program; close that one.", SourceState.BUSY)
        return world.open_source(request)

    desk = open_desk(openers=dataclasses.replace(parts.openers, source=opened), source=SourceRequest("webcam"))
    until(qtbot, desk, "close that one. Until then a drawn hand is shown.")
    until(qtbot, desk, "The drawn hand controls no player.")
    is_free.set()
    qtbot.waitUntil(desk.window.messages.isHidden, timeout=5000)
    until_spared_no_more(qtbot, desk)
    world.gesture = "palm"
    until(qtbot, desk, "VLC paused")


def test_of_a_camera_that_is_missing_another_can_be_chosen(
    open_desk: OpenDesk, world: World, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    wait_long(monkeypatch)
    opened: list[Picker] = []
    monkeypatch.setattr(Picker, "showPopup", lambda picker: opened.append(picker))
    world.has_camera = False
    desk = open_desk()
    until(qtbot, desk, "There is no camera; plug one in.")
    again, another = desk.window.messages.findChildren(QPushButton)[:2]
    assert (again.text(), another.text()) == ("Try again", "Choose another")
    qtbot.mouseClick(another, Qt.MouseButton.LeftButton)
    assert opened == [desk.window.header.source]


@pytest.mark.parametrize("state", [SourceState.NOT_FOUND, SourceState.DENIED, SourceState.BUSY, SourceState.LOST])
def test_a_camera_without_pictures_is_told_as_a_problem_until_it_works(
    open_desk: OpenDesk, qtbot: QtBot, state: SourceState
) -> None:
    desk = open_desk()
    desk.bridge.source_changed.emit(state, "The camera is gone; plug it in.")
    until(qtbot, desk, "The camera is gone; plug it in.")
    assert desk.window.messages.problem == "The camera is gone; plug it in."
    desk.bridge.source_changed.emit(SourceState.LIVE, "")
    qtbot.waitUntil(desk.window.messages.isHidden, timeout=3000)


def test_an_unreadable_video_is_told_and_another_can_be_chosen(open_desk: OpenDesk, world: World, qtbot: QtBot) -> None:
    desk = open_desk()
    desk.window.header.source.chosen.emit("broken.mp4")
    until(qtbot, desk, "broken.mp4 is no video; choose another.")
    assert way_out(desk.window).text() == "Choose another"
    desk.window.header.source.chosen.emit("rendered")
    qtbot.waitUntil(lambda: not desk.window.live.picture.picture_place().isEmpty(), timeout=3000)
    assert desk.window.messages.isHidden()
    qtbot.waitUntil(lambda: ("source.spec", "rendered") in world.saved)


def test_a_video_file_can_be_opened_as_source(open_desk: OpenDesk, world: World, qtbot: QtBot) -> None:
    desk = open_desk()
    desk.window.header.file_wished.emit()
    (dialog,) = desk.window.findChildren(QFileDialog)
    dialog.fileSelected.emit("/films/hands.mp4")
    dialog.reject()
    qtbot.waitUntil(lambda: world.opened[-1:] == ["/films/hands.mp4"], timeout=3000)
    assert desk.window.header.source.currentText() == "hands.mp4"
