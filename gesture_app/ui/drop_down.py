"""A drop-down list for a choice of a few words, with the window's own arrow."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QPainter, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import QComboBox, QStyle, QStyleOptionComboBox, QStylePainter, QWidget

from gesture_app.ui.icons import paint_icon
from gesture_app.ui.theme import GAP_PX, ICON_PX, Theme


def paint_arrow(painter: QPainter, box: QWidget, colour: str) -> None:
    """Paint the arrow that the style sheet leaves out at the end of a box that opens a list."""
    side = ICON_PX * 0.8
    left = box.width() - side - GAP_PX if box.isLeftToRight() else GAP_PX
    paint_icon(painter, "chevron", colour, QRectF(left, (box.height() - side) / 2, side, side))


def show_whole_words(box: QComboBox) -> None:
    """Make the list as wide as its longest words, once it opens."""
    box.view().setMinimumWidth(box.view().sizeHintForColumn(0) + 2 * GAP_PX)


def fitting_text(box: QComboBox, text: str, taken_px: int) -> str:
    """The text, shortened to the room before the arrow, of which something else takes a part."""
    option = QStyleOptionComboBox()
    box.initStyleOption(option)
    parts = QStyle.ComplexControl.CC_ComboBox, QStyle.SubControl.SC_ComboBoxEditField
    field = box.style().subControlRect(parts[0], option, parts[1], box)
    return box.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, field.width() - taken_px)


class DropDown(QComboBox):
    """Offers words, each of which stands for a text.

    Signals:
        edited(str): The user chose what stands for this text.
    """

    edited = Signal(str)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.activated.connect(self._tell)
        theme.changed.connect(self.update)

    def set_choices(self, choices: Iterable[tuple[str, str]]) -> None:
        """Offer these pairs of a text and the word for it; what was chosen stays chosen where it still can be."""
        chosen = self.text()
        self.clear()
        for text, word in choices:
            self.addItem(word, text)
        self.show_text(chosen)

    def show_text(self, text: str) -> None:
        """Show the word for a text as chosen; nothing for one that is not offered."""
        self.setCurrentIndex(self.findData(text))

    def text(self) -> str:
        """What the chosen word stands for; empty where nothing is chosen."""
        return str(self.currentData() or "")

    def sizeHint(self) -> QSize:
        """A little wider than Qt thinks, which measures words that are read from both sides too short."""
        return super().sizeHint() + QSize(GAP_PX // 2, 0)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Leave the wheel to the page: it must not change what the pointer happens to pass over."""
        event.ignore()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the frame, the chosen word and the arrow."""
        painter = QStylePainter(self)
        option = QStyleOptionComboBox()
        self.initStyleOption(option)
        option.currentText = fitting_text(self, self.currentText(), 0)
        painter.drawComplexControl(QStyle.ComplexControl.CC_ComboBox, option)
        painter.drawControl(QStyle.ControlElement.CE_ComboBoxLabel, option)
        paint_arrow(painter, self, self._theme.colours.muted)

    def showPopup(self) -> None:
        """Open the list, wide enough for its longest word."""
        show_whole_words(self)
        super().showPopup()

    @Slot(int)
    def _tell(self, row: int) -> None:
        self.edited.emit(str(self.itemData(row)))
