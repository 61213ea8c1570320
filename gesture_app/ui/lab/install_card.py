"""What is missing before networks can be pruned or trained: the one line that installs it, and a button that does."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPlainTextEdit, QVBoxLayout

from gesture_app.ui.elided_label import ForeignLabel
from gesture_app.ui.icons import IconButton
from gesture_app.ui.theme import GAP_PX, MARGIN_PX, Theme

_OUTPUT_PX = 15 * GAP_PX


class InstallCard(QFrame):
    """A card; hidden while nothing is missing.

    Signals:
        install_wished: What is missing shall be installed.
    """

    install_wished = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("card")
        self._words = QLabel(wordWrap=True)
        self._line = ForeignLabel("muted")
        self._copy = IconButton(theme, "copy", self.tr("Copy"))
        self._install = IconButton(theme, "add", self.tr("Install"))
        self._install.setObjectName("primary")
        self._output = QPlainTextEdit(readOnly=True)
        self._output.setFixedHeight(_OUTPUT_PX)
        self._output.setMaximumBlockCount(500)
        self._output.setAccessibleName(self.tr("What the installation says"))
        self._copy.clicked.connect(self._copy_line)
        self._install.clicked.connect(self.install_wished)
        self._lay_out()
        self._output.hide()
        self.hide()

    def show_missing(self, extras: tuple[str, ...], line: str) -> None:
        """Say what is missing and what to type; nothing where nothing is."""
        self.setVisible(bool(extras))
        words = self.tr("This takes PyTorch and a few libraries that are not installed ({extras}).")
        self._words.setText(words.format(extras=", ".join(extras)))
        self._line.setText(line)

    def set_installing(self, *, is_installing: bool) -> None:
        """Whether the installation is under way."""
        self._install.setEnabled(not is_installing)

    def show_lines(self, lines: Iterable[str]) -> None:
        """Add what the installation said, its end in sight."""
        for line in lines:
            self._output.appendPlainText(line)
        self._output.show()
        self._output.verticalScrollBar().setValue(self._output.verticalScrollBar().maximum())

    @Slot()
    def _copy_line(self) -> None:
        QGuiApplication.clipboard().setText(self._line.text())

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(GAP_PX)
        row.addWidget(self._line, 1)
        row.addWidget(self._copy)
        row.addWidget(self._install)
        lines = QVBoxLayout(self)
        lines.setContentsMargins(MARGIN_PX, MARGIN_PX, MARGIN_PX, MARGIN_PX)
        lines.setSpacing(GAP_PX)
        lines.addWidget(self._words)
        lines.addLayout(row)
        lines.addWidget(self._output)
