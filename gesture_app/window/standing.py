"""Keeps in one word how things stand, for the tray, the command line and screen readers."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent

from gesture_app.core.control import Standing, Status, standing_of
from gesture_app.core.types import Outcome, PlayerState
from gesture_app.ui.main_window import MainWindow
from gesture_app.ui.words import standing_word
from gesture_app.window.pause import PauseSwitch
from gesture_app.workers.qt_bridge import QtBridge


class StandingWatch(QObject):
    """Puts together what the pause, the message bar and the workers say.

    Signals:
        changed(Standing): Things stand otherwise now.
    """

    changed = Signal(Standing)

    def __init__(self, window: MainWindow, pause: PauseSwitch, bridge: QtBridge) -> None:
        super().__init__(window)
        self._window = window
        self._pause = pause
        self._is_armed = False
        self._player = ""
        self._last = ""
        self._standing = Standing.WATCHING
        pause.changed.connect(self._look)
        window.messages.changed.connect(self._look)
        bridge.armed_changed.connect(self._note_armed)
        bridge.player_changed.connect(self._note_player)
        bridge.outcome_ready.connect(self._note_outcome)

    @property
    def standing(self) -> Standing:
        """The word."""
        return self._standing

    def status(self) -> Status:
        """All of it."""
        return Status(
            standing=self._standing,
            has_window=True,
            is_paused=self._pause.is_paused,
            source=self._window.header.source.spec,
            player=self._player,
            last=self._last,
            problem=self._window.messages.problem,
        )

    @Slot(bool)
    def _note_armed(self, is_armed: bool) -> None:
        self._is_armed = is_armed
        self._look()

    @Slot(object, str)
    def _note_player(self, _state: PlayerState, title: str) -> None:
        self._player = title

    @Slot(object)
    def _note_outcome(self, outcome: Outcome) -> None:
        self._last = outcome.text

    @Slot()
    def _look(self) -> None:
        standing = standing_of(
            is_paused=self._pause.is_paused,
            has_problem=bool(self._window.messages.problem),
            is_armed=self._is_armed,
        )
        if standing is self._standing:
            return
        self._standing = standing
        if standing is not Standing.PROBLEM:  # the message bar has read that out
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self._window, standing_word(standing)))
        self.changed.emit(standing)
