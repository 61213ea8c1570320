"""Paints the rows of a comparison of layers: two bars for each figure, and the number of its group in its colour."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from gesture_app.core.lab.layers import LayerDiff, LayerRow, Quantity
from gesture_app.ui.icons import paint_icon
from gesture_app.ui.lab.diff_table import FIGURES, FIRST_FIGURE, GROUP, NAME, ROW_ROLE
from gesture_app.ui.lab.diff_words import pair_text
from gesture_app.ui.lab.group_colours import group_colour, ink_on
from gesture_app.ui.theme import GAP_PX, RADIUS_PX, SMALL_PT, Colours, Theme, font_of

Place = QModelIndex | QPersistentModelIndex
_BAR_PX = 6  # thickness; the two lie close together
_BARS = 0.36  # share of a cell that is for bars where there is room; the words need what they need
_LEAST_BAR_PX = 3 * GAP_PX
_STRIPE_PX = 4  # at the beginning of a row whose group is shown
_CHIP_PX = (34, 22)
_ICON_PX = 14


class BarKey(QWidget):
    """Shows which of two bars a network has: the upper one or the lower one."""

    def __init__(self, theme: Theme, *, is_second: bool) -> None:
        super().__init__()
        self._theme = theme
        self._turn = int(is_second)
        self.setFixedSize(3 * GAP_PX, 2 * _BAR_PX + 1)
        theme.changed.connect(self.update)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint both places, and the bar in one of them."""
        painter, colours = QPainter(self), self._theme.colours
        for turn in (0, 1):
            bar = QRectF(0, turn * (_BAR_PX + 1), self.width(), _BAR_PX)
            painter.fillRect(bar, QColor(bar_colour(turn, colours) if turn == self._turn else colours.line))


def bar_colour(turn: int, colours: Colours) -> str:
    """The colour of the first network's bars, or of the second's."""
    return colours.accent if turn else colours.muted


