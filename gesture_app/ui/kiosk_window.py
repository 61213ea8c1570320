"""The window of a kiosk: the film, what lies over it, and no way out but the key."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QCloseEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from gesture_app.core.kiosk_lock import Lock
from gesture_app.core.kiosk_visit import Scene
from gesture_app.ui.kiosk_attract import AttractView
from gesture_app.ui.kiosk_film import FilmView
from gesture_app.ui.kiosk_guide import GuideView
from gesture_app.ui.theme import Theme

_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class KioskWindow(QWidget):
    """Fills the screen, hides the pointer, and takes every key for a part of the key.

    Signals:
        unlocked: The key was typed.
    """

    unlocked = Signal()

    def __init__(self, theme: Theme, lock: Lock, invitation: str, hint: str) -> None:
        super().__init__()
        self._lock = lock
        self.film = FilmView()
        self.guide = GuideView(theme)
        self.attract = AttractView(theme, invitation, hint)
        for view in (self.film, self.guide, self.attract):
            view.setParent(self)
        self.setWindowFlags(Qt.WindowType.FramelessWindowHint | Qt.WindowType.WindowStaysOnTopHint)
        self.setCursor(Qt.CursorShape.BlankCursor)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.PreventContextMenu)
        self.show_scene(Scene.ATTRACT)

    def fill_screen(self) -> None:
        """Cover the screen, with a window manager or without one."""
        self.setGeometry(self.screen().geometry())
        self.showFullScreen()
        self.activateWindow()

    def show_scene(self, scene: Scene) -> None:
        """Show the invitation, or the film with or without the guide."""
        self.attract.setVisible(scene is Scene.ATTRACT)
        self.guide.setVisible(scene is Scene.HAND)

    def resizeEvent(self, _event: QResizeEvent) -> None:
        """Everything fills the screen."""
        for view in (self.film, self.guide, self.attract):
            view.setGeometry(self.rect())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Collect what is typed; no key does anything else."""
        if event.key() not in _ENTER:
            self._lock.type(event.text())
        elif self._lock.enter():
            self.unlocked.emit()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Whoever may end the kiosk does so by the key, or ends its process."""
        event.ignore()
