"""What is to be read on the live page of a desk, and the way out that its message offers."""

from __future__ import annotations

from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from gesture_app.ui.main_window import MainWindow
from gesture_app.window.composition import Desk


def until(qtbot: QtBot, desk: Desk, text: str) -> None:
    """Wait until these words are to be read on the window."""
    qtbot.waitUntil(lambda: text in words(desk), timeout=5000)


def words(desk: Desk) -> str:
    """Every word that the live page and the message bar show."""
    labels = [*desk.window.live.findChildren(QLabel), *desk.window.messages.findChildren(QLabel)]
    return "\n".join(label.text() for label in labels if not label.isHidden())


def way_out(window: MainWindow) -> QPushButton:
    """The first button of the message."""
    return window.messages.findChildren(QPushButton)[0]
