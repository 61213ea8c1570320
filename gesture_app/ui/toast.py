"""The toast: what a gesture has just brought about, in letters that can be read from the sofa."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from gesture_app.core.types import Command, Outcome
from gesture_app.ui.fitted_label import FittedLabel
from gesture_app.ui.icons import VERDICTS, icon_pixmap
from gesture_app.ui.mirrored import margins
from gesture_app.ui.theme import DISPLAY_ICON_PX, MARGIN_PX, Theme
from gesture_app.ui.words import command_word, said

SHOWN_MS = 2000  # long enough to look up and read five words


class Toast(QFrame):
    """Lies over the lower edge of another widget for a moment; first the order, then what became of it."""

    def __init__(self, theme: Theme, below: QWidget) -> None:
        super().__init__(below)
        self.setObjectName("toast")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._theme = theme
        self._icon = QLabel()
        self._text = FittedLabel("display")
        self._timer = QTimer(self, singleShot=True, interval=SHOWN_MS)
        self._timer.timeout.connect(self.hide)
        row = QHBoxLayout(self)
        row.setContentsMargins(margins(MARGIN_PX, MARGIN_PX // 2, 2 * MARGIN_PX, MARGIN_PX // 2))
        row.setSpacing(MARGIN_PX)
        row.addWidget(self._icon)
        row.addWidget(self._text, 1)
        place = QVBoxLayout(below)
        place.setContentsMargins(MARGIN_PX, MARGIN_PX, MARGIN_PX, 2 * MARGIN_PX)
        place.addWidget(self, 0, Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignBottom)
        theme.changed.connect(self.hide)  # it is gone in a moment anyway, and its icon has the old colour
        self.hide()

    def give_time(self, times: float) -> None:
        """Stay so many times as long as usual."""
        self._timer.setInterval(round(times * SHOWN_MS))

    @property
    def text(self) -> str:
        """What it says, or said last."""
        return self._text.text()

    @Slot(Command)
    def show_command(self, command: Command) -> None:
        """An order has left; a command's icon is the file of its name."""
        self._show(command.value, self._theme.colours.accent, command_word(command))

    @Slot(object)
    def show_outcome(self, outcome: Outcome) -> None:
        """The player has answered, or nobody can tell."""
        colour = self._theme.colours.of_verdict(outcome.obeyed)
        self._show(VERDICTS[outcome.obeyed], colour, said(outcome.text))

    def _show(self, icon: str, colour: str, text: str) -> None:
        self._icon.setPixmap(icon_pixmap(icon, colour, DISPLAY_ICON_PX, self.devicePixelRatioF()))
        self._text.setText(text)
        self._timer.start()
        self.show()
