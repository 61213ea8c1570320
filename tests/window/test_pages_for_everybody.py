"""Every page by keyboard alone, for screen readers, and with room for its words."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from gesture_app.core.settings import binding_rows, setting_rows
from gesture_app.ui.drop_down import DropDown
from gesture_app.ui.elided_label import ElidedLabel
from gesture_app.ui.gesture_card import GestureCard
from gesture_app.ui.setting_row import SettingRow
from gesture_app.window.composition import Desk

OpenDesk = Callable[..., Desk]
PAGES = ("gestures", "history", "inspector", "lab", "settings", "own")
ROWS = {"gestures": len(binding_rows("")), "settings": len(setting_rows())}
SMALLEST = (1000, 640)
ARROW_PX = 40  # and the rims of a list
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


def test_no_word_is_cut_off_in_a_small_window(page: QWidget) -> None:
    assert [text for text in map(cut_off, page.findChildren(QWidget)) if text] == []


def cut_off(widget: QWidget) -> str:
    """The words of a widget that do not fit into it; one that shortens them on purpose has them as a hint."""
    if not widget.isVisible() or isinstance(widget, ElidedLabel):
        return ""
    if isinstance(widget, QLabel) and widget.text():
        width, height = widget.sizeHint().width(), widget.sizeHint().height()
        if widget.wordWrap():
            width, height = 0, widget.heightForWidth(widget.width())
        return widget.text() if width > widget.width() or height > widget.height() else ""
    if isinstance(widget, QPushButton | DropDown) and not isinstance(widget, GestureCard):
        choices = [widget.itemText(row) for row in range(widget.count())] if isinstance(widget, DropDown) else []
        room = widget.width() - (ARROW_PX if choices else 0)
        words = choices or [widget.text()]
        return next((word for word in words if widget.fontMetrics().horizontalAdvance(word) > room), "")
    return ""
