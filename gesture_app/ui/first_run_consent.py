"""The step that asks whether the camera may be used, before it is."""

from __future__ import annotations

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from gesture_app.ui.gesture_card import picture_of
from gesture_app.ui.theme import GAP_PX, MARGIN_PX, Theme

PICTURE_PX = 168
WIDEST_PX = 680


class ConsentStep(QWidget):
    """One sentence about privacy, and what comes next."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._image = QImage()
        self._picture = QLabel(alignment=Qt.AlignmentFlag.AlignCenter)
        self._picture.setFixedHeight(PICTURE_PX)
        promise = self._line(
            self.tr("Its pictures are looked at on this computer and forgotten at once; none is kept, none is sent."),
            "effect",
        )
        outlook = self._line(
            self.tr("Then you choose camera and player, and show each gesture. That takes about a minute."), "muted"
        )
        middle = QWidget()
        middle.setMaximumWidth(WIDEST_PX)
        lines = QVBoxLayout(middle)
        lines.setContentsMargins(0, MARGIN_PX, 0, 0)
        lines.setSpacing(MARGIN_PX + GAP_PX)
        lines.addStretch()
        for label in (self._picture, promise, outlook):
            lines.addWidget(label)
        lines.addStretch(2)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addStretch()
        row.addWidget(middle, 1000)
        row.addStretch()
        theme.changed.connect(self._redraw)
        self._redraw()

    def set_picture(self, image: QImage) -> None:
        """Show this hand."""
        self._image = image
        self._redraw()

    def _line(self, text: str, name: str) -> QLabel:
        label = QLabel(text, wordWrap=True, alignment=Qt.AlignmentFlag.AlignHCenter)
        label.setObjectName(name)
        return label

    @Slot()
    def _redraw(self) -> None:
        self._picture.setPixmap(picture_of(self._image, self._theme, PICTURE_PX, self.devicePixelRatioF()))
