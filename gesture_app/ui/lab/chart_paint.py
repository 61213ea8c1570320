"""Paints the trade-off chart onto anything: the screen, a picture or a drawing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QLocale, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

from gesture_app.core.lab.entry import Entry
from gesture_app.core.lab.front import Axis, cost_of, pareto_front
from gesture_app.core.lab.scale import Scale, scale_of
from gesture_app.ui.lab.figures import axis_word, short_number
from gesture_app.ui.theme import GAP_PX, SMALL_PT, Colours, font_of

DOT_PX = 5.5  # radius of a point
_LEFT_PX, _BOTTOM_PX, _TOP_PX = 9 * GAP_PX, 6 * GAP_PX, 3 * GAP_PX
_TICK_EVERY_PX = 90


@dataclass(frozen=True, slots=True)
class Scene:
    """What there is to paint."""

    entries: Sequence[Entry]  # which all have a score by the same yardstick and a cost on the axis
    axis: Axis
    limit: float | None  # a cost that is marked by a line
    across: Scale
    up: Scale
    apart: frozenset[str] = frozenset()  # keys of those whose cost was measured elsewhere, and says little here

    @property
    def front(self) -> list[Entry]:
        """Those worth having, of all whose costs may be held against each other."""
        return pareto_front([entry for entry in self.entries if entry.key not in self.apart], self.axis)

    def place(self, entry: Entry, field: QRectF) -> QPointF:
        """Where a network's point lies."""
        return QPointF(
            field.left() + self.across.share(cost_of(entry, self.axis) or 0.0) * field.width(),
            field.bottom() - self.up.share(entry.score.value if entry.score else 0.0) * field.height(),
        )


def whole_scene(
    entries: Sequence[Entry], axis: Axis, limit: float | None, apart: frozenset[str] = frozenset()
) -> Scene:
    """A scene that shows every point, and the limit where it lies among them."""
    costs = [cost_of(entry, axis) or 0.0 for entry in entries]
    scores = [entry.score.value for entry in entries if entry.score]
    shown_limit = [limit] if limit is not None and costs and limit < 2 * max(costs) else []
    return Scene(entries, axis, limit, scale_of([*costs, *shown_limit]), scale_of(scores), apart)


def field_of(area: QRectF) -> QRectF:
    """The part of an area in which the points lie; the rest is for words."""
    return area.adjusted(_LEFT_PX, _TOP_PX, -2 * GAP_PX, -_BOTTOM_PX)


def paint_chart(painter: QPainter, area: QRectF, scene: Scene, colours: Colours, picked: frozenset[str]) -> None:
    """Paint everything; picked networks are larger and square, those measured elsewhere crosses."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.fillRect(area, QColor(colours.card))
    painter.setFont(font_of(SMALL_PT))
    field = field_of(area)
    _paint_grid(painter, area, field, scene, colours)
    painter.save()
    painter.setClipRect(field)
    _paint_lines(painter, field, scene, colours)
    front = {entry.key for entry in scene.front}
    for entry in scene.entries:
        colour = QColor(colours.accent if entry.key in front else colours.muted)
        painter.setPen(QPen(colour, 2))
        painter.setBrush(colour if entry.key in front else QColor(colours.card))
        place = scene.place(entry, field)
        if entry.key in scene.apart:
            _paint_cross(painter, place, DOT_PX * (1.5 if entry.key in picked else 1.0))
        else:
            _paint_point(painter, place, is_picked=entry.key in picked)
    painter.restore()


def _paint_point(painter: QPainter, place: QPointF, *, is_picked: bool) -> None:
    if is_picked:
        side = 3 * DOT_PX
        painter.drawRect(QRectF(place.x() - side / 2, place.y() - side / 2, side, side))
    else:
        painter.drawEllipse(place, DOT_PX, DOT_PX)


def _paint_cross(painter: QPainter, place: QPointF, half_px: float) -> None:
    """A point that is none of the others' kind."""
    for rise in (half_px, -half_px):
        painter.drawLine(place - QPointF(half_px, rise), place + QPointF(half_px, rise))


def _paint_grid(painter: QPainter, area: QRectF, field: QRectF, scene: Scene, colours: Colours) -> None:
    """Hairlines with their numbers, and what the axes are."""
    line, words = QPen(QColor(colours.line), 1), QPen(QColor(colours.muted))
    half = 4 * GAP_PX
    beside = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignAbsolute | Qt.AlignmentFlag.AlignVCenter
    for value in scene.across.ticks(int(field.width() / _TICK_EVERY_PX)):
        x = field.left() + scene.across.share(value) * field.width()
        painter.setPen(line)
        painter.drawLine(QPointF(x, field.top()), QPointF(x, field.bottom()))
        painter.setPen(words)
        place = QRectF(x - half, field.bottom() + GAP_PX / 2, 2 * half, 2 * GAP_PX)
        painter.drawText(place, Qt.AlignmentFlag.AlignCenter, short_number(value))
    for value in scene.up.ticks(max(int(field.height() / _TICK_EVERY_PX * 2), 2)):
        y = field.bottom() - scene.up.share(value) * field.height()
        painter.setPen(line)
        painter.drawLine(QPointF(field.left(), y), QPointF(field.right(), y))
        painter.setPen(words)
        place = QRectF(area.left(), y - GAP_PX, _LEFT_PX - GAP_PX, 2 * GAP_PX)
        painter.drawText(place, beside, _score_text(value))
    below = QRectF(field.left(), area.bottom() - 3 * GAP_PX, field.width(), 2 * GAP_PX)
    painter.drawText(below, Qt.AlignmentFlag.AlignCenter, axis_word(scene.axis))
    above = QRectF(area.left() + GAP_PX, area.top() + GAP_PX / 2, area.width(), 2 * GAP_PX)
    score = scene.entries[0].score if scene.entries else None
    # Above the numbers, which stand on the left in every language.
    start = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignAbsolute | Qt.AlignmentFlag.AlignVCenter
    painter.drawText(above, start, score.name if score else "")


def _paint_lines(painter: QPainter, field: QRectF, scene: Scene, colours: Colours) -> None:
    """The line of those worth having, and the limit."""
    painter.setPen(QPen(QColor(colours.accent), 2, Qt.PenStyle.DashLine))
    painter.drawPolyline(QPolygonF([scene.place(entry, field) for entry in scene.front]))
    if scene.limit is not None:
        x = field.left() + scene.across.share(scene.limit) * field.width()
        painter.setPen(QPen(QColor(colours.unsure), 1.5))
        painter.drawLine(QPointF(x, field.top()), QPointF(x, field.bottom()))


def _score_text(value: float) -> str:
    return QLocale().toString(float(value), "g", 4)
