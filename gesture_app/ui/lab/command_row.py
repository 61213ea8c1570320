"""What is typed to do the same: one command a line, and a button that copies them all."""

from __future__ import annotations

from PySide6.QtCore import Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QWidget

from gesture_app.ui.elided_label import ForeignLabel
from gesture_app.ui.icons import IconButton, describe
from gesture_app.ui.theme import GAP_PX, Theme

_LINES = 2  # that are shown; the hint has them all


class CommandRow(QWidget):
    """Commands on the left, the button on the right."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._commands = ""
        self._words = ForeignLabel("muted")
        self._copy = IconButton(theme, "copy")
        describe(self._copy, self.tr("Copy the command that does this"))
        self._copy.clicked.connect(self._copy_commands)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GAP_PX)
        row.addWidget(self._words, 1)
        row.addWidget(self._copy)
        self.show_commands("")

    @property
    def commands(self) -> str:
        """What is copied."""
        return self._commands

    def show_commands(self, text: str) -> None:
        """Show these; nothing as long as nothing can be done."""
        self._commands = text
        lines = text.splitlines()
        self._words.setText("\n".join(lines[:_LINES]) + (" …" if len(lines) > _LINES else ""))
        self._words.setToolTip(text)
        self._copy.setEnabled(bool(text))

    @Slot()
    def _copy_commands(self) -> None:
        QGuiApplication.clipboard().setText(self._commands)
