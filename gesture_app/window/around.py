"""Everything around the window: tray, overlay, sounds, what closing means, and the pause that all of them share."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, Qt, QTimer, Slot
from PySide6.QtGui import QKeySequence, QShortcut

from gesture_app.core.control import Standing
from gesture_app.core.sections import UiSettings
from gesture_app.desktop.speaker import Speaker
from gesture_app.ui.main_window import MainWindow
from gesture_app.ui.tray import Tray
from gesture_app.window.closing import Closing
from gesture_app.window.overlay import OverlayPresenter
from gesture_app.window.pause import PauseSwitch
from gesture_app.window.reception import Reception
from gesture_app.window.standing import StandingWatch
from gesture_app.window.ticking import TickPresenter
from gesture_app.workers.qt_bridge import QtBridge

LOOK_FOR_TRAY_MS = 2000  # an X11 panel may start late at login, or crash and come again; of others Qt asks only once


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What of the desktop is used, and what is remembered of it."""

    has_tray: Callable[[], bool]
    speaker: Speaker
    told: Path  # the file that keeps what the user has been told of closing


class Around(QObject):
    """Connects the window with what is around it; close() ends that."""

    def __init__(
        self,
        window: MainWindow,
        pause: PauseSwitch,
        overlay: OverlayPresenter,
        bridge: QtBridge,
        surroundings: Surroundings,
    ) -> None:
        super().__init__(window)
        self._window = window
        self.overlay = overlay
        self._has_tray = surroundings.has_tray
        self._ticks = TickPresenter(window, bridge, surroundings.speaker)
        self.closing = Closing(window, surroundings.has_tray, surroundings.told)
        self.standing = StandingWatch(window, pause, bridge)
        self.reception = Reception(pause, self.standing)
        self.tray = Tray(window)
        self._look = QTimer(self, interval=LOOK_FOR_TRAY_MS)
        self._look.timeout.connect(self._find_tray)
        quit_key = QShortcut(QKeySequence("Ctrl+Q"), window)
        quit_key.activated.connect(self._quit)
        self.tray.quit_wished.connect(self._quit)
        self.tray.pause_wished.connect(pause.toggle)
        self.tray.window_wished.connect(self.bring_up)
        self.reception.raise_wished.connect(self.bring_up)
        self.standing.changed.connect(self._show_standing)

    def show_window(self, settings: UiSettings) -> None:
        """Begin with the window in view."""
        self._begin(settings)
        self._window.show()

    def show_tray_only(self, settings: UiSettings) -> None:
        """Begin out of the way: in the tray, or minimised where there is none."""
        self._begin(settings)
        if self._has_tray():
            self._window.winId()  # the window is made all the same, so that it can be listened to
        else:
            self._window.showMinimized()

    def apply(self, settings: UiSettings) -> None:
        """Follow these settings from now on."""
        self.closing.set_means(settings.close_window)
        self._ticks.set_wanted(settings.sounds)
        self.overlay.set_wanted(settings.overlay)
        self.closing.tell_once()

    def close(self) -> None:
        """Be gone; may be called twice."""
        self._look.stop()
        self.reception.close()
        self.overlay.close()
        self.tray.disappear()

    @Slot()
    def bring_up(self) -> None:
        """Put the window before all others, wherever it was."""
        self._window.setWindowState(self._window.windowState() & ~Qt.WindowState.WindowMinimized)
        self._window.show()
        self._window.raise_()
        self._window.activateWindow()

    def _begin(self, settings: UiSettings) -> None:
        self.apply(settings)
        self._find_tray()
        self._look.start()

    @Slot()
    def _find_tray(self) -> None:
        """Nobody tells when a tray comes or goes, and a window in a tray that is gone must not be lost."""
        if self._has_tray():
            self.tray.appear()
            return
        self.tray.disappear()
        if self._window.isHidden() and self._look.isActive():
            self._window.showMinimized()

    @Slot(Standing)
    def _show_standing(self, standing: Standing) -> None:
        self.tray.show_standing(standing)

    @Slot()
    def _quit(self) -> None:
        """End the app, also where closing the window would only hide it; where that has to be asked, in the window."""
        if self.closing.has_to_ask and not self._window.is_seen():
            self.bring_up()
        self.closing.quit()
