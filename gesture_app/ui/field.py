"""A field to type a value into; numbers also go up and down with the arrow keys."""

from __future__ import annotations

from PySide6.QtCore import QLocale, Qt, Signal, Slot
from PySide6.QtGui import QColor, QFontMetrics, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QLineEdit

from gesture_app.core.schema import Kind, Row, to_text
from gesture_app.ui.theme import BODY_PT, GAP_PX, Theme, font_of

_STEPS = {Qt.Key.Key_Up: 1, Qt.Key.Key_Down: -1, Qt.Key.Key_PageUp: 10, Qt.Key.Key_PageDown: -10}
_HUNDREDTH = 0.01  # one step of a share
_COARSE_FROM = 100.0  # a range of more than this goes in steps of a five-hundredth, rounded to 1, 10 or 50


class Field(QLineEdit):
    """Tells what was typed once it is finished, by Enter or by leaving; Escape takes it back.

    Signals:
        edited(str): The user typed something else than what was shown.
        abandoned: The user took back what was typed.
    """

    edited = Signal(str)
    abandoned = Signal()

    def __init__(self, theme: Theme, row: Row) -> None:
        super().__init__()
        self._theme = theme
        self._row = row
        if self.is_number:
            end = Qt.AlignmentFlag.AlignRight if self.isLeftToRight() else Qt.AlignmentFlag.AlignLeft
            self.setAlignment(end | Qt.AlignmentFlag.AlignAbsolute | Qt.AlignmentFlag.AlignVCenter)
        if row.about.unit:
            room = QFontMetrics(font_of(BODY_PT)).horizontalAdvance(row.about.unit) + GAP_PX // 2
            self.setTextMargins(*((0, 0, room, 0) if self.isLeftToRight() else (room, 0, 0, 0)))
        self._shown = ""
        self.editingFinished.connect(self._tell)

    @property
    def is_number(self) -> bool:
        """Whether a number is typed into it."""
        return self._row.kind in (Kind.WHOLE, Kind.NUMBER)

    @property
    def unit(self) -> str:
        """What stands behind the number."""
        return self._row.about.unit

    def show_text(self, text: str) -> None:
        """Show this value in place of what was typed."""
        self._shown = text
        self.setText(self._written(text))
        self.setCursorPosition(0)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Step a number; Escape goes back to the value there was."""
        steps = _STEPS.get(Qt.Key(event.key()))
        if event.key() == Qt.Key.Key_Escape and self._typed() != self._shown:
            self.setText(self._written(self._shown))
            self.abandoned.emit()
        elif steps is not None and self.is_number:
            self._step(steps)
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the unit behind the number."""
        super().paintEvent(event)
        if not self._row.about.unit:
            return
        painter = QPainter(self)
        painter.setPen(QColor(self._theme.colours.muted))
        place = self.rect().adjusted(GAP_PX + 2, 0, -GAP_PX - 2, 0)
        painter.drawText(place, Qt.AlignmentFlag.AlignTrailing | Qt.AlignmentFlag.AlignVCenter, self._row.about.unit)

    def _step(self, steps: int) -> None:
        """Go up or down within the limits; what is no number stays as it is."""
        about = self._row.about
        try:
            value = float(self._typed()) + steps * step_of(self._row)
        except ValueError:
            return
        if about.minimum is not None and about.maximum is not None:
            value = min(max(value, about.minimum), about.maximum)
        self.setText(self._written(to_text(round(value) if self._row.kind is Kind.WHOLE else round(value, 4))))
        self._tell()

    def _written(self, text: str) -> str:
        """A number as the language writes it: 6,000 or 6.000, 0.5 or 0,5."""
        if self._row.kind is Kind.WHOLE and text.lstrip("-").isdecimal():
            return QLocale().toString(int(text))
        return text.replace(".", QLocale().decimalPoint()) if self._row.kind is Kind.NUMBER else text

    def _typed(self) -> str:
        """What stands in the field; half the world writes 0,5 for 0.5."""
        text = self.text().strip()
        if self._row.kind is Kind.WHOLE:
            number, is_whole = QLocale().toLongLong(text)
            return str(number) if is_whole else text  # what is none is refused as it was typed
        return text.replace(",", ".") if self._row.kind is Kind.NUMBER else text

    @Slot()
    def _tell(self) -> None:
        """Whoever takes the value shows it, so that Enter and then leaving are not two edits."""
        if (text := self._typed()) != self._shown:
            self.edited.emit(text)


def step_of(row: Row) -> float:
    """How much one step changes a number: fine where its range is narrow."""
    if row.about.step > 1:
        return float(row.about.step)
    span = (row.about.maximum or 0.0) - (row.about.minimum or 0.0)
    if row.kind is Kind.NUMBER and span <= 1:
        return _HUNDREDTH
    if span <= _COARSE_FROM:
        return 1.0 if row.kind is Kind.WHOLE else 10 * _HUNDREDTH
    return 10.0 if row.about.unit != "ms" else 50.0
