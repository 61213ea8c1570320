"""Lets ticks be heard when a hand is armed and when an order was obeyed or not."""

from __future__ import annotations

from PySide6.QtCore import QObject, Slot

from gesture_app.core.types import Outcome
from gesture_app.desktop.speaker import Speaker
from gesture_app.desktop.ticks import Tick
from gesture_app.workers.qt_bridge import QtBridge


class TickPresenter(QObject):
    """Says nothing until it is wanted."""

    def __init__(self, parent: QObject, bridge: QtBridge, speaker: Speaker) -> None:
        super().__init__(parent)
        self._speaker = speaker
        self._is_wanted = False
        bridge.armed_changed.connect(self._tick_armed)
        bridge.outcome_ready.connect(self._tick_outcome)

    def set_wanted(self, is_wanted: bool) -> None:
        """Whether the user wants to hear anything."""
        self._is_wanted = is_wanted

    @Slot(bool)
    def _tick_armed(self, is_armed: bool) -> None:
        if self._is_wanted and is_armed:
            self._speaker.tick(Tick.ARMED)

    @Slot(object)
    def _tick_outcome(self, outcome: Outcome) -> None:
        """Where nobody can tell whether a player obeyed, the order at least has left."""
        if self._is_wanted:
            self._speaker.tick(Tick.REFUSED if outcome.obeyed is False else Tick.OBEYED)
