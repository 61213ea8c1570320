"""A button that opens the commands of several others beside it; the one that is chosen is copied."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QAction, QGuiApplication
from PySide6.QtWidgets import QMenu

from gesture_app.ui.icons import IconButton, describe
from gesture_app.ui.theme import GAP_PX, Theme

_WIDEST_PX = 80 * GAP_PX  # of a command; what is longer loses its middle


class CommandMenu(IconButton):
    """An icon with a menu: what a button is called, and what is typed to do the same."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, "copy")
        describe(self, self.tr("Copy the command of one of these buttons"))
        self._menu = QMenu(self)
        self._menu.setToolTipsVisible(True)
        self._menu.triggered.connect(self._copy)
        self.setMenu(self._menu)

    def show_commands(self, commands: Mapping[str, str]) -> None:
        """Offer these: one or several lines by the word of the button that does the same, empty while it cannot."""
        self._menu.clear()
        for word, text in commands.items():
            first, *others = text.splitlines() or [""]
            told = self._menu.fontMetrics().elidedText(first, Qt.TextElideMode.ElideMiddle, _WIDEST_PX)
            action = QAction(f"{word}:  {told}{' …' if others else ''}".replace("&", "&&"), self._menu)
            action.setData(text)
            action.setToolTip(text)
            action.setEnabled(bool(text))
            self._menu.addAction(action)

    @Slot(QAction)
    def _copy(self, action: QAction) -> None:
        QGuiApplication.clipboard().setText(str(action.data()))
