"""A field to search with: a magnifying glass at its beginning, Escape to empty it."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QLineEdit

from gesture_app.ui.icons import paint_icon
from gesture_app.ui.theme import GAP_PX, ICON_PX, Theme


class SearchField(QLineEdit):
    """What one types into it is sought at once."""

    def __init__(self, theme: Theme, name: str) -> None:
        super().__init__()
        self._theme = theme
        self.setPlaceholderText(name)
        self.setAccessibleName(name)
        room = ICON_PX + GAP_PX // 2  # for the glass, on the side from which one reads
        self.setTextMargins(*((room, 0, 0, 0) if self.isLeftToRight() else (0, 0, room, 0)))
        theme.changed.connect(self.update)

    def words(self) -> list[str]:
        """The words that are sought, in small letters."""
        return self.text().casefold().split()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape gives everything back."""
        if event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the glass before the text."""
        super().paintEvent(event)
        left = GAP_PX if self.isLeftToRight() else self.width() - GAP_PX - ICON_PX
        place = QRectF(left, (self.height() - ICON_PX) / 2, ICON_PX, ICON_PX)
        paint_icon(QPainter(self), "search", self._theme.colours.muted, place)
