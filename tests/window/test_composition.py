from __future__ import annotations

import dataclasses
import time
from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QPushButton
from pytestqt.qtbot import QtBot

from gesture_app.core.bindings import BindingChange
from gesture_app.core.engine import Engine
from gesture_app.core.errors import SettingsError
from gesture_app.core.settings import Profile, Settings
from gesture_app.core.types import Command
from gesture_app.ui.theme import Appearance
from gesture_app.window import live, player_helm
from gesture_app.window.composition import Desk, WindowParts
from gesture_app.workers import actuator
from tests.desk_words import until, way_out, words

World = Any  # of conftest.py, which a test cannot import
OpenDesk = Callable[..., Desk]


def with_quiet_after_input(parts: WindowParts) -> Settings:
    """The settings, with orders suppressed for a minute after the keyboard or mouse was used."""
    engine = dataclasses.replace(parts.settings.engine, suppress_after_input_ms=60_000)
    return dataclasses.replace(parts.settings, engine=engine)


def test_a_gesture_before_the_source_pauses_the_player_and_the_window_says_so(
    open_desk: OpenDesk, world: World, qtbot: QtBot
) -> None:
    desk = open_desk()
    until(qtbot, desk, "Playing")
    world.gesture = "palm"
    until(qtbot, desk, "Open palm")
    until(qtbot, desk, "VLC paused")
    until(qtbot, desk, "source")  # the figures
    assert "Fake, default" in words(desk)
    assert not desk.window.live.picture.picture_place().isEmpty()


def test_undo_brings_the_player_back(open_desk: OpenDesk, world: World, qtbot: QtBot) -> None:
    desk = open_desk()
    until(qtbot, desk, "Playing")
    world.gesture = "palm"
    until(qtbot, desk, "VLC paused")
    (undo,) = [button for button in desk.window.live.findChildren(QPushButton) if button.text() == "Undo"]
    qtbot.mouseClick(undo, Qt.MouseButton.LeftButton)
    until(qtbot, desk, "Back to")
    assert undo.isHidden()


