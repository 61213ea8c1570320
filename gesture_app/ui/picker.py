"""A picker: one of the sources, players or models that can be chosen now."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import PurePath

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QComboBox, QStyle, QStyleOptionComboBox, QStylePainter

from gesture_app.ui.drop_down import fitting_text, paint_arrow, show_whole_words
from gesture_app.ui.icons import icon_of
from gesture_app.ui.theme import GAP_PX, ICON_PX, Theme
from gesture_app.ui.words import said

_SHORT = Qt.ItemDataRole.UserRole + 1  # of an item: its short title


@dataclass(frozen=True, slots=True)
class Choice:
    """One line of a picker."""

    spec: str  # what is chosen, as the command line would say it
    title: str
    detail: str = ""  # shown as a hint
    short: str = ""  # shown where there is no room for the title


def unlisted(spec: str) -> Choice:
    """A choice that nobody has offered yet, for example from the command line; files and cameras go by their name."""
    return Choice(spec, PurePath(spec.rpartition("|")[2]).name or spec, spec)


class Picker(QComboBox):
    """Shows what is chosen now, by its short title where the whole one does not fit.

    The list, which has whole titles only, is asked for when it is opened.

    Signals:
        chosen(str): The user chose this spec.
        list_wished: The list is about to open; bring it up to date.
    """

    chosen = Signal(str)
    list_wished = Signal()

    def __init__(self, theme: Theme, icon: str, name: str) -> None:
        super().__init__()
        self._theme = theme
        self._icon = icon
        self._offered: list[Choice] = []
        self.setAccessibleName(name)
        self._name = name
        self.setToolTip(name)
        self.currentTextChanged.connect(self._hint)
        self.setIconSize(QSize(ICON_PX, ICON_PX))
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(8)
        self.activated.connect(self._choose)
        theme.changed.connect(self.update)

    def set_choices(self, choices: Iterable[Choice]) -> None:
        """Offer these; what was chosen stays chosen, also when it is not among them."""
        offered = list(choices)
        if offered == self._offered:
            return  # a list that is open stays as it is under the pointer
        self._offered = offered
        current = Choice(self.spec, self.currentText(), short=str(self.currentData(_SHORT) or ""))
        if current.spec and current.spec not in [choice.spec for choice in offered]:
            offered = [current, *offered]
        self.clear()
        for row, choice in enumerate(offered):
            self.addItem(said(choice.title), choice.spec)
            self.setItemData(row, said(choice.detail), Qt.ItemDataRole.ToolTipRole)
            self.setItemData(row, said(choice.short), _SHORT)
        self.setCurrentIndex(self.findData(current.spec))
        if self.view().isVisible():
            show_whole_words(self)
            super().showPopup()  # once more, because it may need more room now

    def set_chosen(self, choice: Choice) -> None:
        """Show this as chosen."""
        if self.findData(choice.spec) < 0:
            self.insertItem(0, said(choice.title), choice.spec)
            self.setItemData(0, said(choice.short), _SHORT)
        self.setCurrentIndex(self.findData(choice.spec))

    @property
    def spec(self) -> str:
        """What is chosen; empty before anything is."""
        return str(self.currentData() or "")

    def shown_text(self) -> str:
        """What there is room for: the title, the short one, or the beginning of that."""
        taken_px = ICON_PX + GAP_PX
        whole = fitting_text(self, self.currentText(), taken_px)
        short = str(self.currentData(_SHORT) or "")
        return whole if whole == self.currentText() or not short else fitting_text(self, short, taken_px)

    def showPopup(self) -> None:
        """Open the list, as it is now."""
        self.list_wished.emit()
        show_whole_words(self)
        super().showPopup()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the frame, the kind's icon, the chosen title and the arrow that the style sheet leaves out."""
        painter = QStylePainter(self)
        option = QStyleOptionComboBox()
        self.initStyleOption(option)
        option.currentIcon = icon_of(self._icon, self._theme.colours.muted)
        option.currentText = self.shown_text()
        painter.drawComplexControl(QStyle.ComplexControl.CC_ComboBox, option)
        painter.drawControl(QStyle.ControlElement.CE_ComboBoxLabel, option)
        paint_arrow(painter, self, self._theme.colours.muted)

    @Slot(str)
    def _hint(self, title: str) -> None:
        """What is chosen may be shortened; the hint has all of it."""
        self.setToolTip(f"{self._name}: {title}" if title else self._name)

    @Slot(int)
    def _choose(self, row: int) -> None:
        self.chosen.emit(str(self.itemData(row)))
