"""Runs a kiosk's window as a program: it ends by the key, by its supervisor, or because something has failed."""

from __future__ import annotations

import signal
from collections.abc import Callable

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QApplication

from gesture_app.core.errors import AppError
from gesture_app.core.kiosk_sections import Kiosk
from gesture_app.core.kiosk_watch import KEY_CODE
from gesture_app.core.paths import languages_folder
from gesture_app.ui.language import Language
from gesture_app.ui.theme import Appearance, Theme
from gesture_app.window.event_loop import collecting_here, stoppable
from gesture_app.window.kiosk import KioskDesk
from gesture_app.window.kiosk_parts import kiosk_parts
from gesture_app.workers.awake_screen import keep_screen_awake
from gesture_app.workers.kiosk_child import Supervised

BROKEN_CODE = 1
ENDED_CODE = 128 + signal.SIGTERM  # as shells have it


def run_kiosk_window(kiosk: Kiosk, complain: Callable[[str], None]) -> int:
    """Show a kiosk until it is ended; gives the exit code.

    Args:
        complain: Takes one sentence.
    """
    app = QApplication([])
    app.setApplicationName("gesture-app")
    app.setQuitOnLastWindowClosed(False)
    way_out = WayOut(app, complain)
    supervised = Supervised(way_out.orphaned.emit)
    with stoppable(way_out.by_signal), collecting_here():
        language = Language(app, languages_folder())
        language.choose(kiosk.show.language)
        desk = KioskDesk(Theme(app, Appearance(kiosk.show.theme)), kiosk_parts(kiosk, supervised.tell))
        desk.unlocked.connect(way_out.by_key)
        desk.broken.connect(way_out.by_failure)
        try:
            desk.start()
            supervised.start()
            if not keep_screen_awake():
                complain("Nobody here can be asked to keep the screen awake; switch the screen saver off by hand.")
            return app.exec()
        finally:
            desk.close()
            language.fall_silent()


class WayOut(QObject):
    """Ends the application, which a window that refuses to close would not let quit() do.

    Signals:
        orphaned: There is no supervisor any more; emitted on the thread that noticed it.
    """

    orphaned = Signal()

    def __init__(self, app: QApplication, complain: Callable[[str], None]) -> None:
        super().__init__(app)
        self._app = app
        self._complain = complain
        self.orphaned.connect(self.by_signal)

    @Slot()
    def by_key(self) -> None:
        """Somebody knew the key."""
        self._app.exit(KEY_CODE)

    @Slot()
    def by_signal(self) -> None:
        """The supervisor wants it, or is gone."""
        self._app.exit(ENDED_CODE)

    @Slot(object)
    def by_failure(self, error: AppError) -> None:
        """Only a new start can mend it, and that is the supervisor's work."""
        self._complain(str(error))
        self._app.exit(BROKEN_CODE)
