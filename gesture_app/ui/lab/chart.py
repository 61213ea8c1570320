"""The trade-off chart: score against cost, one point for each network, and the line of those worth having.

Painted by hand, because a charting library takes a good part of a second to import, in which the window would stand
still; so the same strokes also make the SVG.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QHelpEvent,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QWheelEvent,
)
from PySide6.QtSvg import QSvgGenerator
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from gesture_app.core.errors import LabError
from gesture_app.core.lab.entry import Entry
from gesture_app.core.lab.front import Axis
from gesture_app.core.lab.scale import Scale
from gesture_app.ui.lab.chart_paint import DOT_PX, field_of, paint_chart, whole_scene
from gesture_app.ui.lab.figures import cost_text, machine_word, score_text
from gesture_app.ui.theme import GAP_PX, RADIUS_PX, Theme
from gesture_app.ui.words import said

_LEAST_PX = QSize(40 * GAP_PX, 26 * GAP_PX)
_NEAR_PX = 2 * DOT_PX  # how close the pointer must be to a point
_ZOOM = 0.8  # one notch of the wheel
_SAVED_PX = QSize(900, 560)
_SHARP = 2  # pixels of a PNG for each of these


class TradeOffChart(QWidget):
    """Points to hover over and to click; the wheel zooms, dragging moves, a double click shows all again.

    The arrow keys go from point to point.

    Signals:
        picked(str): The key of the network whose point was clicked.
    """

    picked = Signal(str)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._scene = whole_scene((), Axis.TIME, None)
        self._picked: frozenset[str] = frozenset()
        self._grabbed: QPointF | None = None
        self.setAccessibleName(self.tr("Score against cost"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(_LEAST_PX)
        theme.changed.connect(self.update)

    def show_entries(
        self, entries: Sequence[Entry], axis: Axis, limit: float | None = None, apart: frozenset[str] = frozenset()
    ) -> None:
        """Show these, which all have a score by the same yardstick and a cost on this axis.

        Args:
            limit: A cost that is marked by a line; None for none.
            apart: Keys of those that were timed on another machine than the others.
        """
        self._scene = whole_scene(entries, axis, limit, apart)
        self.update()

    def pick(self, keys: frozenset[str]) -> None:
        """Mark the points of these networks."""
        self._picked = keys
        chosen = [self._words(entry) for entry in self._scene.entries if entry.key in keys]
        self.setAccessibleDescription("; ".join(chosen))
        self.update()

    def place(self, key: str) -> QPointF:
        """Where the point of a network lies now."""
        entry = next(entry for entry in self._scene.entries if entry.key == key)
        return self._scene.place(entry, self._field())

    def save(self, path: Path) -> None:
        """Write the chart as SVG or PNG, as the name ends.

        Raises:
            LabError: The name ends otherwise, or the file cannot be written.
        """
        match path.suffix.lower():
            case ".svg":
                self._save_svg(path)
            case ".png":
                self._save_png(path)
            case _:
                raise LabError(f"{path.name} must end in .svg, .png or .csv; choose another name.")

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the chart, and a frame where the keyboard is."""
        painter, card = QPainter(self), QPainterPath()
        card.addRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), RADIUS_PX, RADIUS_PX)
        painter.setClipPath(card)  # its corners are round, and beyond them lies the page
        paint_chart(painter, QRectF(self.rect()), self._scene, self._theme.colours, self._picked)
        painter.setClipping(False)
        colours = self._theme.colours
        line = colours.accent if self.hasFocus() else colours.line
        painter.setPen(QPen(QColor(line), 2 if self.hasFocus() else 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPath(card)

    def event(self, event: QEvent) -> bool:
        """Tell what the point under the pointer is."""
        if isinstance(event, QHelpEvent) and event.type() is QEvent.Type.ToolTip:
            entry = self._under(QPointF(event.pos()))
            QToolTip.showText(event.globalPos(), self._words(entry) if entry else "", self)
            return True
        return super().event(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Pick a point, or begin to move the field."""
        entry = self._under(event.position())
        if entry is not None:
            self.picked.emit(entry.key)
        else:
            self._grabbed = event.position()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Move the field."""
        if self._grabbed is None:
            return
        moved, field = event.position() - self._grabbed, self._field()
        self._grabbed = event.position()
        scene = self._scene
        self._look(scene.across.moved(-moved.x() / field.width()), scene.up.moved(moved.y() / field.height()))

    def mouseReleaseEvent(self, _event: QMouseEvent) -> None:
        """Let go of the field."""
        self._grabbed = None

    def mouseDoubleClickEvent(self, _event: QMouseEvent) -> None:
        """Show all points again."""
        self.show_entries(self._scene.entries, self._scene.axis, self._scene.limit, self._scene.apart)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom around the pointer."""
        field, at = self._field(), event.position()
        factor = _ZOOM ** (event.angleDelta().y() / 120)
        across, up = self._scene.across, self._scene.up
        x = across.value((at.x() - field.left()) / field.width())
        y = up.value((field.bottom() - at.y()) / field.height())
        self._look(across.zoomed(factor, x), up.zoomed(factor, y))
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go to the next point, dearer or cheaper."""
        steps = {Qt.Key.Key_Right: 1, Qt.Key.Key_Up: 1, Qt.Key.Key_Left: -1, Qt.Key.Key_Down: -1}
        step = steps.get(Qt.Key(event.key()))
        if step is None or not self._scene.entries:
            super().keyPressEvent(event)
            return
        keys = [entry.key for entry in self._scene.entries]
        at = next((number for number, key in enumerate(keys) if key in self._picked), None)
        self.picked.emit(keys[0 if at is None else (at + step) % len(keys)])

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show where the keyboard is."""
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Show that it is elsewhere."""
        super().focusOutEvent(event)
        self.update()

    def _look(self, across: Scale, up: Scale) -> None:
        self._scene = dataclasses.replace(self._scene, across=across, up=up)
        self.update()

    def _field(self) -> QRectF:
        return field_of(QRectF(self.rect()))

    def _under(self, place: QPointF) -> Entry | None:
        """The network whose point is nearest, if it is near."""
        field = self._field()
        apart = [((self._scene.place(entry, field) - place).manhattanLength(), entry) for entry in self._scene.entries]
        near = [(distance, entry) for distance, entry in apart if distance <= _NEAR_PX]
        return min(near, key=lambda pair: pair[0])[1] if near else None

    def _words(self, entry: Entry) -> str:
        words = f"{said(entry.title)}: {score_text(entry.score)}, {cost_text(entry, self._scene.axis)}"
        if entry.key not in self._scene.apart:
            return words
        return self.tr("{figures}, timed on {machine}").format(figures=words, machine=machine_word(entry.timed_on))

    def _save_svg(self, path: Path) -> None:
        drawing = QSvgGenerator()
        drawing.setFileName(str(path))
        drawing.setSize(_SAVED_PX)
        drawing.setViewBox(QRect(0, 0, _SAVED_PX.width(), _SAVED_PX.height()))
        painter = QPainter()
        if painter.begin(drawing):
            self._paint_saved(painter)
        if not path.is_file():
            raise LabError(f"{path} cannot be written; choose another place.")

    def _save_png(self, path: Path) -> None:
        image = QImage(_SAVED_PX * _SHARP, QImage.Format.Format_RGB32)
        image.setDevicePixelRatio(_SHARP)
        self._paint_saved(QPainter(image))
        if not image.save(str(path)):
            raise LabError(f"{path} cannot be written; choose another place.")

    def _paint_saved(self, painter: QPainter) -> None:
        area = QRectF(0, 0, _SAVED_PX.width(), _SAVED_PX.height())
        paint_chart(painter, area, self._scene, self._theme.colours, self._picked)
        painter.end()
