"""The pictures of a cell with what they have in common, and the ways to the next one and back."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from gesture_app.ui.elided_label import ElidedLabel
from gesture_app.ui.icons import IconButton, describe
from gesture_app.ui.lab.picture_strip import PictureStrip, Sightings
from gesture_app.ui.theme import GAP_PX, Theme


class PicturePanel(QWidget):
    """Hidden until a cell is opened; Escape closes it.

    Signals:
        closed: The user has seen enough.
    """

    closed = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._count = 0
        self._words = ElidedLabel("cardtitle")
        self._which = QLabel()
        self._which.setObjectName("muted")
        self.strip = PictureStrip(theme)
        self._previous, self._next = IconButton(theme, "previous"), IconButton(theme, "next")
        self._close = IconButton(theme, "close")
        describe(self._previous, self.tr("Previous picture"))
        describe(self._next, self.tr("Next picture"))
        describe(self._close, self.tr("Close the pictures"))
        self._previous.clicked.connect(self._go_back)
        self._next.clicked.connect(self._go_on)
        self._close.clicked.connect(self.leave)
        self.strip.stepped.connect(self._tell)
        row = QHBoxLayout()
        row.setSpacing(GAP_PX)
        row.addWidget(self._words, 1)
        for widget in (self._which, self._previous, self._next, self._close):
            row.addWidget(widget)
        lines = QVBoxLayout(self)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(GAP_PX)
        lines.addLayout(row)
        lines.addWidget(self.strip)
        self.hide()

    def show_sightings(self, words: str, sightings: Sightings) -> None:
        """Show the pictures of a cell."""
        self._count = len(sightings.shown)
        self._words.setText(words)
        self.show()
        self.strip.show_sightings(sightings)
        self.strip.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape closes the pictures."""
        if event.key() == Qt.Key.Key_Escape:
            self.leave()
        else:
            super().keyPressEvent(event)

    @Slot()
    def leave(self) -> None:
        """Close the pictures."""
        self.hide()
        self.closed.emit()

    @Slot()
    def _go_back(self) -> None:
        self.strip.go_to(self.strip.at - 1)

    @Slot()
    def _go_on(self) -> None:
        self.strip.go_to(self.strip.at + 1)

    @Slot(int)
    def _tell(self, at: int) -> None:
        self._which.setText(
            self.tr("{number} of {count}").format(number=at + 1 if self._count else 0, count=self._count)
        )
        self._previous.setEnabled(at > 0)
        self._next.setEnabled(at + 1 < self._count)
