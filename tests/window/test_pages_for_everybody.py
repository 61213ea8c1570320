"""Every page by keyboard alone, and for screen readers."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from gesture_app.core.settings import binding_rows, setting_rows
from gesture_app.ui.gesture_card import GestureCard
from gesture_app.ui.setting_row import SettingRow
from gesture_app.window.composition import Desk

OpenDesk = Callable[..., Desk]
PAGES = ("live", "gestures", "own", "history", "inspector", "lab", "settings")
ROWS = {"gestures": len(binding_rows("")), "settings": len(setting_rows())}
SMALLEST = (1000, 640)
MOST_STEPS = 250  # more than there are controls on any page


@pytest.fixture(params=PAGES)
def page(request: pytest.FixtureRequest, open_desk: OpenDesk, qtbot: QtBot) -> QWidget:
    """A page of a small window, complete and with the keyboard."""
    desk = open_desk()
    desk.window.resize(*SMALLEST)
    page: QWidget = getattr(desk.window, request.param)
    desk.window.turn_to(page)
    with qtbot.waitActive(desk.window):
        desk.window.activateWindow()
    wanted = ROWS.get(request.param, 0)
    qtbot.waitUntil(lambda: len(page.findChildren(SettingRow)) == wanted, timeout=5000)
    qtbot.wait(20)  # the last rows find their places
    return page


def controls(page: QWidget) -> list[QWidget]:
    """What a page offers to do."""
    found = [one for one in page.findChildren(QWidget) if one.focusPolicy() & Qt.FocusPolicy.TabFocus]
    return [one for one in found if one.isVisible() and one.isEnabled() and not one.focusProxy()]


def test_the_tab_key_reaches_everything(page: QWidget, qtbot: QtBot) -> None:
    reached: set[QWidget] = set()
    for _ in range(MOST_STEPS):
        focus = QApplication.focusWidget()
        if focus is None:
            break
        reached.add(focus)
        qtbot.keyClick(focus, Qt.Key.Key_Tab)
    missed = [one for one in controls(page) if one not in reached and not _is_one_of_many(one)]
    assert [(type(one).__name__, one.accessibleName()) for one in missed] == []


def _is_one_of_many(control: QWidget) -> bool:
    """Of cards, of which one is chosen, the Tab key reaches that one; the arrow keys go to the others."""
    return isinstance(control, GestureCard)


def test_a_screen_reader_has_a_name_for_everything(page: QWidget) -> None:
    named = [(one, QAccessible.queryAccessibleInterface(one)) for one in controls(page)]
    unnamed = [one for one, spoken in named if spoken is None or not spoken.text(QAccessible.Text.Name)]
    assert [type(one).__name__ for one in unnamed] == []


def test_where_the_keyboard_is_can_be_seen_on_every_control(page: QWidget) -> None:
    window = page.window()
    unseen = []
    for one in controls(page):
        window.header.pause_button.setFocus()
        without = one.grab().toImage()
        one.setFocus(Qt.FocusReason.TabFocusReason)
        if one.hasFocus() and one.grab().toImage() == without:
            unseen.append((type(one).__name__, one.accessibleName()))
    assert unseen == []
