"""Commands are shown as far as there is room, and copied whole."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLabel, QPushButton

from gesture_app.ui.lab.command_menu import CommandMenu
from gesture_app.ui.lab.command_row import CommandRow

LINES = "gesture-app render a\ngesture-train retrain a\ngesture-train val b"


@pytest.fixture
def row(theme, qtbot):
    row = CommandRow(theme)
    qtbot.addWidget(row)
    row.show()
    return row


def test_many_commands_are_shown_in_part_and_copied_whole(row, qtbot):
    button, label = row.findChild(QPushButton), row.findChild(QLabel)
    assert not button.isEnabled()
    row.show_commands(LINES)
    assert label.text() == "gesture-app render a\ngesture-train retrain a …"
    assert label.toolTip() == LINES
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert QGuiApplication.clipboard().text() == LINES


def test_a_row_that_is_too_narrow_shortens_every_line(row):
    row.show_commands(LINES)
    row.resize(60, row.sizeHint().height())
    assert row.findChild(QLabel).minimumSizeHint().width() == 0
    assert not row.grab().isNull()


def test_the_command_of_one_of_several_buttons_is_copied(theme, qtbot):
    menu = CommandMenu(theme)
    qtbot.addWidget(menu)
    menu.show_commands({"Use": "gesture-app config set detector.model default", "Measure": LINES, "Other": ""})
    use, measure, other = menu.menu().actions()
    assert use.text() == "Use:  gesture-app config set detector.model default"
    assert measure.text() == "Measure:  gesture-app render a …"
    assert not other.isEnabled()
    measure.trigger()
    assert QGuiApplication.clipboard().text() == LINES
