"""Paints a confusion matrix: every row to the same scale, its shares in percent, and where another detector differs."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

from gesture_app.core.lab.confusions import Cell, Confusions
from gesture_app.ui.lab.group_colours import ink_on
from gesture_app.ui.theme import GAP_PX, SMALL_PT, Colours, font_of

HEAD_PX = 11 * GAP_PX  # room for the names of rows and of columns
TAIL_PX = 5 * GAP_PX  # for the last column's name, which leans outwards
LEAST_PX, MOST_PX = 24, 34  # side of a cell
_MARK_PX = 7
_SLANT = -60  # degrees of the columns' names


@dataclass(frozen=True, slots=True)
class Matrix:
    """What there is to paint."""

    shown: Confusions
    against: Confusions | None  # the detector that changes are told from
    labels: tuple[str, ...]  # of the rows and columns
    colours: Colours


def side_px(size: int, room: QSizeF) -> float:
    """How large a cell can be."""
    free = min(room.width() - TAIL_PX, room.height()) - HEAD_PX - 1
    return min(max(free / max(size, 1), LEAST_PX), MOST_PX)


def place_of(cell: Cell, side: float) -> QRectF:
    """Where a cell lies."""
    row, column = cell
    return QRectF(HEAD_PX + column * side, HEAD_PX + row * side, side, side)


def paint_matrix(painter: QPainter, matrix: Matrix, side: float) -> None:
    """Paint everything but the cell that is chosen."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setFont(font_of(SMALL_PT))
    _paint_names(painter, matrix, side)
    for row in range(matrix.shown.size):
        for column in range(matrix.shown.size):
            _paint_cell(painter, matrix, (row, column), place_of((row, column), side))


def paint_chosen(painter: QPainter, place: QRectF, colours: Colours, *, has_focus: bool) -> None:
    """Frame a cell."""
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(QColor(colours.unsure if has_focus else colours.muted), 3))
    painter.drawRect(place.adjusted(1, 1, -1, -1))


def shade(share: float, colours: Colours) -> QColor:
    """The colour of a share: from that of a card to the accent."""
    low, high = QColor(colours.card), QColor(colours.accent)
    pairs = ((low.redF(), high.redF()), (low.greenF(), high.greenF()), (low.blueF(), high.blueF()))
    red, green, blue = (start + (end - start) * share for start, end in pairs)
    return QColor.fromRgbF(red, green, blue)


def _paint_names(painter: QPainter, matrix: Matrix, side: float) -> None:
    painter.setPen(QColor(matrix.colours.ink))
    for number, name in enumerate(matrix.labels):
        row = place_of((number, 0), side)
        room = QRectF(0, row.top(), HEAD_PX - GAP_PX, side)
        painter.drawText(room, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, name)
        painter.save()
        painter.translate(place_of((0, number), side).center().x() + GAP_PX / 2, HEAD_PX - GAP_PX / 2)
        painter.rotate(_SLANT)
        painter.drawText(QPointF(0, 0), name)
        painter.restore()


def _paint_cell(painter: QPainter, matrix: Matrix, cell: Cell, place: QRectF) -> None:
    """The share of the row's hands in percent, on a colour of that strength."""
    share = matrix.shown.share(cell)
    ground = shade(share, matrix.colours)
    painter.fillRect(place, ground)
    painter.setPen(QPen(QColor(matrix.colours.line), 1))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRect(place)
    if matrix.shown.count(cell):
        painter.setPen(ink_on(ground))
        painter.drawText(place, Qt.AlignmentFlag.AlignCenter, percent(share))
    if matrix.against is not None and (change := matrix.shown.change(matrix.against, cell)):
        _paint_change(painter, place, change, ink_on(ground))


def percent(share: float) -> str:
    """A share in whole percent; a rare one is not rounded to none at all."""
    return "<1" if 0 < share < 0.005 else f"{100 * share:.0f}"


def _paint_change(painter: QPainter, place: QRectF, change: float, ink: QColor) -> None:
    """A triangle in the corner: upwards where there is more than with the other detector."""
    left, right = place.right() - _MARK_PX - 2, place.right() - 2
    top, bottom = place.top() + 2, place.top() + 2 + _MARK_PX * 0.8
    base, tip = (bottom, top) if change > 0 else (top, bottom)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(ink)
    painter.drawPolygon(QPolygonF([QPointF(left, base), QPointF(right, base), QPointF((left + right) / 2, tip)]))
