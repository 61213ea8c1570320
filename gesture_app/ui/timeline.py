"""The inspector's timeline: what the engine thought of the leading hand, lane below lane, over some seconds."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetricsF, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QPixmap, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from gesture_app.core.gestures import Gesture
from gesture_app.core.moments import Moment
from gesture_app.core.types import Decision
from gesture_app.ui.icons import icon_pixmap
from gesture_app.ui.lanes import Curve, Lanes, Stretch, lanes_of, nearest
from gesture_app.ui.theme import GAP_PX, ICON_PX, RADIUS_PX, SMALL_PT, Theme, font_of
from gesture_app.ui.words import gesture_word

SPAN_S = 20.0
LANE_PX = 46
AXIS_PX = 24
BAR_PX = 28
COLUMNS_PER_S = 25  # two pixels on a window of usual width
_TICK_S = 5
_HAIR_PX = 1.0
_LINE_PX = 2.0


@dataclass(frozen=True, slots=True)
class Film:
    """What a timeline shows."""

    moments: Sequence[Moment]  # in the order of time
    end_s: float  # the right edge; SPAN_S before it is the left one
    zero_s: float  # where the axis counts from
    enter_score: float
    orders: Sequence[Decision]
    others: Sequence[Decision] | None = None  # orders by other settings, to compare with; None without


class Timeline(QWidget):
    """Paints a film; the pointer or the arrow keys choose a moment of it.

    Signals:
        moment_chosen(Moment): The moment under the cursor; None where there is none.
    """

    moment_chosen = Signal(object)

    def __init__(self, theme: Theme, vocabulary: Mapping[str, Gesture]) -> None:
        super().__init__()
        self._theme = theme
        self._vocabulary = vocabulary
        self._film = Film((), 0.0, 0.0, 0.0, ())
        self._lanes = lanes_of(())
        self._cursor_s: float | None = None
        self._icons: dict[tuple[str, str, float], QPixmap] = {}
        # Once, because every point of every curve is placed by it.
        self._title_px = self._room_for_titles()
        self.setAccessibleName(self.tr("Timeline of decisions"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        theme.changed.connect(self.update)

    @property
    def lanes(self) -> Lanes:
        """What is painted."""
        return self._lanes

    def show_film(self, film: Film) -> None:
        """Show these moments; of a live film the cursor stays where it is, not when it is."""
        if self._cursor_s is not None:
            self._cursor_s += film.end_s - self._film.end_s
        start_s = film.end_s - SPAN_S
        shown = [moment for moment in film.moments if start_s <= moment.at_s <= film.end_s]
        self._film = replace(film, moments=shown)
        self._lanes = lanes_of(shown)
        self.update()
        if self._cursor_s is not None:
            self._tell()

    def forget_cursor(self) -> None:
        """Another film begins, in which no moment is chosen yet."""
        self._choose(None)

    def texts(self) -> list[tuple[str, float, QFontMetricsF]]:
        """What is painted beside the lanes and on the axis, the room for it, and the metrics of its type."""
        metrics = QFontMetricsF(font_of(SMALL_PT))
        titles = [(title, self._title_px - 2 * GAP_PX, metrics) for title in self._titles()]
        return [*titles, *((self._seconds(second), self._tick_px(), metrics) for second in (-_TICK_S, round(SPAN_S)))]

    def minimumSizeHint(self) -> QSize:
        """High enough for all lanes and their names."""
        return QSize(round(self._title_px) + 3 * ICON_PX, len(self._titles()) * (LANE_PX - 2 * GAP_PX) + AXIS_PX)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Choose the moment under the pointer."""
        place = self._place()
        share = (event.position().x() - place.left()) / max(place.width(), 1.0)
        self._choose(self._film.end_s - SPAN_S * (1 - share) if 0 <= share <= 1 else None)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go to the moment before or after, or to the first or last."""
        moments = self._film.moments
        here = nearest(moments, self._film.end_s if self._cursor_s is None else self._cursor_s, _at_s)
        if here is None:
            super().keyPressEvent(event)
            return
        number = moments.index(here)
        wanted = {
            Qt.Key.Key_Left: max(number - 1, 0),
            Qt.Key.Key_Right: min(number + 1, len(moments) - 1),
            Qt.Key.Key_Home: 0,
            Qt.Key.Key_End: len(moments) - 1,
        }.get(Qt.Key(event.key()))
        if wanted is None:
            super().keyPressEvent(event)
        else:
            self._choose(moments[wanted].at_s)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the axis, every lane and the cursor."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(font_of(SMALL_PT))
        self._paint_axis(painter)
        places = self._paint_titles(painter)
        score, vote, armed, hold, cooldown, *orders = places
        self._paint_threshold(painter, score)
        self._paint_curves(painter, score, self._lanes.score)
        for voted in self._lanes.vote:
            self._paint_bar(painter, vote, voted, self._word(voted.value.gesture), is_strong=voted.value.is_won)
        for stretch in self._lanes.armed:
            self._paint_bar(painter, armed, stretch, "", is_strong=True)
        self._paint_curves(painter, hold, self._lanes.hold)
        for stretch in self._lanes.cooldown:
            self._paint_bar(painter, cooldown, stretch, "", is_strong=False)
        self._paint_orders(painter, orders[0], self._film.orders)
        if self._film.others is not None:
            self._paint_orders(painter, orders[1], self._film.others)
        self._paint_cursor(painter)
        self._paint_focus(painter)

    def _room_for_titles(self) -> float:
        """Room for the names of the lanes, whether or not there are orders to compare with."""
        metrics = QFontMetricsF(font_of(SMALL_PT))
        return max(metrics.horizontalAdvance(title) for title in self._all_titles()) + 2 * GAP_PX

    def _tick_px(self) -> float:
        """Room for a time on the axis."""
        return max(QFontMetricsF(font_of(SMALL_PT)).horizontalAdvance(self._seconds(-99)), 2.0 * AXIS_PX)

    def _all_titles(self) -> list[str]:
        return [*self._lane_titles(), *self._order_titles(), self.tr("Orders")]

    def _titles(self) -> list[str]:
        orders = [self.tr("Orders")] if self._film.others is None else self._order_titles()
        return [*self._lane_titles(), *orders]

    def _order_titles(self) -> list[str]:
        return [self.tr("Orders as recorded"), self.tr("Orders with these settings")]

    def _lane_titles(self) -> list[str]:
        return [self.tr("Score"), self.tr("Vote"), self.tr("Armed"), self.tr("Hold"), self.tr("Cooldown")]

    def _place(self) -> QRectF:
        """Where time runs; always from left to right, as a film does."""
        return QRectF(self.rect()).adjusted(self._title_px, 0, -GAP_PX, -AXIS_PX)

    def _x(self, at_s: float) -> float:
        place = self._place()
        return place.right() - place.width() * (self._film.end_s - at_s) / SPAN_S

    def _word(self, gesture: str) -> str:
        known = self._vocabulary.get(gesture)
        return gesture_word(known.title) if known else gesture

    def _choose(self, at_s: float | None) -> None:
        self._cursor_s = at_s
        self.update()
        self._tell()

    def _tell(self) -> None:
        """Tell which moment is chosen, unless the next one is far from the cursor."""
        near = None if self._cursor_s is None else nearest(self._film.moments, self._cursor_s, _at_s)
        self.moment_chosen.emit(near)

    def _paint_axis(self, painter: QPainter) -> None:
        """A hairline every five seconds, with the time it stands for."""
        place, colours, film = self._place(), self._theme.colours, self._film
        first = math.ceil((film.end_s - film.zero_s - SPAN_S) / _TICK_S) * _TICK_S
        for second in range(first, math.floor(film.end_s - film.zero_s) + 1, _TICK_S):
            x = self._x(film.zero_s + second)
            painter.setPen(QPen(QColor(colours.line), _HAIR_PX))
            painter.drawLine(QPointF(x, place.top()), QPointF(x, place.bottom()))
            painter.setPen(QColor(colours.muted))
            room = QRectF(x - self._tick_px() / 2, place.bottom(), self._tick_px(), AXIS_PX)
            room.moveRight(min(room.right(), place.right()))
            is_at_end = room.right() == place.right()
            side = Qt.AlignmentFlag.AlignRight if is_at_end else Qt.AlignmentFlag.AlignHCenter
            painter.drawText(room, side | Qt.AlignmentFlag.AlignVCenter, self._seconds(second))

    def _seconds(self, second: int) -> str:
        """A time on the axis, with a minus that is as wide as a plus."""
        words = self.tr("−{seconds} s") if second < 0 else self.tr("{seconds} s")
        return words.format(seconds=abs(second))

    def _paint_titles(self, painter: QPainter) -> list[QRectF]:
        """Name the lanes; gives where each of them is."""
        place, titles = self._place(), self._titles()
        height = place.height() / len(titles)
        places = []
        for number, title in enumerate(titles):
            lane = QRectF(place.left(), place.top() + number * height, place.width(), height)
            painter.setPen(QColor(self._theme.colours.muted))
            room = QRectF(GAP_PX, lane.top(), self._title_px - 2 * GAP_PX, height)
            painter.drawText(room, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, title)
            painter.setPen(QPen(QColor(self._theme.colours.line), _HAIR_PX))
            painter.drawLine(QPointF(GAP_PX, lane.bottom()), lane.bottomRight())
            places.append(lane.adjusted(0, GAP_PX, 0, -GAP_PX))
        return places

    def _paint_threshold(self, painter: QPainter, lane: QRectF) -> None:
        """The score that a gesture needs to begin."""
        y = lane.bottom() - lane.height() * self._film.enter_score
        painter.setPen(QPen(QColor(self._theme.colours.unsure), _HAIR_PX, Qt.PenStyle.DashLine))
        painter.drawLine(QPointF(lane.left(), y), QPointF(lane.right(), y))

    def _paint_curves(self, painter: QPainter, lane: QRectF, curves: Sequence[Curve]) -> None:
        """Lines, filled down to the floor of the lane."""
        line = QColor(self._theme.colours.accent)
        fill = QColor(line)
        fill.setAlphaF(0.18)
        for curve in curves:
            points = [QPointF(self._x(at_s), lane.bottom() - lane.height() * share) for at_s, share in thinned(curve)]
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(fill)
            floor = [QPointF(points[-1].x(), lane.bottom()), QPointF(points[0].x(), lane.bottom())]
            painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)  # most of the cost, and nobody sees it
            painter.drawPolygon(QPolygonF([*points, *floor]))
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(line, _LINE_PX))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawPolyline(QPolygonF(points))

    def _paint_bar(self, painter: QPainter, lane: QRectF, stretch: Stretch[Any], word: str, *, is_strong: bool) -> None:
        """A bar with a word on it, as far as it fits."""
        colours = self._theme.colours
        left, right = max(self._x(stretch.start_s), lane.left()), self._x(stretch.end_s)
        height = min(lane.height(), BAR_PX)
        bar = QRectF(left, lane.center().y() - height / 2, max(right - left, _LINE_PX), height)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colours.accent if is_strong else colours.line))
        painter.drawRoundedRect(bar, 4, 4)
        room = bar.adjusted(GAP_PX, 0, -GAP_PX // 2, 0)
        if word and room.width() > 2 * GAP_PX:
            painter.setPen(QColor(colours.on_accent if is_strong else colours.ink))
            shown = painter.fontMetrics().elidedText(word, Qt.TextElideMode.ElideRight, int(room.width()))
            painter.drawText(room, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, shown)

    def _paint_orders(self, painter: QPainter, lane: QRectF, orders: Sequence[Decision]) -> None:
        """The icon of each order at its moment; those that follow closely lie upon each other, the newest on top."""
        for decision in orders:
            x = self._x(decision.at_s)
            if decision.order is None or not lane.left() <= x <= lane.right():
                continue
            side = min(float(ICON_PX), lane.height())
            place = QRectF(x - side / 2, lane.center().y() - side / 2, side, side)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(self._theme.colours.card))
            painter.drawEllipse(place.adjusted(-3, -3, 3, 3))
            icon = self._icon(decision.order.command.value)
            painter.drawPixmap(place, icon, QRectF(icon.rect()))

    def _icon(self, name: str) -> QPixmap:
        """An icon, drawn once for the colours and the screen there are."""
        ratio = self.devicePixelRatioF()
        key = (name, self._theme.colours.ink, ratio)
        if key not in self._icons:
            self._icons[key] = icon_pixmap(name, self._theme.colours.ink, ICON_PX, ratio)
        return self._icons[key]

    def _paint_focus(self, painter: QPainter) -> None:
        """Frame it while the arrow keys go along it."""
        if self.hasFocus():
            painter.setPen(QPen(QColor(self._theme.colours.accent), _LINE_PX))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), RADIUS_PX, RADIUS_PX)

    def _paint_cursor(self, painter: QPainter) -> None:
        if self._cursor_s is None:
            return
        place, x = self._place(), self._x(self._cursor_s)
        painter.setPen(QPen(QColor(self._theme.colours.ink), _HAIR_PX))
        painter.drawLine(QPointF(x, place.top()), QPointF(x, place.bottom()))


def thinned(curve: Curve) -> Curve:
    """The points of a curve that can be told apart on the screen; its ends always are among them."""
    kept = [curve[0]]
    kept += [point for before, point in pairwise(curve[:-1]) if _column(before) != _column(point)]
    return (*kept, curve[-1])


def _column(point: tuple[float, float]) -> int:
    return int(point[0] * COLUMNS_PER_S)


def _at_s(moment: Moment) -> float:
    return moment.at_s
