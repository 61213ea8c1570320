"""What closing the window means: the end of the app, or a place in the tray; never a window nobody gets back."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QObject, QTimer, Signal, Slot
from PySide6.QtGui import QGuiApplication

from gesture_app.ui.main_window import MainWindow
from gesture_app.ui.message_bar import Message, Tone, WayOut

TRAY = "tray"  # of the setting ui.close_window; the other choice ends the app

_TOPIC, _UNSAVED = "closing", "unsaved"


class Closing(QObject):
    """Decides each time the window is closed; a quit closes it and ends the app all the same.

    Neither ends the app while something is not saved that only the memory holds: it asks.

    Args:
        has_tray: Whether the desktop has a tray now; a panel may come late and go again.
        told: The file that keeps what the user has been told of this.

    Signals:
        asking: Something will be asked on the pages of the window, which must be seen.
        save_wished: What is not saved shall be; the app ends when that is done.
        discard_wished: It shall be forgotten.
    """

    asking = Signal()
    save_wished = Signal()
    discard_wished = Signal()

    def __init__(self, window: MainWindow, has_tray: Callable[[], bool], told: Path) -> None:
        super().__init__(window)
        self._window = window
        self._has_tray = has_tray
        self._told = told
        self._means = ""
        self._unsaved = 0
        self._is_leaving = False  # once everything is saved
        self._minimise = QTimer(self, singleShot=True, interval=0)  # once the window is closed
        self._minimise.timeout.connect(window.showMinimized)
        window.closed.connect(self._on_closed)
        window.closing_held.connect(self._ask)
        window.messages.way_out_wished.connect(self._take_way_out)

    def set_means(self, means: str) -> None:
        """Follow the setting from now on."""
        self._means = means
        QGuiApplication.setQuitOnLastWindowClosed(means != TRAY)
        self._hold()

    @property
    def has_to_ask(self) -> bool:
        """Whether something would be lost."""
        return self._unsaved > 0

    @Slot(int)
    def note_unsaved(self, count: int) -> None:
        """So many judged pictures are in memory only."""
        self._unsaved = count
        self._hold()
        if not count:
            self._window.messages.clear(_UNSAVED)
        if self._is_leaving and not count:
            QCoreApplication.quit()
        self._is_leaving = False

    @Slot()
    def quit(self) -> None:
        """End the app, also where closing the window would only hide it."""
        if self.has_to_ask:
            self._ask()
        else:
            QCoreApplication.quit()

    def tell_once(self) -> None:
        """Say what closing will mean, unless that has been said before."""
        case, sentence = self._outlook()
        if not sentence or self._read_told() == case:
            return
        self._window.messages.show_message(Message(_TOPIC, sentence, Tone.INFO))
        self._keep_told(case)

    @Slot()
    def _on_closed(self) -> None:
        if self._means == TRAY and not self._has_tray():
            self._minimise.start()

    def _hold(self) -> None:
        """The window stays only where closing it would end the app."""
        self._window.hold_closing(is_held=bool(self._unsaved) and self._means != TRAY)

    @Slot()
    def _ask(self) -> None:
        words = self.tr("Judged pictures that are not saved: {count}. Save them before the app ends, or discard them?")
        text = words.format(count=self._unsaved)
        self.asking.emit()
        self._window.messages.show_message(Message(_UNSAVED, text, Tone.INFO, WayOut.SAVE, WayOut.DISCARD))

    @Slot(str, WayOut)
    def _take_way_out(self, topic: str, way_out: WayOut) -> None:
        if topic == _UNSAVED:
            self._is_leaving = True
            (self.save_wished if way_out is WayOut.SAVE else self.discard_wished).emit()

    def _outlook(self) -> tuple[str, str]:
        """The case, by which it is remembered, and its sentence; none where there is nothing to say."""
        return {
            (True, True): (
                "hides",
                self.tr("Closing the window keeps gestures working in the tray; quit with Ctrl+Q."),
            ),
            (True, False): (
                "minimises",
                self.tr("This desktop has no tray, so closing the window only minimises it; quit with Ctrl+Q."),
            ),
            (False, True): (
                "ends",
                self.tr(
                    "Closing the window ends the app and lets go of the camera; "
                    "the setting “Closing the window” can keep it running in the tray."
                ),
            ),
            (False, False): ("ends", ""),  # as everybody expects of a window
        }[self._means == TRAY, self._has_tray()]

    def _read_told(self) -> str:
        """Nothing, if it cannot be read: then it is said once more."""
        try:
            return self._told.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError):
            return ""

    def _keep_told(self, case: str) -> None:
        """Losing it is not worth an error message."""
        try:
            self._told.parent.mkdir(parents=True, exist_ok=True)
            self._told.write_text(case, encoding="utf-8")
        except OSError:
            return
