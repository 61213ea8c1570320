"""The tray, the overlay, the ticks and what closing means, with the whole window; only the tray itself is pretended."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from gesture_app.core.settings import Settings, UiSettings
from gesture_app.window import around
from gesture_app.window.closing import TRAY
from gesture_app.window.composition import Desk, WindowParts

World = Any  # of conftest.py, which a test cannot import
OpenDesk = Callable[..., Desk]

# What the offscreen platform says of every icon in a tray and of every window that is raised.
pytestmark = pytest.mark.qt_log_ignore("systemTrayWindowChanged", "This plugin does not support")


def with_ui(parts: WindowParts, **changes: object) -> Settings:
    return dataclasses.replace(parts.settings, ui=UiSettings(**changes))  # type: ignore[arg-type]


def told(desk: Desk) -> str:
    """What the message bar says."""
    message = desk.window.messages.message
    return message.text if message else ""


def is_playing(desk: Desk) -> bool:
    return desk.around.standing.status().player == "VLC"


def action(desk: Desk, word: str) -> Any:
    return next(entry for entry in desk.around.tray.menu.actions() if entry.text().replace("&", "") == word)


def test_the_tray_shows_how_things_stand(open_desk: OpenDesk, world: World, qtbot: QtBot) -> None:
    world.has_tray = True
    desk = open_desk()
    qtbot.waitUntil(lambda: desk.around.tray.text == "Gesture control: Armed", timeout=5000)
    action(desk, "Pause gestures").trigger()
    assert desk.around.tray.text == "Gesture control: Paused"
    assert desk.window.header.pause_button.isChecked()
    action(desk, "Resume gestures").trigger()
    assert not desk.window.header.pause_button.isChecked()
    world.breaks = True
    qtbot.waitUntil(lambda: desk.around.tray.text == "Gesture control: Something does not work", timeout=5000)


def test_closing_to_the_tray_keeps_gestures_working_and_the_tray_brings_the_window_back(
    open_desk: OpenDesk, parts: WindowParts, world: World, qtbot: QtBot
) -> None:
    world.has_tray = True
    desk = open_desk(settings=with_ui(parts, close_window=TRAY))
    assert "keeps gestures working in the tray" in told(desk)
    desk.window.close()
    assert desk.window.isHidden()
    assert not QGuiApplication.quitOnLastWindowClosed()
    with qtbot.waitSignal(desk.bridge.figures_ready, timeout=5000):
        pass
    action(desk, "Show the window").trigger()
    assert desk.window.is_seen()


def test_without_a_tray_a_window_that_shall_stay_is_minimised_and_that_is_told_once(
    open_desk: OpenDesk, parts: WindowParts, qtbot: QtBot
) -> None:
    settings = with_ui(parts, close_window=TRAY)
    desk = open_desk(settings=settings)
    assert "no tray, so closing the window only minimises it" in told(desk)
    desk.window.close()
    qtbot.waitUntil(desk.window.isMinimized, timeout=3000)
    assert desk.window.isVisible()
    assert told(open_desk(settings=settings)) == ""


def test_a_desktop_with_a_tray_is_told_that_it_could_be_used(open_desk: OpenDesk, world: World) -> None:
    world.has_tray = True
    desk = open_desk()
    assert "Closing the window ends the app" in told(desk)
    assert QGuiApplication.quitOnLastWindowClosed()
    assert told(open_desk()) == ""


def test_where_closing_does_what_everybody_expects_nothing_is_told(open_desk: OpenDesk) -> None:
    assert told(open_desk()) == ""


def test_what_was_told_may_be_lost(open_desk: OpenDesk, parts: WindowParts, world: World) -> None:
    world.has_tray = True
    parts.surroundings.told.mkdir()
    assert "Closing the window ends" in told(open_desk())


def test_a_window_in_a_tray_that_goes_away_is_not_lost(
    open_desk: OpenDesk, parts: WindowParts, world: World, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(around, "LOOK_FOR_TRAY_MS", 20)
    world.has_tray = True
    desk = open_desk(settings=with_ui(parts, close_window=TRAY))
    desk.window.close()
    world.has_tray = False
    qtbot.waitUntil(desk.window.isMinimized, timeout=3000)
    assert desk.window.isVisible()


def test_it_can_start_out_of_the_way(open_desk: OpenDesk, world: World, qtbot: QtBot) -> None:
    world.has_tray = True
    desk = open_desk(starts_hidden=True)
    assert desk.window.isHidden()
    qtbot.waitUntil(lambda: is_playing(desk), timeout=5000)
    desk.around.bring_up()
    assert desk.window.is_seen()


def test_where_there_is_no_tray_it_starts_minimised(open_desk: OpenDesk) -> None:
    desk = open_desk(starts_hidden=True)
    assert desk.window.isMinimized()
    assert desk.window.isVisible()
    desk.around.bring_up()
    assert desk.window.is_seen()


def test_ctrl_q_ends_the_app_even_where_closing_would_not(
    open_desk: OpenDesk, parts: WindowParts, world: World, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    ended = []
    monkeypatch.setattr(QCoreApplication, "quit", lambda: ended.append("quit"))
    world.has_tray = True
    desk = open_desk(settings=with_ui(parts, close_window=TRAY))
    with qtbot.waitActive(desk.window):
        desk.window.activateWindow()
    QTest.keyClick(desk.window, Qt.Key.Key_Q, Qt.KeyboardModifier.ControlModifier)
    action(desk, "Quit").trigger()
    assert ended == ["quit", "quit"]


def test_while_the_window_is_hidden_the_overlay_names_the_gesture_and_what_came_of_it(
    open_desk: OpenDesk, world: World, qtbot: QtBot
) -> None:
    desk = open_desk()
    qtbot.waitUntil(lambda: is_playing(desk), timeout=5000)
    desk.window.hide()
    overlay = desk.around.overlay.overlay
    world.gesture = "palm"
    qtbot.waitUntil(lambda: overlay.words == ("Open palm · Play or pause", "VLC paused."), timeout=5000)
    assert overlay.isVisible()
    desk.window.show()
    assert overlay.isHidden()


def test_while_the_window_is_seen_or_the_overlay_is_off_there_is_none(
    open_desk: OpenDesk, parts: WindowParts, world: World, qtbot: QtBot
) -> None:
    desk = open_desk()
    world.gesture = "palm"
    with qtbot.waitSignal(desk.bridge.outcome_ready, timeout=5000):
        pass
    assert desk.around.overlay.overlay.isHidden()
    desk.around.apply(UiSettings(overlay=False))
    desk.window.hide()
    world.gesture = None
    qtbot.wait(400)  # longer than a hand may be lost from view and still be the same
    world.gesture = "palm"
    with qtbot.waitSignal(desk.bridge.outcome_ready, timeout=5000):
        pass
    assert desk.around.overlay.overlay.isHidden()


def test_ticks_are_heard_when_they_are_wanted(
    open_desk: OpenDesk, parts: WindowParts, world: World, qtbot: QtBot
) -> None:
    desk = open_desk(settings=with_ui(parts, sounds=True))
    qtbot.waitUntil(lambda: world.heard == ["armed"], timeout=5000)
    qtbot.waitUntil(lambda: is_playing(desk), timeout=5000)
    world.gesture = "palm"
    qtbot.waitUntil(lambda: world.heard[:2] == ["armed", "obeyed"], timeout=5000)


def test_who_switches_ticks_on_need_not_start_again(open_desk: OpenDesk, world: World, qtbot: QtBot) -> None:
    desk = open_desk()
    desk._settings.change("ui.sounds", "yes")
    world.gesture = "palm"
    qtbot.waitUntil(lambda: len(world.heard) > 0, timeout=5000)


def test_by_default_nothing_is_heard(open_desk: OpenDesk, world: World, qtbot: QtBot) -> None:
    desk = open_desk()
    world.gesture = "palm"
    with qtbot.waitSignal(desk.bridge.outcome_ready, timeout=5000):
        pass
    assert world.heard == []
