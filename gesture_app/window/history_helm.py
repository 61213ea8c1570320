"""Keeps the history of orders and brings it onto its page, as long as somebody looks at it."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Slot

from gesture_app.core.errors import AppError, HistoryError
from gesture_app.core.files import write_atomically
from gesture_app.core.history import History
from gesture_app.core.types import Decision, Outcome
from gesture_app.ui.main_window import MainWindow
from gesture_app.ui.message_bar import Message, Tone
from gesture_app.workers.jobs import Jobs
from gesture_app.workers.qt_bridge import QtBridge

_TOPIC = "history"  # of jobs and messages


class HistoryHelm(QObject):
    """Joins what was ordered with what came of it."""

    def __init__(self, window: MainWindow, bridge: QtBridge, jobs: Jobs, history: History) -> None:
        super().__init__(window)
        self._window = window
        self._page = window.history
        self._jobs = jobs
        self._history = history
        bridge.fired.connect(self._note_order)
        bridge.outcome_ready.connect(self._note_outcome)
        self._page.shown.connect(self._show)
        self._page.save_wished.connect(self._save)
        self._page.clear_wished.connect(self._clear)
        jobs.failed.connect(self._on_failed)

    @Slot(object)
    def _note_order(self, decision: Decision) -> None:
        self._history.ordered(decision)
        self._show()

    @Slot(object)
    def _note_outcome(self, outcome: Outcome) -> None:
        self._history.answered(outcome)
        self._show()

    @Slot()
    def _clear(self) -> None:
        self._history.clear()
        self._show()

    @Slot()
    def _show(self) -> None:
        """Bring the page up to date; while it is hidden, that can wait."""
        if self._page.isVisible():
            self._page.show_events(self._history.events)

    @Slot(str, str)
    def _save(self, path: str, text: str) -> None:
        self._window.messages.clear(_TOPIC)
        self._jobs.start(_TOPIC, lambda: _write(Path(path), text))

    @Slot(str, object)
    def _on_failed(self, topic: str, error: AppError) -> None:
        if topic == _TOPIC:
            self._window.messages.show_message(Message(_TOPIC, str(error), Tone.ERROR))


def _write(path: Path, text: str) -> None:
    """Write the file, whole or not at all.

    Raises:
        HistoryError: It cannot be written.
    """
    try:
        write_atomically(path, text)
    except OSError as error:
        raise HistoryError(
            f"The history cannot be saved to {path} ({error.strerror}); choose another place."
        ) from error