def test_the_engine_learns_from_an_outcome_how_loud_the_player_is(
    open_desk: OpenDesk, world: World, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(actuator, "POLL_S", 60.0)  # the player says it itself at the beginning, and no more
    heard = []
    monkeypatch.setattr(Engine, "note_volume", lambda engine, volume: heard.append(volume))
    desk = open_desk()
    until(qtbot, desk, "Playing")
    world.gesture = "two_up"
    qtbot.waitUntil(lambda: pytest.approx(0.55) in heard, timeout=5000)


def test_while_paused_a_gesture_is_seen_but_not_obeyed(open_desk: OpenDesk, world: World, qtbot: QtBot) -> None:
    desk = open_desk()
    until(qtbot, desk, "Playing")
    until(qtbot, desk, "Fake, default")  # with a camera that is off before it is looked at nothing would be seen
    qtbot.mouseClick(desk.window.header.pause_button, Qt.MouseButton.LeftButton)
    world.gesture = "palm"
    until(qtbot, desk, "Gestures are paused")
    qtbot.wait(100)
    assert "No order yet" in words(desk)
    qtbot.mouseClick(desk.window.header.pause_button, Qt.MouseButton.LeftButton)
    world.gesture = None
    qtbot.wait(400)  # longer than a hand may be lost from view and still be the same
    world.gesture = "palm"
    until(qtbot, desk, "VLC paused")


def test_a_gesture_right_after_typing_in_the_window_does_not_fire(
    open_desk: OpenDesk, parts: WindowParts, world: World, qtbot: QtBot
) -> None:
    desk = open_desk(settings=with_quiet_after_input(parts))
    until(qtbot, desk, "Playing")
    QTest.keyClick(desk.window.windowHandle(), Qt.Key.Key_A)
    world.gesture = "palm"
    until(qtbot, desk, "One moment · keyboard or mouse in use")
    qtbot.wait(100)
    assert "No order yet" in words(desk)


def test_a_gesture_right_after_typing_elsewhere_does_not_fire(
    open_desk: OpenDesk, parts: WindowParts, world: World, qtbot: QtBot
) -> None:
    desk = open_desk(settings=with_quiet_after_input(parts))
    qtbot.waitUntil(lambda: world.hear is not None, timeout=3000)
    world.hear()
    world.gesture = "palm"
    until(qtbot, desk, "One moment · keyboard or mouse in use")
    desk.close()
    assert world.hear is None


def test_who_wants_no_quiet_after_typing_is_not_listened_to(open_desk: OpenDesk, world: World, qtbot: QtBot) -> None:
    desk = open_desk()
    until(qtbot, desk, "Fake, default")
    qtbot.waitUntil(lambda: desk.window.header.model.count() > 1, timeout=3000)
    assert world.hear is None


def test_without_a_model_there_is_a_picture_all_the_same(open_desk: OpenDesk, world: World, qtbot: QtBot) -> None:
    world.models = {"other"}
    desk = open_desk()
    until(qtbot, desk, "There is no model called default; pick another.")
    until(qtbot, desk, "No model")
    qtbot.waitUntil(lambda: not desk.window.live.picture.picture_place().isEmpty(), timeout=3000)
    world.gesture = "peace"
    desk.window.header.model.chosen.emit("other")
    until(qtbot, desk, "Victory")
    assert desk.window.messages.isHidden()
    qtbot.waitUntil(lambda: ("detector.model", "other") in world.saved)


def test_a_model_that_fails_while_running_is_told_and_can_be_tried_again(
    open_desk: OpenDesk, world: World, qtbot: QtBot
) -> None:
    desk = open_desk()
    until(qtbot, desk, "Fake, default")
    world.breaks = True
    until(qtbot, desk, "The model has failed; choose another.")
    world.breaks, world.gesture = False, "peace"
    qtbot.mouseClick(way_out(desk.window), Qt.MouseButton.LeftButton)
    until(qtbot, desk, "Victory")


def test_without_a_player_gestures_are_tried_out_until_there_is_one(
    open_desk: OpenDesk, world: World, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(player_helm, "LOOK_AGAIN_MS", 50)
    world.has_player = False
    desk = open_desk()
    until(qtbot, desk, "No player is running; start one. Until then gestures are only tried out.")
    until(qtbot, desk, "Dry run")
    world.has_player = True
    until(qtbot, desk, "VLC")
    qtbot.waitUntil(desk.window.messages.isHidden, timeout=3000)


def test_a_player_that_is_lost_is_no_longer_said_to_play(
    open_desk: OpenDesk, world: World, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(actuator, "POLL_S", 0.05)
    desk = open_desk()
    until(qtbot, desk, "Playing")
    world.has_player = False
    until(qtbot, desk, "No player is running; start one.")
    assert "Playing" not in words(desk)
    world.has_player = True
    until(qtbot, desk, "Playing")
    assert desk.window.messages.isHidden()


def test_the_media_key_is_pressed_for_a_deaf_player_as_soon_as_that_is_allowed(
    open_desk: OpenDesk, world: World, qtbot: QtBot
) -> None:
    world.is_deaf = True
    desk = open_desk()
    until(qtbot, desk, "Playing")
    world.gesture = "peace"
    until(qtbot, desk, "VLC did not react to 'next'.")
    desk.window.settings.edited.emit("player.media_keys", "yes")
    world.gesture = "palm"
    until(qtbot, desk, "VLC did not react, used the media key.")


def test_the_picture_of_an_embedded_player_stands_beside_the_camera(
    open_desk: OpenDesk, world: World, qtbot: QtBot
) -> None:
    desk = open_desk()
    video = desk.window.live.video
    until(qtbot, desk, "VLC")
    assert video.isHidden()
    desk.window.header.player.chosen.emit("vlc_embedded")
    (dialog,) = desk.window.findChildren(QFileDialog)
    assert dialog.fileMode() is QFileDialog.FileMode.ExistingFiles
    dialog.filesSelected.emit(["/films/night.mp4"])
    dialog.reject()
    qtbot.waitUntil(video.isVisible, timeout=3000)
    qtbot.waitUntil(lambda: not video.picture_place().isEmpty(), timeout=3000)
    assert video.grab().toImage().pixelColor(video.rect().center()) == QColor("red")
    assert desk.window.header.player.currentText() == "night.mp4"
    assert world.played == "vlc_embedded:/films/night.mp4"
    desk.window.header.player.chosen.emit("vlc_embedded")
    dialog = desk.window.findChildren(QFileDialog)[-1]
    dialog.filesSelected.emit(["/films/night.mp4", "/films/day.mp4", "/films/dawn.mp4"])
    dialog.reject()
    assert desk.window.header.player.currentText() == "night.mp4 +2"
    all_three = "vlc_embedded:/films/night.mp4|/films/day.mp4|/films/dawn.mp4"
    qtbot.waitUntil(lambda: world.played == all_three, timeout=3000)
    qtbot.waitUntil(lambda: ("player.spec", all_three) in world.saved, timeout=3000)
    desk.window.header.player.chosen.emit("dry_run")
    qtbot.waitUntil(video.isHidden, timeout=3000)


def test_a_hidden_window_converts_no_picture_while_detection_goes_on(
    open_desk: OpenDesk, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = open_desk()
    until(qtbot, desk, "source")
    converted = []
    convert = live.to_bgra
    monkeypatch.setattr(live, "to_bgra", lambda pixels: converted.append(1) or convert(pixels))
    desk.window.hide()
    converted.clear()
    with qtbot.waitSignal(desk.bridge.figures_ready, timeout=3000):
        pass
    assert converted == []
    desk.window.show()
    qtbot.waitUntil(lambda: len(converted) > 2, timeout=3000)


def test_what_was_chosen_is_remembered(open_desk: OpenDesk, world: World, qtbot: QtBot) -> None:
    desk = open_desk()
    desk.window.header.appearance_wished.emit(Appearance.DARK)
    desk.window.header.mirror_wished.emit(False)
    desk.window.header.player.chosen.emit("dry_run")
    wanted = {("ui.theme", "dark"), ("ui.mirror_preview", "no"), ("player.spec", "dry_run")}
    qtbot.waitUntil(lambda: wanted <= set(world.saved), timeout=3000)


def test_settings_that_cannot_be_saved_are_told(open_desk: OpenDesk, qtbot: QtBot) -> None:
    def save(_changes: object) -> None:
        raise SettingsError("The settings cannot be saved; make room.")

    desk = open_desk(save=save)
    desk.window.header.mirror_wished.emit(False)
    until(qtbot, desk, "The settings cannot be saved; make room.")


def test_a_damaged_settings_file_is_mentioned(open_desk: OpenDesk, qtbot: QtBot) -> None:
    desk = open_desk(notice="The settings file was damaged, so the defaults are used.")
    assert "The settings file was damaged" in words(desk)


def test_the_window_ends_within_a_second_and_comes_back_where_it_stood(
    open_desk: OpenDesk, parts: WindowParts, qtbot: QtBot
) -> None:
    def seconds_to_end() -> float:
        desk = open_desk()
        until(qtbot, desk, "Fake, default")
        desk.window.resize(790, 650)
        began_s = time.monotonic()
        desk.window.close()
        desk.close()
        return time.monotonic() - began_s

    assert any(seconds_to_end() < 1.0 for _ in range(5)), "not once, so it is not for a machine that is busy"
    assert open_desk().window.height() == 650


def test_the_profile_of_the_player_decides_what_gestures_do(
    open_desk: OpenDesk, parts: WindowParts, world: World, qtbot: QtBot
) -> None:
    profile = Profile("vlc", ("vlc",), {"palm": BindingChange(command=Command.MUTE)})
    desk = open_desk(settings=dataclasses.replace(parts.settings, profiles={"vlc": profile}))
    until(qtbot, desk, "VLC")
    world.gesture = "palm"
    until(qtbot, desk, "VLC is muted")


def test_the_profile_of_the_track_decides_as_soon_as_that_is_played(
    open_desk: OpenDesk, parts: WindowParts, world: World, qtbot: QtBot
) -> None:
    profile = Profile("podcast", (), {"palm": BindingChange(command=Command.MUTE)}, tracks=("/episode/",))
    desk = open_desk(settings=dataclasses.replace(parts.settings, profiles={"podcast": profile}))
    until(qtbot, desk, "VLC")
    assert desk._in_force(desk.settings).of("palm").command is Command.PLAY_PAUSE
    world.address = "https://open.spotify.com/episode/1"
    qtbot.waitUntil(lambda: desk._in_force(desk.settings).of("palm").command is Command.MUTE, timeout=5000)
    world.gesture = "palm"
    until(qtbot, desk, "VLC is muted")
