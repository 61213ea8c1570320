"""The steps of a retraining side by side: which are done, which one is under way, and how far it is."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Slot
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from gesture_app.core.lab.retrain_progress import Step, StepState
from gesture_app.ui.icons import paint_icon
from gesture_app.ui.lab.retrain_words import step_word
from gesture_app.ui.theme import GAP_PX, SMALL_PT, Colours, Theme, font_of

_MARK_PX = 3 * GAP_PX
_HEIGHT_PX = 6 * GAP_PX
_LEAST_PX = 7 * GAP_PX  # of one step


class StepRow(QWidget):
    """A mark for each step, joined by lines, and its word below; screen readers are told the same as a text."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._steps: Sequence[Step] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(self.tr("Steps"))
        theme.changed.connect(self._recolour)

    @Slot()
    def _recolour(self) -> None:
        self.update()

    def show_steps(self, steps: Sequence[Step]) -> None:
        """Show how they stand."""
        self._steps = steps
        states = {
            StepState.WAITING: self.tr("waits"),
            StepState.RUNNING: self.tr("under way"),
            StepState.DONE: self.tr("done"),
        }
        self.setAccessibleDescription(", ".join(f"{step_word(one.name)}: {states[one.state]}" for one in steps))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """Room for every word."""
        return QSize(len(self._steps) * _LEAST_PX * 2, _HEIGHT_PX)

    def minimumSizeHint(self) -> QSize:
        """The least in which the words do not touch."""
        return QSize(len(self._steps) * _LEAST_PX, _HEIGHT_PX)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint lines, marks and words."""
        if not self._steps:
            return
        colours, width = self._theme.colours, self.width() / len(self._steps)
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setFont(font_of(SMALL_PT))
            for number, step in enumerate(self._steps):
                place = number if self.isLeftToRight() else len(self._steps) - 1 - number
                area = QRectF(place * width, 0, width, self.height())
                self._paint_step(painter, area, step, colours)

    def _paint_step(self, painter: QPainter, area: QRectF, step: Step, colours: Colours) -> None:
        """A mark with a ring that fills, and its word."""
        mark = QRectF(area.center().x() - _MARK_PX / 2, 2, _MARK_PX, _MARK_PX)
        painter.setPen(QPen(QColor(colours.line), 2))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        y = mark.center().y()
        painter.drawLine(QPointF(area.left(), y), QPointF(mark.left() - GAP_PX / 2, y))
        painter.drawLine(QPointF(mark.right() + GAP_PX / 2, y), QPointF(area.right(), y))
        painter.drawEllipse(mark)
        if step.state is StepState.DONE:
            paint_icon(painter, "obeyed", colours.good, mark)
        elif step.state is StepState.RUNNING:
            painter.setPen(QPen(QColor(colours.accent), 4))
            painter.drawArc(mark, 90 * 16, -round(max(step.done, 0.03) * 360 * 16))
        painter.setPen(QColor(colours.muted if step.state is StepState.WAITING else colours.ink))
        words = QRectF(area.left(), mark.bottom() + 2, area.width(), area.height() - mark.bottom() - 2)
        painter.drawText(words, Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop, step_word(step.name))
