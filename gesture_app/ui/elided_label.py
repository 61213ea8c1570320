"""A label that shortens what does not fit instead of pushing the window wider."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel


class ElidedLabel(QLabel):
    """Lines that end in an ellipsis where there is no room; its hint and screen readers have the whole text.

    For words of the app, of which the tests see to it that they fit; what others have named stands on a ForeignLabel.
    """

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setObjectName(name)

    def setText(self, text: str) -> None:
        """Show this text, or as much of it as fits."""
        super().setText(text)
        self.setToolTip(text)

    def is_cut(self) -> bool:
        """Whether there is less room than text."""
        return self._shown() != self.text()

    def minimumSizeHint(self) -> QSize:
        """A label can be squeezed to nothing."""
        return QSize(0, super().minimumSizeHint().height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the text, shortened to the width there is."""
        painter = QPainter(self)
        painter.setPen(self.palette().color(self.foregroundRole()))
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeading, self._shown())

    def _shown(self) -> str:
        metrics, end, width_px = self.fontMetrics(), Qt.TextElideMode.ElideRight, self.width()
        return "\n".join(metrics.elidedText(line, end, width_px) for line in self.text().splitlines())


class ForeignLabel(ElidedLabel):
    """Shows what the world has named: a track, a camera, a file, a command line. It can be longer than any window."""
