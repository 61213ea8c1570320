"""The overlay: what a gesture has just done, on top of whatever is on the screen, while the window is hidden."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QScreen
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout

from gesture_app.core.types import Command, Outcome
from gesture_app.ui.fitted_label import FittedLabel
from gesture_app.ui.icons import VERDICTS, icon_pixmap
from gesture_app.ui.mirrored import margins
from gesture_app.ui.theme import DISPLAY_ICON_PX, GAP_PX, MARGIN_PX, Theme
from gesture_app.ui.words import command_word, said

SHOWN_MS = 1200  # after the last news: long enough for five words, too short to be in the way
_WIDEST = 0.6  # of the screen
_ABOVE_EDGE = 0.08  # of the screen's height: clear of subtitles and panels


class Overlay(QFrame):
    """A window of its own that takes neither focus nor clicks; it appears and goes without any motion.

    Where each window's place is up to the desktop, as under Wayland, it may appear elsewhere.
    """

    def __init__(self, theme: Theme) -> None:
        super().__init__(
            None,
            Qt.WindowType.Tool
            | Qt.WindowType.FramelessWindowHint
            | Qt.WindowType.WindowStaysOnTopHint
            | Qt.WindowType.WindowDoesNotAcceptFocus
            | Qt.WindowType.WindowTransparentForInput
            # A window manager would put a player that fills the screen above it.
            | Qt.WindowType.BypassWindowManagerHint,
        )
        self.setObjectName("overlay")
        self.setWindowTitle(self.tr("What a gesture did"))
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
        self.setAttribute(Qt.WidgetAttribute.WA_MacAlwaysShowToolWindow)
        self._theme = theme
        self._icon = QLabel()
        self._what = FittedLabel("display")
        self._result = FittedLabel("heading")
        self._row = QHBoxLayout(self)
        self._timer = QTimer(self, singleShot=True, interval=SHOWN_MS)
        self._timer.timeout.connect(self.hide)
        self._lay_out()

    @property
    def words(self) -> tuple[str, str]:
        """The gesture with its command, and what became of it; as shown, or shown last."""
        return self._what.text(), self._result.text()

    def give_time(self, times: float) -> None:
        """Stay so many times as long as usual."""
        self._timer.setInterval(round(times * SHOWN_MS))

    def show_order(self, gesture: str, command: Command, screen: QScreen) -> None:
        """An order has left; a command's icon is the file of its name."""
        self._what.setText(f"{gesture} · {command_word(command)}")
        self._result.setText("")
        self._appear(command.value, self._theme.colours.accent, screen)

    def show_outcome(self, outcome: Outcome, screen: QScreen) -> None:
        """The player has answered, or nobody can tell."""
        colour = self._theme.colours.of_verdict(outcome.obeyed)
        if not self.isVisible():
            self._what.setText(command_word(outcome.order.command))
        self._result.setText(said(outcome.text))
        self._appear(VERDICTS[outcome.obeyed], colour, screen)

    def _appear(self, icon: str, colour: str, screen: QScreen) -> None:
        self._icon.setPixmap(icon_pixmap(icon, colour, DISPLAY_ICON_PX, self.devicePixelRatioF()))
        self._result.setVisible(bool(self._result.text()))
        self._take_place(screen)
        self._timer.start()
        self.show()

    def _take_place(self, screen: QScreen) -> None:
        """As wide as the words, in the middle of the lower edge."""
        room = screen.availableGeometry()
        self._row.activate()
        wanted = self.sizeHint()
        self.resize(min(wanted.width(), round(room.width() * _WIDEST)), wanted.height())
        below = room.bottom() - round(room.height() * _ABOVE_EDGE)
        self.move(room.center().x() - self.width() // 2, below - self.height())

    def _lay_out(self) -> None:
        words = QVBoxLayout()
        words.setSpacing(GAP_PX // 2)
        words.addWidget(self._what)
        words.addWidget(self._result)
        self._row.setContentsMargins(margins(MARGIN_PX, MARGIN_PX, 2 * MARGIN_PX, MARGIN_PX))
        self._row.setSpacing(MARGIN_PX)
        self._row.addWidget(self._icon)
        self._row.addLayout(words, 1)
