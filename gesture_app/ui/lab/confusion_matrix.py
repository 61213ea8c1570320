"""A confusion matrix to walk through: a click or Enter opens the pictures of a cell."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, QSizeF, Qt, Signal
from PySide6.QtGui import QFocusEvent, QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from gesture_app.core.lab.confusions import Cell, Confusions
from gesture_app.ui.lab.confusion_paint import (
    HEAD_PX,
    LEAST_PX,
    MOST_PX,
    TAIL_PX,
    Matrix,
    paint_chosen,
    paint_matrix,
    place_of,
    side_px,
)
from gesture_app.ui.theme import Theme

_STEPS = {
    Qt.Key.Key_Left: (0, -1),
    Qt.Key.Key_Right: (0, 1),
    Qt.Key.Key_Up: (-1, 0),
    Qt.Key.Key_Down: (1, 0),
}
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)


class ConfusionMatrix(QWidget):
    """One detector's; the arrow keys go from cell to cell.

    Args:
        number: Its place among those side by side, which it tells when a cell is opened.

    Signals:
        opened(int, int, int): The number of the matrix, a row and a column, the pictures of which shall be shown.
        stepped(int, int): The keyboard is at this row and column now.
    """

    opened = Signal(int, int, int)
    stepped = Signal(int, int)

    def __init__(self, theme: Theme, shown: Confusions, against: Confusions | None, number: int = 0) -> None:
        super().__init__()
        self._number = number
        self._theme = theme
        self._shown, self._against = shown, against
        self._labels = (*shown.names, self.tr("nothing"))
        self._cell: Cell = (0, 0)
        self.setAccessibleName(self.tr("Confusions of {model}").format(model=shown.model))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        theme.changed.connect(self.update)
        self._describe()

    @property
    def cell(self) -> Cell:
        """Where the keyboard is."""
        return self._cell

    def choose(self, cell: Cell) -> None:
        """Put the frame around a cell."""
        self._cell = cell
        self._describe()
        self.update()

    def words(self, cell: Cell) -> str:
        """What a cell says."""
        row, column = cell
        shown, count, whole = self._shown, self._shown.count(cell), self._shown.of(row)
        if row == shown.size - 1:
            words = self.tr("{found} where nothing is: {count}")
        elif column == shown.size - 1:
            words = self.tr("{true} not found: {count} of {whole}")
        elif row == column:
            words = self.tr("{true} found: {count} of {whole}")
        else:
            words = self.tr("{true} taken for {found}: {count} of {whole}")
        said = words.format(true=self._labels[row], found=self._labels[column], count=count, whole=whole)
        if self._against is None or not self._shown.change(self._against, cell):
            return said
        points = f"{100 * self._shown.change(self._against, cell):+.0f}"
        return said + "\n" + self.tr("{points} points beside the first").format(points=points)

    def sizeHint(self) -> QSize:
        """Room for large cells."""
        return self._wanted(MOST_PX)

    def minimumSizeHint(self) -> QSize:
        """Room for cells whose numbers can still be read."""
        return self._wanted(LEAST_PX)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the matrix and the frame."""
        painter = QPainter(self)
        paint_matrix(painter, Matrix(self._shown, self._against, self._labels, self._theme.colours), self._side())
        paint_chosen(painter, self.place(self._cell), self._theme.colours, has_focus=self.hasFocus())

    def place(self, cell: Cell) -> QRectF:
        """Where a cell lies now."""
        return place_of(cell, self._side())

    def event(self, event: QEvent) -> bool:
        """Say in words what is under the pointer."""
        if isinstance(event, QHelpEvent) and event.type() is QEvent.Type.ToolTip:
            cell = self._under(QPointF(event.pos()))
            QToolTip.showText(event.globalPos(), self.words(cell) if cell else "", self)
            return True
        return super().event(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Open a cell."""
        cell = self._under(event.position())
        if cell is not None:
            self.choose(cell)
            self.opened.emit(self._number, *cell)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go to the next cell, or open the one at hand."""
        step = _STEPS.get(Qt.Key(event.key()))
        if step is not None:
            last = self._shown.size - 1
            row, column = (min(max(at + by, 0), last) for at, by in zip(self._cell, step, strict=True))
            self.choose((row, column))
            self.stepped.emit(row, column)
        elif event.key() in _ENTER:
            self.opened.emit(self._number, *self._cell)
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show where the keyboard is."""
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Show that it is elsewhere."""
        super().focusOutEvent(event)
        self.update()

    def _describe(self) -> None:
        self.setAccessibleDescription(self.words(self._cell))

    def _side(self) -> float:
        return side_px(self._shown.size, QSizeF(self.size()))

    def _wanted(self, side: int) -> QSize:
        return QSize(HEAD_PX + self._shown.size * side + TAIL_PX, HEAD_PX + self._shown.size * side + 2)

    def _under(self, place: QPointF) -> Cell | None:
        side = self._side()
        row, column = int((place.y() - HEAD_PX) // side), int((place.x() - HEAD_PX) // side)
        return (row, column) if 0 <= row < self._shown.size and 0 <= column < self._shown.size else None