class DiffPainter(QStyledItemDelegate):
    """Knows which group is shown, and the scale of each figure."""

    def __init__(self, theme: Theme, parent: QObject) -> None:
        super().__init__(parent)
        self._theme = theme
        self._largest: dict[Quantity, float] = dict.fromkeys(Quantity, 1.0)
        self._words_px: dict[Quantity, float] = dict.fromkeys(Quantity, 0.0)  # the longest of each
        self._slow: frozenset[int] = frozenset()  # places of layers that are smaller but not faster
        self.lit: int | None = None  # the group that is shown

    def set_scale(self, diff: LayerDiff | None) -> None:
        """Paint all bars to the scale of these networks."""
        if diff is not None:
            self._largest = {quantity: diff.largest(quantity) for quantity in Quantity}
            self._words_px = {quantity: _longest_px(diff, quantity) for quantity in Quantity}
        self._slow = frozenset(row.place for row in diff.not_faster()) if diff is not None else frozenset()

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Place) -> None:
        """Paint one cell."""
        row: LayerRow = index.data(ROW_ROLE)
        place = QRectF(option.rect)
        self._paint_ground(painter, option, row, index.column())
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if index.column() == GROUP:
            self._paint_group(painter, place, row)
        elif index.column() >= FIRST_FIGURE:
            self._paint_figure(painter, place, row, FIGURES[index.column() - FIRST_FIGURE], index.data())
        else:
            self._paint_words(painter, place.adjusted(GAP_PX, 0, -GAP_PX / 2, 0), index.data(), row)
        painter.restore()

    def _paint_ground(self, painter: QPainter, option: QStyleOptionViewItem, row: LayerRow, column: int) -> None:
        """What shows that a row is chosen, or that the channels of the group at hand flow through it."""
        colours, place = self._theme.colours, QRectF(option.rect)
        is_chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        if is_chosen:
            painter.fillRect(place, QColor(colours.hover))
        if self.lit is not None and row.carries(self.lit):
            tint = group_colour(self.lit)
            tint.setAlphaF(0.16)
            painter.fillRect(place, tint)
            if column == NAME:
                painter.fillRect(QRectF(place.left(), place.top(), _STRIPE_PX, place.height()), group_colour(self.lit))
        painter.setPen(QPen(QColor(colours.line), 1))
        painter.drawLine(place.bottomLeft(), place.bottomRight())
        if is_chosen and column == NAME and bool(option.state & QStyle.StateFlag.State_HasFocus):
            painter.setPen(QPen(QColor(colours.accent), 2))
            painter.drawRect(place.adjusted(1, 1, -1, -2))

    def _paint_words(self, painter: QPainter, place: QRectF, words: str, row: LayerRow) -> None:
        colours = self._theme.colours
        is_lone = row.left is None or row.right is None
        painter.setPen(QColor(colours.unsure if is_lone else colours.ink))
        # The end of a layer's name tells it from its neighbours.
        shown = painter.fontMetrics().elidedText(words, Qt.TextElideMode.ElideMiddle, int(place.width()))
        painter.drawText(place, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeading, shown)

    def _paint_group(self, painter: QPainter, place: QRectF, row: LayerRow) -> None:
        """A number on its colour; framed where it is the group at hand."""
        if row.group is None:
            return
        width, height = _CHIP_PX
        chip = QRectF(place.left() + GAP_PX, place.center().y() - height / 2, width, height)
        colour = group_colour(row.group)
        painter.setPen(QPen(QColor(self._theme.colours.ink), 2) if row.group == self.lit else Qt.PenStyle.NoPen)
        painter.setBrush(colour)
        painter.drawRoundedRect(chip, RADIUS_PX / 2, RADIUS_PX / 2)
        painter.setPen(ink_on(colour))
        painter.drawText(chip, Qt.AlignmentFlag.AlignCenter, str(row.group))

    def _bars_px(self, place: QRectF, quantity: Quantity) -> float:
        """The length of the longest bar in a cell: the same in all cells of a column."""
        left_px = place.width() - self._words_px[quantity] - 2.5 * GAP_PX
        return max(min(_BARS * place.width() - GAP_PX, left_px), _LEAST_BAR_PX)

    def _paint_figure(self, painter: QPainter, place: QRectF, row: LayerRow, quantity: Quantity, words: str) -> None:
        """The first network's bar above the second's, and both figures."""
        colours = self._theme.colours
        room = self._bars_px(place, quantity)
        for turn, value in enumerate(row.values(quantity)):
            length = room * min((value or 0.0) / self._largest[quantity], 1.0)
            top = place.center().y() + (turn - 1) * (_BAR_PX + 1)
            bar = QRectF(place.left() + GAP_PX, top, max(length, 1.0) if value else 0.0, _BAR_PX)
            painter.fillRect(bar, QColor(bar_colour(turn, colours)))
        painter.setFont(font_of(SMALL_PT))
        painter.setPen(QColor(colours.ink))
        side = QRectF(place.left() + room + 2 * GAP_PX, place.top(), 0, place.height())
        side.setRight(place.right() - GAP_PX / 2)
        if quantity is Quantity.TIME and row.place in self._slow:
            mark = QRectF(side.left(), side.center().y() - _ICON_PX / 2, _ICON_PX, _ICON_PX)
            paint_icon(painter, "warning", colours.unsure, mark)
            side.setLeft(mark.right() + GAP_PX / 2)
        shown = painter.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, int(side.width()))
        painter.drawText(side, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeading, shown)


def _longest_px(diff: LayerDiff, quantity: Quantity) -> float:
    """Room for the longest words about a figure, with the mark that a time may have."""
    metrics = QFontMetricsF(font_of(SMALL_PT))
    mark_px = _ICON_PX + GAP_PX / 2 if quantity is Quantity.TIME else 0.0
    return mark_px + max((metrics.horizontalAdvance(pair_text(row, quantity)) for row in diff.rows), default=0.0) + 1
