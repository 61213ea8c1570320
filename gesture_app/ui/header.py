"""The row above the pages: what is looked at, what is controlled, by which model, and the pause for all of it."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, Signal, Slot
from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QHBoxLayout, QMenu, QPushButton, QWidget

from gesture_app.ui.icons import IconButton, describe
from gesture_app.ui.picker import Picker
from gesture_app.ui.theme import GAP_PX, Appearance, Theme


class Header(QWidget):
    """Pickers, the pause button and the menu of appearances.

    Signals:
        pause_wished(bool): Gestures shall be ignored, or obeyed again.
        file_wished: The user wants to pick a video as source.
        appearance_wished(Appearance): Light, dark or as the system.
        mirror_wished(bool): The picture shall look as in a mirror, or not.
        first_run_wished: The user wants the guide through camera, room, gestures and player again.
    """

    pause_wished = Signal(bool)
    file_wished = Signal()
    appearance_wished = Signal(Appearance)
    mirror_wished = Signal(bool)
    first_run_wished = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.source = Picker(theme, "camera", self.tr("Source of the picture"))
        self.player = Picker(theme, "player", self.tr("Player to control"))
        self.model = Picker(theme, "model", self.tr("Model that finds the hands"))
        self._open = IconButton(theme, "folder")
        describe(self._open, self.tr("Open a video as source"))
        self._open.setShortcut(QKeySequence("Ctrl+O"))
        self._open.clicked.connect(self.file_wished)
        self._pause = IconButton(theme, "pause")
        self._pause.setCheckable(True)
        self._pause.toggled.connect(self._wish_pause)
        self._options = IconButton(theme, "options")
        describe(self._options, self.tr("Appearance and set-up"))
        self._appearances = QActionGroup(self)
        self._mirror = QAction(self.tr("&Mirror the picture"), self, checkable=True)
        self._options.setMenu(self._menu())
        self._show_pause_word()
        self._lay_out()

    def show_paused(self, *, is_paused: bool) -> None:
        """Show whether gestures are ignored, without wishing it again."""
        with QSignalBlocker(self._pause):
            self._pause.setChecked(is_paused)
        self._show_pause_word()

    def show_options(self, appearance: Appearance, *, is_mirrored: bool) -> None:
        """Tick what is chosen."""
        for action in self._appearances.actions():
            action.setChecked(action.data() is appearance)
        self._mirror.setChecked(is_mirrored)

    @property
    def pause_button(self) -> QPushButton:
        """The button for everything to stop, first in the row for the keyboard too."""
        return self._pause

    def _menu(self) -> QMenu:
        menu = QMenu(self)
        words = {
            Appearance.SYSTEM: self.tr("Colours as the &system"),
            Appearance.LIGHT: self.tr("&Light"),
            Appearance.DARK: self.tr("&Dark"),
        }
        for appearance, word in words.items():
            action = QAction(word, self, checkable=True)
            action.setData(appearance)
            self._appearances.addAction(action)
            menu.addAction(action)
        self._appearances.triggered.connect(self._wish_appearance)
        menu.addSeparator()
        menu.addAction(self._mirror)
        self._mirror.triggered.connect(self.mirror_wished)
        menu.addSeparator()
        first_run = QAction(self.tr("Set &up again"), self)
        first_run.triggered.connect(self.first_run_wished)
        menu.addAction(first_run)
        return menu

    @Slot(bool)
    def _wish_pause(self, is_paused: bool) -> None:
        self._show_pause_word()
        self.pause_wished.emit(is_paused)

    @Slot(QAction)
    def _wish_appearance(self, action: QAction) -> None:
        self.appearance_wished.emit(action.data())

    def _show_pause_word(self) -> None:
        is_paused = self._pause.isChecked()
        self._pause.setText(self.tr("Resume gestures") if is_paused else self.tr("Pause gestures"))
        self._pause.setShortcut(QKeySequence("Ctrl+P"))  # setText() takes the shortcut away
        self._pause.set_icon("play" if is_paused else "pause")

    def _lay_out(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GAP_PX)
        row.addWidget(self.source, 3)
        row.addWidget(self._open)
        row.addWidget(self.player, 3)
        row.addWidget(self.model, 3)
        row.addWidget(self._pause)
        row.addWidget(self._options)
