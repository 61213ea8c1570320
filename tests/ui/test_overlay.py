from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from gesture_app.core.types import Command, Order, Outcome
from gesture_app.ui import overlay as overlay_module
from gesture_app.ui.overlay import Overlay
from gesture_app.ui.theme import Theme

OBEYED = Outcome(Order(Command.NEXT), "Spotify", True, "Spotify is at “Blue in Green”.", None, None, 0.01)

# What the offscreen platform says of a window that lies above all others.
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")


@pytest.fixture
def overlay(theme: Theme, qtbot: QtBot) -> Overlay:
    overlay = Overlay(theme)
    qtbot.addWidget(overlay)
    return overlay


def test_it_names_the_gesture_and_the_command_and_then_what_came_of_it(overlay: Overlay) -> None:
    screen = QGuiApplication.primaryScreen()
    overlay.show_order("Victory", Command.NEXT, screen)
    assert overlay.isVisible()
    assert overlay.words == ("Victory · Next track", "")
    overlay.show_outcome(OBEYED, screen)
    assert overlay.words == ("Victory · Next track", "Spotify is at “Blue in Green”.")


def test_an_outcome_that_comes_late_still_says_of_what(overlay: Overlay) -> None:
    overlay.show_outcome(OBEYED, QGuiApplication.primaryScreen())
    assert overlay.words == ("Next track", "Spotify is at “Blue in Green”.")


def test_it_goes_away_by_itself(theme: Theme, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(overlay_module, "SHOWN_MS", 50)
    overlay = Overlay(theme)
    qtbot.addWidget(overlay)
    overlay.show_outcome(OBEYED, QGuiApplication.primaryScreen())
    qtbot.waitUntil(overlay.isHidden, timeout=3000)


def test_it_lies_on_the_lower_edge_and_is_never_wider_than_a_part_of_the_screen(overlay: Overlay) -> None:
    screen = QGuiApplication.primaryScreen()
    room = screen.availableGeometry()
    overlay.show_order("Victory " * 60, Command.NEXT, screen)
    assert overlay.width() <= 0.61 * room.width()
    assert abs(overlay.geometry().center().x() - room.center().x()) <= 1
    assert room.height() * 0.7 < overlay.geometry().bottom() < room.bottom()
    wide = overlay.width()
    overlay.show_order("Fist", Command.MUTE, screen)
    assert overlay.width() < wide


def test_it_asks_the_desktop_for_neither_the_focus_nor_the_pointer(overlay: Overlay) -> None:
    flags = Qt.WindowType
    for flag in (flags.WindowTransparentForInput, flags.WindowDoesNotAcceptFocus, flags.WindowStaysOnTopHint):
        assert overlay.windowFlags() & flag
    assert overlay.testAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
