"""A switch: on or off, told apart by the place of its knob and not by colour alone."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton

from gesture_app.ui.theme import CONTROL_PX, GAP_PX, Theme

TRACK_PX = (40, 22)
_KNOB_INSET_PX = 3.0
_ON, _OFF = "yes", "no"  # as a person would type them


class Switch(QAbstractButton):
    """Yes or no, at once.

    Signals:
        edited(str): The user switched it to "yes" or "no".
    """

    edited = Signal(str)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.clicked.connect(self._tell)
        theme.changed.connect(self.update)

    def show_text(self, text: str) -> None:
        """Stand where "yes" or "no" says."""
        self.setChecked(text == _ON)

    def text(self) -> str:
        """Where it stands: "yes" or "no"."""
        return _ON if self.isChecked() else _OFF

    def sizeHint(self) -> QSize:
        """As high as every control, so that rows line up; the ring of the focus lies around the track."""
        return QSize(TRACK_PX[0] + GAP_PX, CONTROL_PX)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the track, the knob at its end and, with the focus, a ring around both."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colours, track = self._theme.colours, self._track()
        fill, edge = (colours.accent, colours.accent) if self.isChecked() else (colours.card, colours.muted)
        painter.setPen(QPen(QColor(edge), 1.5))
        painter.setBrush(QColor(fill))
        painter.drawRoundedRect(track, track.height() / 2, track.height() / 2)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colours.on_accent if self.isChecked() else colours.muted))
        painter.drawEllipse(self._knob(track))
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(colours.ink if self.isChecked() else colours.accent), 2.0))
            ring = track.adjusted(-2.5, -2.5, 2.5, 2.5)
            painter.drawRoundedRect(ring, ring.height() / 2, ring.height() / 2)

    def _track(self) -> QRectF:
        width, height = TRACK_PX
        return QRectF((self.width() - width) / 2, (self.height() - height) / 2, width, height)

    def _knob(self, track: QRectF) -> QRectF:
        side = track.height() - 2 * _KNOB_INSET_PX
        is_right = self.isChecked() == self.isLeftToRight()
        left = track.right() - _KNOB_INSET_PX - side if is_right else track.left() + _KNOB_INSET_PX
        return QRectF(left, track.top() + _KNOB_INSET_PX, side, side)

    @Slot()
    def _tell(self) -> None:
        self.edited.emit(self.text())
