"""One line for work that runs in a process of its own: what it does, how far it is, and a way to end it."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QWidget

from gesture_app.ui.elided_label import ElidedLabel
from gesture_app.ui.icons import IconButton, describe
from gesture_app.ui.theme import GAP_PX, Theme

_BAR_PX = 20 * GAP_PX


class ProgressRow(QWidget):
    """Hidden while nothing runs.

    Signals:
        cancel_wished: The work shall end.
    """

    cancel_wished = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._command = ""
        self._words = ElidedLabel("muted")
        self._bar = QProgressBar(textVisible=False)
        self._bar.setFixedWidth(_BAR_PX)
        self._bar.setAccessibleName(self.tr("Progress"))
        self._copy = IconButton(theme, "copy")
        describe(self._copy, self.tr("Copy the command that does this"))
        self._cancel = IconButton(theme, "stop", self.tr("Cancel"))
        self._copy.clicked.connect(self._copy_command)
        self._cancel.clicked.connect(self.cancel_wished)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GAP_PX)
        row.addWidget(self._words, 1)
        for widget in (self._bar, self._copy, self._cancel):
            row.addWidget(widget)
        self.hide()

    def show_step(self, words: str, command: str, done: int, whole: int) -> None:
        """Show what is done now, by which command, and how much of it all is behind."""
        self._command = command
        self._words.setText(words)
        self._bar.setRange(0, whole)
        self._bar.setValue(done)
        self.show()

    @Slot()
    def _copy_command(self) -> None:
        QGuiApplication.clipboard().setText(self._command)
