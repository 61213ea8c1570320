"""How loss and score went while a network was trained: two curves over the epochs, each on its own scale."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QLocale, QPointF, QRectF, QSize, Qt, Slot
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from gesture_app.core.lab.retrain_progress import Point, RetrainProgress
from gesture_app.core.lab.scale import Scale, scale_of
from gesture_app.ui.theme import GAP_PX, SMALL_PT, Colours, Theme, font_of

_SIDE_PX = 6 * GAP_PX  # for the numbers on both sides
_TOP_PX, _BOTTOM_PX = 3 * GAP_PX, 3 * GAP_PX
_HEIGHT_PX = 22 * GAP_PX
_TICKS = 4
_DOT_PX = 3.0


class Curves(QWidget):
    """Loss in the colour of text, with its numbers on the left; score in the accent, with its numbers on the right."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._progress = RetrainProgress()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(self.tr("Loss and score while training"))
        theme.changed.connect(self._recolour)

    @Slot()
    def _recolour(self) -> None:
        self.update()

    def show_progress(self, progress: RetrainProgress) -> None:
        """Show the curves so far; hidden while there are none."""
        self._progress = progress
        self.setVisible(len(progress.loss) > 1)
        if progress.scores:
            words = self.tr("The last score is {score}.")
            self.setAccessibleDescription(words.format(score=_number(progress.scores[-1].value)))
        self.update()

    def sizeHint(self) -> QSize:
        """Wide and low."""
        return QSize(60 * GAP_PX, _HEIGHT_PX)

    def minimumSizeHint(self) -> QSize:
        """Enough to see whether it goes up or down."""
        return QSize(30 * GAP_PX, _HEIGHT_PX)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the frame, both curves, and what they are."""
        progress, colours = self._progress, self._theme.colours
        field = QRectF(self.rect()).adjusted(_SIDE_PX, _TOP_PX, -_SIDE_PX, -_BOTTOM_PX)
        last = max([point.epoch for point in (*progress.loss, *progress.scores)], default=1.0)
        across = Scale(0.0, max(last, 1.0))
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setFont(font_of(SMALL_PT))
            self._paint_frame(painter, field, across, colours)
            self._paint_curve(painter, field, across, progress.loss, colours.muted, is_left=True)
            self._paint_curve(painter, field, across, progress.scores, colours.accent, is_left=False)

    def _paint_frame(self, painter: QPainter, field: QRectF, across: Scale, colours: Colours) -> None:
        """The epochs below, what the curves are above, and a line where tuning begins."""
        painter.setPen(QPen(QColor(colours.line), 1))
        painter.drawLine(field.bottomLeft(), field.bottomRight())
        epochs = self._progress.epochs
        if 0 < epochs < across.high:
            x = field.left() + across.share(epochs) * field.width()
            painter.setPen(QPen(QColor(colours.line), 1, Qt.PenStyle.DashLine))
            painter.drawLine(QPointF(x, field.top()), QPointF(x, field.bottom()))
        painter.setPen(QColor(colours.muted))
        below = QRectF(field.left(), field.bottom() + 2, field.width(), _BOTTOM_PX)
        words = self.tr("{count} epochs").format(count=_number(round(across.high)))
        painter.drawText(below, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop, words)
        above = QRectF(self.rect()).adjusted(GAP_PX, 0, -GAP_PX, _TOP_PX - self.height())
        painter.drawText(above, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, self.tr("Loss"))
        painter.setPen(QColor(colours.accent))
        painter.drawText(above, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, "mAP50-95")

    def _paint_curve(
        self, painter: QPainter, field: QRectF, across: Scale, points: Sequence[Point], colour: str, *, is_left: bool
    ) -> None:
        """One curve with the numbers of its scale."""
        if not points:
            return
        up = scale_of(point.value for point in points)
        places = [
            QPointF(
                field.left() + across.share(point.epoch) * field.width(),
                field.bottom() - up.share(point.value) * field.height(),
            )
            for point in points
        ]
        painter.setPen(QPen(QColor(colour), 2))
        painter.drawPolyline(QPolygonF(places))
        if not is_left:
            painter.setBrush(QColor(colour))
            for place in places:
                painter.drawEllipse(place, _DOT_PX, _DOT_PX)
        side = Qt.AlignmentFlag.AlignRight if is_left else Qt.AlignmentFlag.AlignLeft
        left = 0.0 if is_left else field.right() + GAP_PX / 2
        for value in up.ticks(_TICKS):
            y = field.bottom() - up.share(value) * field.height()
            painter.drawText(
                QRectF(left, y - GAP_PX, _SIDE_PX - GAP_PX / 2, 2 * GAP_PX),
                side | Qt.AlignmentFlag.AlignVCenter,
                _number(value),
            )


def _number(value: float) -> str:
    return QLocale().toString(float(value), "g", 3)
