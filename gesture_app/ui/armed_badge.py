"""The badge that says whether a hand may give orders, and for how much longer."""

from __future__ import annotations

import math

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from gesture_app.ui.theme import BODY_PT, GAP_PX, Theme, font_of

HEIGHT_PX = 32
BAR_PX = 4


class ArmedBadge(QWidget):
    """A word, and below it the time that is left as a bar."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._share_left = 0.0
        self._text = ""
        font = font_of(BODY_PT, QFont.Weight.DemiBold)
        self.setFont(font)
        said = (self.tr("Not armed"), self.tr("Armed"), self.tr("Armed · {seconds} s").format(seconds="00"))
        widest = max(QFontMetricsF(font).horizontalAdvance(words) for words in said)
        self.setFixedSize(round(widest) + 4 * GAP_PX, HEIGHT_PX + BAR_PX)
        theme.changed.connect(self.update)
        self.show_armed(None, 1.0)

    def show_armed(self, left_s: float | None, window_s: float) -> None:
        """Show what is left of the time; None when not armed, infinity when arming never ends."""
        self._share_left = 0.0 if left_s is None else min(left_s / window_s, 1.0)
        if left_s is None:
            self._text = self.tr("Not armed")
        elif math.isinf(left_s):
            self._text = self.tr("Armed")
        else:
            self._text = self.tr("Armed · {seconds} s").format(seconds=math.ceil(left_s))
        self.setAccessibleName(self._text)
        self.update()

    def texts(self) -> list[tuple[str, float, QFontMetricsF]]:
        """What is painted, the room there is for it, and the metrics of its type."""
        return [(self._text, self.width(), QFontMetricsF(self.font()))]

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the word and its bar; armed is a filled badge, not armed only an outline of words."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colours = self._theme.colours
        painter.setFont(self.font())
        place = QRectF(0, 0, self.width(), HEIGHT_PX)
        painter.setPen(QColor(colours.accent if self._share_left > 0 else colours.muted))
        painter.drawText(place, Qt.AlignmentFlag.AlignCenter, self._text)
        bar = QRectF(0, HEIGHT_PX, self.width(), BAR_PX)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colours.line))
        painter.drawRoundedRect(bar, BAR_PX / 2, BAR_PX / 2)
        bar.setWidth(bar.width() * self._share_left)
        painter.setBrush(QColor(colours.accent))
        painter.drawRoundedRect(bar, BAR_PX / 2, BAR_PX / 2)
