from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from gesture_app.core.errors import SettingsError
from gesture_app.core.settings import DetectorSettings, Settings, setting_rows
from gesture_app.ui.setting_row import SettingRow
from gesture_app.ui.settings_page import SettingsPage
from gesture_app.window.composition import Desk, WindowParts
from gesture_app.window.settings_helm import TOPIC

World = Any  # of conftest.py, which a test cannot import
OpenDesk = Callable[..., Desk]


def turn_to_settings(desk: Desk, qtbot: QtBot) -> SettingsPage:
    """Show the settings page and wait until it is complete."""
    desk.window.turn_to(desk.window.settings)
    page = desk.window.settings
    qtbot.waitUntil(lambda: len(page.findChildren(SettingRow)) == len(setting_rows()), timeout=5000)
    return page


def editor(page: SettingsPage, key: str) -> Any:
    return next(row for row in page.findChildren(SettingRow) if row.row.key == key).editor


def put_in(qtbot: QtBot, page: SettingsPage, key: str, text: str) -> None:
    editor(page, key).setText(text)
    qtbot.keyClick(editor(page, key), Qt.Key.Key_Return)


def words(desk: Desk) -> str:
    return "\n".join(label.text() for label in desk.window.findChildren(QLabel))


def undo_button(page: SettingsPage) -> QPushButton:
    return next(button for button in page.findChildren(QPushButton) if button.text() == "Undo the change")


def test_a_hold_time_that_is_typed_decides_about_the_very_next_gesture_and_is_saved(
    open_desk: OpenDesk, world: World, qtbot: QtBot
) -> None:
    desk = open_desk()
    page = turn_to_settings(desk, qtbot)
    put_in(qtbot, page, "engine.hold_ms", "5000")
    world.gesture = "palm"
    desk.window.turn_to(desk.window.live)
    qtbot.waitUntil(lambda: "Keep holding" in words(desk), timeout=3000)
    desk.window.turn_to(desk.window.settings)
    put_in(qtbot, page, "engine.hold_ms", "40")
    desk.window.turn_to(desk.window.live)
    qtbot.waitUntil(lambda: "VLC paused" in words(desk), timeout=3000)
    qtbot.waitUntil(lambda: world.saved[-1:] == [("engine.hold_ms", "40")], timeout=3000)


def test_undo_takes_one_change_after_the_other_back(open_desk: OpenDesk, world: World, qtbot: QtBot) -> None:
    desk = open_desk()
    page = turn_to_settings(desk, qtbot)
    put_in(qtbot, page, "engine.cooldown_ms", "500")
    put_in(qtbot, page, "engine.cooldown_ms", "600")
    qtbot.mouseClick(undo_button(page), Qt.MouseButton.LeftButton)
    assert editor(page, "engine.cooldown_ms").text() == "500"
    qtbot.mouseClick(undo_button(page), Qt.MouseButton.LeftButton)
    assert editor(page, "engine.cooldown_ms").text() == "800"
    assert not undo_button(page).isEnabled()
    qtbot.waitUntil(lambda: [text for _, text in world.saved] == ["500", "600", "500", "800"], timeout=3000)


def test_another_source_player_or_model_is_used_at_once(open_desk: OpenDesk, world: World, qtbot: QtBot) -> None:
    desk = open_desk()
    page = turn_to_settings(desk, qtbot)
    put_in(qtbot, page, "source.spec", "rendered")
    put_in(qtbot, page, "detector.model", "other")
    put_in(qtbot, page, "player.spec", "dry_run")
    qtbot.waitUntil(lambda: world.opened[-1:] == ["rendered"], timeout=3000)
    qtbot.waitUntil(lambda: "Fake, other" in words(desk), timeout=3000)
    qtbot.waitUntil(lambda: "Dry run" in words(desk), timeout=3000)
    assert desk.window.header.player.spec == "dry_run"


def test_colours_and_mirror_change_at_once_from_either_side(open_desk: OpenDesk, qtbot: QtBot) -> None:
    desk = open_desk()
    page = turn_to_settings(desk, qtbot)
    theme = editor(page, "ui.theme")
    theme.setFocus()
    qtbot.keyClick(theme, Qt.Key.Key_End)
    assert desk.window.palette().window().color().lightness() < 60
    assert theme.text() == "dark"
    assert editor(page, "ui.mirror_preview").text() == "yes"
    desk.window.header.mirror_wished.emit(False)
    assert editor(page, "ui.mirror_preview").text() == "no"


def test_the_model_is_opened_anew_as_the_settings_say(open_desk: OpenDesk, world: World, qtbot: QtBot) -> None:
    desk = open_desk()
    qtbot.waitUntil(lambda: len(world.detectors) == 1, timeout=3000)
    changes = {
        "detector.engine": "onnx",
        "detector.threads": "4",
        "detector.input_px": "320",
        "detector.min_score": "0.5",
    }
    for key, text in changes.items():
        desk.window.settings.edited.emit(key, text)
    wanted = DetectorSettings(engine="onnx", threads=4, input_px=320, min_score=0.5)
    qtbot.waitUntil(lambda: world.detectors[-1] == wanted, timeout=3000)
    qtbot.waitUntil(lambda: set(changes.items()) <= set(world.saved), timeout=3000)


def test_settings_that_cannot_be_saved_hold_all_the_same(open_desk: OpenDesk, world: World, qtbot: QtBot) -> None:
    def save(_changes: object) -> None:
        raise SettingsError("The settings cannot be saved; make room.")

    desk = open_desk(save=save)
    page = turn_to_settings(desk, qtbot)
    put_in(qtbot, page, "engine.cooldown_ms", "500")
    qtbot.waitUntil(lambda: "make room" in words(desk), timeout=3000)
    assert desk.window.messages.message is not None
    assert desk.window.messages.message.topic == TOPIC
    assert editor(page, "engine.cooldown_ms").text() == "500"


def test_who_wants_quiet_after_typing_is_listened_to_from_then_on(
    open_desk: OpenDesk, world: World, qtbot: QtBot
) -> None:
    desk = open_desk()
    put_in(qtbot, turn_to_settings(desk, qtbot), "engine.suppress_after_input_ms", "1000")
    qtbot.waitUntil(lambda: world.hear is not None, timeout=3000)


@pytest.mark.parametrize("key", ["engine.hold_ms", "player.ignored"])
def test_back_to_the_default_is_one_click(
    open_desk: OpenDesk, parts: WindowParts, world: World, qtbot: QtBot, key: str
) -> None:
    changed: Settings = dataclasses.replace(
        parts.settings, player=dataclasses.replace(parts.settings.player, ignored=("Spotify",))
    )
    desk = open_desk(settings=changed)
    page = turn_to_settings(desk, qtbot)
    row = next(row for row in page.findChildren(SettingRow) if row.row.key == key)
    (back,) = row.findChildren(QPushButton)
    qtbot.mouseClick(back, Qt.MouseButton.LeftButton)
    assert back.isHidden()
    qtbot.waitUntil(lambda: [saved for saved, _ in world.saved] == [key], timeout=3000)


def test_what_was_changed_right_before_the_end_is_saved(open_desk: OpenDesk, world: World) -> None:
    desk = open_desk()
    for text in ("500", "600"):
        desk.window.settings.edited.emit("engine.cooldown_ms", text)
    desk.close()
    assert world.saved[-1] == ("engine.cooldown_ms", "600")
