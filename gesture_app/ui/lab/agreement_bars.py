"""How far two detectors agree about each gesture: a name, a bar and a share, in two columns."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from PySide6.QtCore import QLocale, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from gesture_app.ui.mirrored import mirrored
from gesture_app.ui.theme import GAP_PX, RADIUS_PX, SMALL_PT, Theme, font_of

_LEAST_PX = QSize(38 * GAP_PX, 19 * GAP_PX)
_COLUMNS, _ROWS = 2, 7  # as many gestures as there are
_BAR_SHARE = 0.22  # of a column; the numbers take what they need, the names the rest


@dataclass(frozen=True, slots=True)
class _Row:
    """One gesture, and the room for its numbers."""

    name: str
    either: int
    both: int
    numbers_px: float


class AgreementBars(QWidget):
    """Paints what it is given, and says it to screen readers."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._rows: tuple[tuple[str, int, int], ...] = ()
        self.setAccessibleName(self.tr("Agreement about each gesture"))
        self.setMinimumSize(_LEAST_PX)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        theme.changed.connect(self.update)

    def show_gestures(self, by_gesture: Mapping[str, tuple[int, int]], words: Mapping[str, str]) -> None:
        """Show how many hands either and both called so; `words` are what the gestures are called."""
        self._rows = tuple((words.get(label, label), *counts) for label, counts in by_gesture.items())
        self.setAccessibleDescription("; ".join(f"{name}: {self._share(*counts)}" for name, *counts in self._rows))
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint a card with a row for each gesture."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colours = self._theme.colours
        area = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.setBrush(QColor(colours.card))
        painter.setPen(QColor(colours.line))
        painter.drawRoundedRect(area, RADIUS_PX, RADIUS_PX)
        painter.setFont(font_of(SMALL_PT))
        inner = area.adjusted(GAP_PX, GAP_PX / 2, -GAP_PX, -GAP_PX / 2)
        if not self._rows:
            painter.setPen(QColor(colours.muted))
            painter.drawText(inner, Qt.AlignmentFlag.AlignCenter, self.tr("No hand yet"))
        width, height = inner.width() / _COLUMNS, inner.height() / _ROWS
        numbers_px = self._widest(painter)
        for number, row in enumerate(self._rows[: _COLUMNS * _ROWS]):
            column, line = divmod(number, _ROWS)
            left = inner.left() + column * (width + GAP_PX / 2)
            place = QRectF(left, inner.top() + line * height, width - GAP_PX / 2, height)
            self._paint_row(painter, mirrored(place, inner), _Row(*row, numbers_px))

    def _widest(self, painter: QPainter) -> float:
        """The room that the numbers need."""
        metrics = painter.fontMetrics()
        return max((metrics.horizontalAdvance(self._share(*counts)) for _name, *counts in self._rows), default=0.0)

    def _paint_row(self, painter: QPainter, place: QRectF, row: _Row) -> None:
        colours = self._theme.colours
        end = place.width() - row.numbers_px
        middle = end - place.width() * _BAR_SHARE
        ends = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeading
        painter.setPen(QColor(colours.ink))
        shown = painter.fontMetrics().elidedText(row.name, Qt.TextElideMode.ElideRight, int(middle) - GAP_PX)
        name = QRectF(place.left(), place.top(), middle, place.height())
        painter.drawText(mirrored(name, place), ends, shown)
        bar = QRectF(place.left() + middle, place.center().y() - 3, end - middle - GAP_PX, 6)
        painter.fillRect(mirrored(bar, place), QColor(colours.line))
        bar.setWidth(bar.width() * row.both / max(row.either, 1))
        painter.fillRect(mirrored(bar, place), QColor(colours.accent))
        painter.setPen(QColor(colours.muted))
        numbers = QRectF(place.left() + end, place.top(), row.numbers_px, place.height())
        painter.drawText(mirrored(numbers, place), ends, self._share(row.either, row.both))

    def _share(self, either: int, both: int) -> str:
        percent = round(100 * both / max(either, 1))
        return self.tr("{percent} % of {count}").format(percent=percent, count=QLocale().toString(either))
