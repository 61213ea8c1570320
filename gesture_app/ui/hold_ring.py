"""The ring that fills while a gesture is held, around the gesture's picture."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from gesture_app.ui.icons import paint_icon
from gesture_app.ui.theme import RING_PX, Theme

TRACK_PX = 6.0
_FULL_TURN = 360 * 16  # Qt counts sixteenths of a degree
_TOP = 90 * 16


class HoldRing(QWidget):
    """Shows how far a hold has come, 0 to 1; a full disc says that it fired."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._picture = QImage()
        self._progress = 0.0
        self._has_fired = False
        self.setFixedSize(RING_PX, RING_PX)
        theme.changed.connect(self.update)

    def show_hold(self, picture: QImage, progress: float, *, has_fired: bool) -> None:
        """Show a gesture's picture (a null image for the hand icon) and how far its hold has come."""
        self._picture = picture
        self._progress = 1.0 if has_fired else progress
        self._has_fired = has_fired
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the track, the part already held, and the picture in the middle."""
        painter = QPainter(self)
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        ring = QRectF(self.rect()).adjusted(TRACK_PX, TRACK_PX, -TRACK_PX, -TRACK_PX)
        colours = self._theme.colours
        if self._has_fired:
            painter.setBrush(QColor(colours.hover))
        painter.setPen(QPen(QColor(colours.line), TRACK_PX))
        painter.drawEllipse(ring)
        painter.setPen(QPen(QColor(colours.accent), TRACK_PX, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
        if self._progress > 0:
            painter.drawArc(ring, _TOP, -round(_FULL_TURN * self._progress))
        self._paint_middle(painter, ring)

    def _paint_middle(self, painter: QPainter, ring: QRectF) -> None:
        inset = ring.width() * (0.26 if self._picture.isNull() else 0.16)
        middle = ring.adjusted(inset, inset, -inset, -inset)
        if self._picture.isNull():
            paint_icon(painter, "gestures", self._theme.colours.muted, middle)
        else:
            painter.drawImage(middle, self._picture)
