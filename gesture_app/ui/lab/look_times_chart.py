"""How long the looks of two detectors take: one histogram each, one above the other, on the same axis."""

from __future__ import annotations

from PySide6.QtCore import QLocale, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from gesture_app.core.lab.look_times import Histogram, TwoHistograms
from gesture_app.core.lab.scale import Scale
from gesture_app.ui.lab.figures import in_order
from gesture_app.ui.theme import GAP_PX, RADIUS_PX, SMALL_PT, Theme, font_of

_LEAST_PX = QSize(38 * GAP_PX, 19 * GAP_PX)
_LINE_PX = 2 * GAP_PX  # of words
_TICK_EVERY_PX = 60
_ENDS = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight


class LookTimesChart(QWidget):
    """Paints what it is given; the numbers are said to screen readers, too."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._times = TwoHistograms(1.0, None, None)
        self._names = ("A", "B")
        self.setAccessibleName(self.tr("How long a look takes"))
        self.setMinimumSize(_LEAST_PX)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        theme.changed.connect(self.update)

    def show_times(self, times: TwoHistograms, names: tuple[str, str]) -> None:
        """Show these histograms; `names` stand in front of their numbers."""
        self._times, self._names = times, names
        self.setAccessibleDescription("; ".join(self.words()))
        self.update()

    def words(self) -> tuple[str, str]:
        """The numbers of both."""
        first, second = self._names
        return self._of(first, self._times.a), self._of(second, self._times.b)

    def _of(self, name: str, histogram: Histogram | None) -> str:
        if histogram is None:
            return self.tr("{name}: no look yet").format(name=name)
        words = self.tr("{name}: half of the looks within {p50} ms, 95 % within {p95} ms")
        return words.format(name=name, p50=_number(histogram.p50_ms), p95=_number(histogram.p95_ms))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint both histograms, their numbers, and the axis once below."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colours = self._theme.colours
        area = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.setBrush(QColor(colours.card))
        painter.setPen(QColor(colours.line))
        painter.drawRoundedRect(area, RADIUS_PX, RADIUS_PX)
        painter.setFont(font_of(SMALL_PT))
        inner = area.adjusted(GAP_PX, GAP_PX / 2, -GAP_PX, -_LINE_PX - GAP_PX / 2)
        half = inner.height() / 2
        rows = zip(self.words(), (self._times.a, self._times.b), (colours.accent, colours.muted), strict=True)
        for row, (words, histogram, colour) in enumerate(rows):
            painter.setPen(QColor(colours.ink))
            line = QRectF(inner.left(), inner.top() + row * half, inner.width(), _LINE_PX)
            painter.drawText(line, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeading, words)
            if histogram is not None:
                field = line.translated(0, _LINE_PX)
                field.setHeight(half - _LINE_PX - 2)
                self._paint_bins(painter, field, histogram, QColor(colour))
        self._paint_axis(painter, inner)

    def _paint_bins(self, painter: QPainter, field: QRectF, histogram: Histogram, colour: QColor) -> None:
        """Bars, and a line where 95 of 100 looks are done."""
        highest, width = max(histogram.shares), field.width() / len(histogram.shares)
        painter.setPen(Qt.PenStyle.NoPen)
        for number, share in enumerate(histogram.shares):
            height = field.height() * share / highest
            bar = QRectF(field.left() + number * width, field.bottom() - height, width - 1, height)
            painter.fillRect(bar, colour)
        painter.setPen(QPen(QColor(self._theme.colours.line)))
        painter.drawLine(field.bottomLeft(), field.bottomRight())
        x = field.left() + min(histogram.p95_ms / self._times.end_ms, 1.0) * field.width()
        painter.setPen(QPen(QColor(self._theme.colours.unsure), 1.5, Qt.PenStyle.DashLine))
        painter.drawLine(QPointF(x, field.top()), QPointF(x, field.bottom()))

    def _paint_axis(self, painter: QPainter, inner: QRectF) -> None:
        painter.setPen(QColor(self._theme.colours.muted))
        scale = Scale(0.0, self._times.end_ms)
        for value in scale.ticks(int(inner.width() / _TICK_EVERY_PX)):
            x = inner.left() + scale.share(value) * inner.width()
            is_end = value >= self._times.end_ms * 0.999
            place = QRectF(x - 5 * GAP_PX, inner.bottom() + 2, 10 * GAP_PX, _LINE_PX)
            flags = _ENDS if is_end else Qt.AlignmentFlag.AlignCenter
            if is_end:
                place.moveRight(inner.right())
            if value > 0:
                painter.drawText(place, flags, in_order(f"{_number(value)} ms") if is_end else _number(value))


def _number(ms: float) -> str:
    return QLocale().toString(float(ms), "f", 1 if 0 < ms < 9.95 and ms % 1 else 0)
