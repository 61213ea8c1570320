"""A label that shows all of its words: it breaks them into lines, and sets them smaller where there is little room."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel

from gesture_app.ui.theme import SMALL_PT

_FLAGS = Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeading | Qt.TextFlag.TextWordWrap
_STEP_PT = 0.5


class FittedLabel(QLabel):
    """Takes the same room whatever it says, so that nothing around it jumps.

    Only where even the smallest type is too large, as for the endless title of a track, words are left out, and in
    the middle: a sentence begins with what happened and ends in its figures.

    Args:
        lines: How many lines of the full size there is room for; of a smaller one there can be more.
    """

    def __init__(self, name: str, lines: int = 1) -> None:
        super().__init__()
        self.setObjectName(name)
        self._lines = lines
        self._fitted: tuple[str, QFont] | None = None
        self._fitted_for: tuple[object, ...] = ()

    def setText(self, text: str) -> None:
        """Show these words."""
        super().setText(text)
        self.setToolTip(text)

    def is_cut(self) -> bool:
        """Whether words are left out."""
        return self._fit()[0] != self.text()

    def type_pt(self) -> float:
        """The size of the type that fits."""
        return self._fit()[1].pointSizeF()

    def sizeHint(self) -> QSize:
        """As wide as the words are in one line."""
        metrics = self.fontMetrics()
        return QSize(metrics.horizontalAdvance(self.text()) + 1, self._lines * metrics.lineSpacing())

    def minimumSizeHint(self) -> QSize:
        """It can be made narrow, but not lower."""
        return QSize(0, self.sizeHint().height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the words."""
        shown, font = self._fit()
        painter = QPainter(self)
        painter.setPen(self.palette().color(self.foregroundRole()))
        painter.setFont(font)
        painter.drawText(self.rect(), _FLAGS, shown)

    def _fit(self) -> tuple[str, QFont]:
        """What is shown, and in which type; worked out once, because the strip paints for every frame."""
        asked = self.text(), self.size(), self.font()
        if self._fitted is None or asked != self._fitted_for:
            self._fitted, self._fitted_for = self._work_out(), asked
        return self._fitted

    def _work_out(self) -> tuple[str, QFont]:
        text, font = self.text(), QFont(self.font())
        while not self._has_room(text, font) and font.pointSizeF() > SMALL_PT:
            font.setPointSizeF(max(font.pointSizeF() - _STEP_PT, SMALL_PT))
        if self._has_room(text, font):
            return text, font
        fewest, most = 0, len(text)  # letters to keep
        while fewest < most:
            kept = (fewest + most + 1) // 2
            fewest, most = (kept, most) if self._has_room(_shortened(text, kept), font) else (fewest, kept - 1)
        return _shortened(text, fewest), font

    def _has_room(self, text: str, font: QFont) -> bool:
        room = QRect(0, 0, self.width(), self.height())
        taken = QFontMetrics(font).boundingRect(room, _FLAGS, text)
        return taken.width() <= room.width() and taken.height() <= room.height()


def _shortened(text: str, kept: int) -> str:
    """Its first and last letters, so many in all."""
    tail = kept // 2
    return f"{text[: kept - tail].rstrip()}…{text[len(text) - tail :].lstrip()}"
