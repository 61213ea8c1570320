"""The lab's pages as a person uses them: by the mouse on what can be seen, and by keys."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from gesture_app.ui.drop_down import DropDown
from gesture_app.ui.lab.library_rows import LibraryRows

LEFT = Qt.MouseButton.LeftButton


def press(widget: QWidget, name: str, qtbot: QtBot) -> None:
    """Click the button of this name, once it can be clicked."""
    buttons = widget.findChildren(QPushButton)
    button = next(one for one in buttons if name in (one.text(), one.accessibleName()) and not one.isHidden())
    qtbot.waitUntil(lambda: button.isVisible() and button.isEnabled())
    qtbot.mouseClick(button, LEFT)


def choose(widget: QWidget, name: str, text: str, qtbot: QtBot) -> None:
    """Go through the list of this name by the arrow keys, from its beginning to what stands for a text."""
    box = next(one for one in widget.findChildren(DropDown) if one.accessibleName() == name)
    assert box.findData(text) >= 0, [box.itemData(row) for row in range(box.count())]
    qtbot.keyClick(box, Qt.Key.Key_Home)
    while box.text() != text:
        qtbot.keyClick(box, Qt.Key.Key_Down)


def type_into(widget: QWidget, name: str, text: str, qtbot: QtBot) -> None:
    """Replace what stands in the field of this name."""
    field = next(one for one in widget.findChildren(QLineEdit) if one.accessibleName() == name)
    qtbot.keyClick(field, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClicks(field, text)


def click_row(rows: LibraryRows, key: str, qtbot: QtBot) -> None:
    """Click the row of a network."""
    index = rows.model().index([entry.key for entry in rows.entries].index(key), 0)
    rows.scrollTo(index)
    qtbot.mouseClick(rows.viewport(), LEFT, pos=rows.visualRect(index).center())


def name_file(widget: QWidget, path: Path, qtbot: QtBot) -> None:
    """Type a path into the dialog that asks for one, and press Enter."""
    dialog = widget.findChildren(QFileDialog)[-1]
    field = dialog.findChildren(QLineEdit)[0]
    qtbot.waitUntil(field.isVisible)
    field.setText(str(path))  # typed, it would be completed in between
    qtbot.keyClick(field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not dialog.isVisible())
