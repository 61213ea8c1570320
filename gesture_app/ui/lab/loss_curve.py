"""The loss of a training as a small curve: whether it still falls is seen at a glance."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QSize
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from gesture_app.ui.theme import CONTROL_PX, GAP_PX, Theme


class LossCurve(QWidget):
    """Drawn from the first loss to the last, the largest on top."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.losses: Sequence[float] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(self.tr("The loss over time"))
        theme.changed.connect(self.update)

    def show_losses(self, losses: Sequence[float]) -> None:
        """Draw these."""
        self.losses = losses
        self.update()

    def sizeHint(self) -> QSize:
        """Two rows high."""
        return QSize(20 * GAP_PX, 2 * CONTROL_PX)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the curve over its ground line."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(self._theme.colours.line), 1.0))
        painter.drawLine(0, self.height() - 1, self.width(), self.height() - 1)
        if len(self.losses) > 1:
            painter.setPen(QPen(QColor(self._theme.colours.accent), 2.0))
            painter.drawPolyline(QPolygonF(self._points()))

    def _points(self) -> list[QPointF]:
        top, bottom = max(self.losses), min(0.0, min(self.losses))
        span = (top - bottom) or 1.0
        step = (self.width() - 2) / (len(self.losses) - 1)
        height = self.height() - 4
        return [QPointF(1 + i * step, 2 + height * (top - loss) / span) for i, loss in enumerate(self.losses)]
