"""What a screen reader is told, by the whole window with all that it shows."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSlider,
    QAbstractSpinBox,
    QComboBox,
    QLineEdit,
    QScrollArea,
    QScrollBar,
    QWidget,
)
from pytestqt.qtbot import QtBot

from gesture_app.ui.message_bar import Message, WayOut
from gesture_app.window.composition import Desk

World = Any  # of conftest.py, which a test cannot import
OpenDesk = Callable[..., Desk]

INTERACTIVE = (QAbstractButton, QAbstractItemView, QAbstractSlider, QAbstractSpinBox, QComboBox, QLineEdit, QScrollArea)


def is_for_people(widget: QWidget) -> bool:
    """Whether a person acts on it themselves; Qt's own insides of a larger control are part of that."""
    if isinstance(widget, QScrollBar) or widget.objectName().startswith("qt_"):
        return False
    inside = widget.parentWidget()
    while inside is not None:
        if isinstance(inside, QComboBox | QAbstractSpinBox):
            return False
        inside = inside.parentWidget()
    return isinstance(widget, INTERACTIVE) or bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus)


def name_of(widget: QWidget) -> str:
    """What a screen reader says; Qt makes it up from the text of a button or the label beside a field."""
    return QAccessible.queryAccessibleInterface(widget).text(QAccessible.Text.Name)


def test_every_control_of_every_page_has_a_name(open_desk: OpenDesk, qtbot: QtBot) -> None:
    desk = open_desk()
    message = Message("source", "There is no camera.", way_out=WayOut.RETRY, other=WayOut.DISCARD)  # all its buttons
    desk.window.messages.show_message(message)
    qtbot.waitUntil(lambda: desk.window.header.model.count() > 1, timeout=5000)
    controls = [widget for widget in desk.window.findChildren(QWidget) if is_for_people(widget)]
    assert len(controls) > 8
    assert [repr(widget) for widget in controls if not name_of(widget).strip()] == []


def test_the_test_would_find_a_control_without_a_name(open_desk: OpenDesk) -> None:
    desk = open_desk()
    nameless = QLineEdit(desk.window)
    assert is_for_people(nameless)
    assert name_of(nameless) == ""


def test_being_armed_the_pause_and_the_volume_are_read_out(
    open_desk: OpenDesk, world: World, qtbot: QtBot, announced: list[str]
) -> None:
    desk = open_desk()
    qtbot.waitUntil(lambda: "Armed" in announced, timeout=5000)
    desk.window.header.pause_button.click()
    assert announced[-1] == "Paused"
    desk.window.header.pause_button.click()
    qtbot.waitUntil(lambda: announced[-1] == "Armed", timeout=5000)
    qtbot.waitUntil(lambda: desk.around.standing.status().player == "VLC", timeout=5000)
    world.gesture = "two_up"
    qtbot.waitUntil(lambda: any(text.endswith("% volume.") for text in announced), timeout=5000)
