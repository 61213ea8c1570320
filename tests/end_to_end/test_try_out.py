"""The try-out with everything real but the camera: a drawn person tries a gesture out, and a real VLC plays on."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton

from gesture_app.core.settings import EngineSettings, PlayerSettings, Settings, SourceSettings, binding_rows
from gesture_app.core.types import Command
from gesture_app.ui.drop_down import DropDown
from gesture_app.ui.gesture_card import GestureCard
from gesture_app.ui.icons import PageButton
from gesture_app.ui.setting_row import SettingRow
from gesture_app.ui.theme import Theme
from gesture_app.window.composition import Desk
from tests.actor import Actor
from tests.first_run_walk import DESK_CAMERA, Stage, first_run_parts

WAIT_MS = 60_000
PATIENT = EngineSettings(grace_ms=1000, armed_window_ms=60_000)  # a busy machine looks at few pictures a second


@pytest.fixture
def actor() -> Actor:
    return Actor()


@pytest.fixture
def desk(qapp, qtbot, tmp_path: Path, monkeypatch, actor: Actor, real_vlc):
    """The window as `gesture-app run --player mpris:vlc` opens it, with the actor before its camera."""
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", real_vlc.bus)
    settings = Settings(source=SourceSettings(DESK_CAMERA.spec), player=PlayerSettings("mpris:vlc"), engine=PATIENT)
    parts = first_run_parts(settings, Stage(actor, actor), tmp_path)
    desk = Desk(Theme(qapp), replace(parts, is_first_run=False))
    qtbot.addWidget(desk.window)
    desk.start()
    yield desk
    desk.close()


def words(desk: Desk) -> str:
    return "\n".join(label.text() for label in desk.window.findChildren(QLabel) if label.isVisible())


def press(desk: Desk, qtbot, kind: type[QPushButton], name: str) -> None:
    buttons = [one for one in desk.window.findChildren(kind) if one.isVisible()]
    button = next(one for one in buttons if name in (one.text(), one.accessibleName()))
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def bind(desk: Desk, qtbot, command: Command) -> None:
    """Choose what the gesture does, by the keys that walk through the list."""
    rows = desk.window.gestures.findChildren(SettingRow)
    editor = next(row for row in rows if row.row.name == "command").editor
    assert isinstance(editor, DropDown)
    editor.setFocus()
    qtbot.keyClick(editor, Qt.Key.Key_Home)
    while editor.text() != command.value:
        before = editor.currentIndex()
        qtbot.keyClick(editor, Qt.Key.Key_Down)
        assert editor.currentIndex() > before, "the command is not offered"


def test_a_gesture_is_bound_and_tried_out_before_the_camera_while_vlc_plays_on(desk, qtbot, actor, real_vlc) -> None:
    qtbot.waitUntil(lambda: "VLC\nPlaying" in words(desk), timeout=WAIT_MS)
    press(desk, qtbot, PageButton, "Gestures")
    editor = desk.window.gestures.editor
    qtbot.waitUntil(lambda: len(editor.findChildren(SettingRow)) == len(binding_rows("")), timeout=WAIT_MS)
    press(desk, qtbot, GestureCard, "OK ring: Does nothing")
    press(desk, qtbot, QPushButton, "Try it out")
    assert "Show a gesture to the camera." in words(desk)

    actor.show("ok")
    qtbot.waitUntil(lambda: "OK ring · Does nothing" in words(desk), timeout=WAIT_MS)
    bind(desk, qtbot, Command.NEXT)
    qtbot.waitUntil(lambda: "OK ring · Not armed · show the open palm first" in words(desk), timeout=WAIT_MS)
    assert "No order yet" in words(desk)

    actor.show("palm")
    qtbot.waitUntil(lambda: "Open palm: Play or pause · Dry run paused." in words(desk), timeout=WAIT_MS)
    actor.show("ok")
    qtbot.waitUntil(lambda: "OK ring: Next track · Dry run is at “Noon”." in words(desk), timeout=WAIT_MS)
    assert real_vlc.playback_status() == "Playing"

    actor.show(None)
    press(desk, qtbot, QPushButton, "End the try-out")
    assert "Gestures go to a player that only pretends." in words(desk)
    press(desk, qtbot, PageButton, "Live")
    qtbot.waitUntil(lambda: "VLC\nPlaying" in words(desk), timeout=WAIT_MS)
    qtbot.waitUntil(lambda: "OK ring" not in words(desk), timeout=WAIT_MS)
    qtbot.wait(2 * PATIENT.grace_ms)  # so long a hand may be lost from view; a palm before that is still the last one
    actor.show("palm")
    qtbot.waitUntil(lambda: real_vlc.playback_status() == "Paused", timeout=WAIT_MS)
