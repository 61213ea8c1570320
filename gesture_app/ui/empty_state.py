"""What stands where there is nothing yet: an icon, a heading and what to do about it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from gesture_app.ui.icons import icon_pixmap
from gesture_app.ui.theme import DISPLAY_ICON_PX, GAP_PX, Theme


class EmptyState(QWidget):
    """Fills the place of a list, in the middle of it."""

    def __init__(self, theme: Theme, icon: str, title: str, advice: str) -> None:
        super().__init__()
        self._theme = theme
        self._icon_name = icon
        self._icon = QLabel(alignment=Qt.AlignmentFlag.AlignHCenter)
        heading = QLabel(title, alignment=Qt.AlignmentFlag.AlignHCenter, wordWrap=True)
        heading.setObjectName("heading")
        words = QLabel(advice, alignment=Qt.AlignmentFlag.AlignHCenter, wordWrap=True)
        words.setObjectName("muted")
        lines = QVBoxLayout(self)
        lines.setSpacing(GAP_PX)
        lines.addStretch()
        for label in (self._icon, heading, words):
            lines.addWidget(label)
        lines.addStretch()
        theme.changed.connect(self._recolour)
        self._recolour()

    @Slot()
    def _recolour(self) -> None:
        ratio = self.devicePixelRatioF()
        self._icon.setPixmap(icon_pixmap(self._icon_name, self._theme.colours.muted, DISPLAY_ICON_PX, ratio))
