"""A label that shortens what does not fit instead of pushing the window wider."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel


class ElidedLabel(QLabel):
    """Lines that end in an ellipsis where there is no room; its hint and screen readers have the whole text."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setObjectName(name)

    def setText(self, text: str) -> None:
        """Show this text, or as much of it as fits."""
        super().setText(text)
        self.setToolTip(text)

    def minimumSizeHint(self) -> QSize:
        """A label can be squeezed to nothing."""
        return QSize(0, super().minimumSizeHint().height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the text, shortened to the width there is."""
        painter = QPainter(self)
        painter.setPen(self.palette().color(self.foregroundRole()))
        metrics, end, width_px = self.fontMetrics(), Qt.TextElideMode.ElideRight, self.width()
        shown = "\n".join(metrics.elidedText(line, end, width_px) for line in self.text().splitlines())
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeading, shown)
