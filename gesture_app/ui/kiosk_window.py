"""The window of a kiosk: the film, what lies over it, and no way out but the key."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtGui import QCloseEvent, QColor, QGuiApplication, QKeyEvent, QPalette, QResizeEvent, QScreen
from PySide6.QtWidgets import QApplication, QWidget

from gesture_app.core.kiosk_lock import Lock
from gesture_app.core.kiosk_visit import Scene
from gesture_app.ui.kiosk_attract import AttractView
from gesture_app.ui.kiosk_film import FilmView
from gesture_app.ui.kiosk_guide import GuideView
from gesture_app.ui.theme import DARK, Theme

_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class KioskWindow(QWidget):
    """Fills the screen, darkens every other one, hides the pointer, and takes every key for a part of the key.

    Signals:
        unlocked: The key was typed.
    """

    unlocked = Signal()

    def __init__(self, theme: Theme, lock: Lock, invitation: str, hint: str) -> None:
        super().__init__()
        self._lock = lock
        self._covers: list[Cover] = []
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
        """Cover the screen, with a window manager or without one, and any other that there is or will be."""
        self.setGeometry(self.screen().geometry())
        self.showFullScreen()
        self.cover_others()
        self.activateWindow()
        if isinstance(app := QApplication.instance(), QApplication):
            app.screenAdded.connect(self._look_again)
            app.screenRemoved.connect(self._look_again)

    @Slot()
    def cover_others(self) -> None:
        """Show nothing on the other screens, where the desktop would lie open; one that mirrors this one is left."""
        for cover in self._covers:
            cover.hide()
            cover.deleteLater()
        own = self.screen().geometry()
        others = [screen for screen in QGuiApplication.screens() if not screen.geometry().intersects(own)]
        self._covers = [Cover(self, screen) for screen in others]

    @Slot()
    def _look_again(self) -> None:
        """Once Qt has moved the windows of a screen that is gone."""
        QTimer.singleShot(0, self.cover_others)

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


class Cover(QWidget):
    """A dark window over a whole screen, which takes neither keys nor an end by hand; it goes with the kiosk's own."""

    def __init__(self, kiosk: QWidget, screen: QScreen) -> None:
        super().__init__(
            kiosk,
            Qt.WindowType.Window
            | Qt.WindowType.FramelessWindowHint
            | Qt.WindowType.WindowStaysOnTopHint
            | Qt.WindowType.WindowDoesNotAcceptFocus,
        )
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
        self.setCursor(Qt.CursorShape.BlankCursor)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.PreventContextMenu)
        self.setAutoFillBackground(True)
        self.setPalette(QPalette(QColor(DARK.stage)))
        self.setScreen(screen)
        self.setGeometry(screen.geometry())
        self.showFullScreen()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Stay as long as the kiosk does."""
        event.ignore()
