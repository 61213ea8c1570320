"""The first run's choice of the player, and its test: an order that is taken back after a second."""

from __future__ import annotations

from enum import Enum

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from gesture_app.core.errors import AppError
from gesture_app.core.player import PlayerInfo
from gesture_app.core.types import Command, Order, Outcome, PlayerState
from gesture_app.ui.first_run_player import PlayerStep
from gesture_app.ui.picker import Choice
from gesture_app.ui.words import said
from gesture_app.window.player_helm import LOOK_AGAIN_MS, PlayerHelm
from gesture_app.workers.engine_room import EngineRoom
from gesture_app.workers.qt_bridge import QtBridge

BACK_AFTER_MS = 1200  # long enough to hear it


class _Stage(Enum):
    """How far the test has come."""

    IDLE = "idle"
    SENT = "sent"
    TAKING_BACK = "taking back"


class PlayerGuide(QObject):
    """Orders something only when the user presses the button.

    Signals:
        changed: A player was reached, or is looked for.
    """

    changed = Signal()

    def __init__(self, step: PlayerStep, player: PlayerHelm, room: EngineRoom) -> None:
        super().__init__(step)
        self._step = step
        self._player = player
        self._room = room
        self._stage = _Stage.IDLE
        self._first: Outcome | None = None
        self.title = ""  # of the player that answers
        self.verdict: bool | None = None  # of the last test
        self.has_tested = False
        self._look_again = QTimer(self, interval=LOOK_AGAIN_MS)
        self._look_again.timeout.connect(player.ask)
        self._take_back = QTimer(self, singleShot=True, interval=BACK_AFTER_MS)
        self._take_back.timeout.connect(self._put_back)
        step.chosen.connect(self._choose)
        step.test_wished.connect(self._test)

    @property
    def is_complete(self) -> bool:
        """Whether a player answers."""
        return bool(self.title)

    def listen(self, bridge: QtBridge) -> None:
        """Hear what the players say."""
        bridge.players_listed.connect(self._show_players)
        bridge.player_changed.connect(self._show_state)
        bridge.player_failed.connect(self._show_fault)
        bridge.outcome_ready.connect(self._show_outcome)

    def enter(self) -> None:
        """The step is shown."""
        self._step.show_state(self.title or self.tr("Looking for a player"), None)
        self._player.ask()
        self._look_again.start()

    def leave(self) -> None:
        """The step is left; what was tried is put back at once."""
        self._look_again.stop()
        if self._take_back.isActive():
            self._take_back.stop()
            self._put_back()

    @Slot(object)
    def _show_players(self, players: tuple[PlayerInfo, ...]) -> None:
        self._step.show_players([Choice(one.spec, one.title, one.detail) for one in players], self._player.spec)

    @Slot(str)
    def _choose(self, spec: str) -> None:
        self.title, self.has_tested, self._stage = "", False, _Stage.IDLE
        self._take_back.stop()
        self._step.show_untested()
        self._step.show_state(self.tr("Looking for a player"), None)
        self.changed.emit()
        self._player.choose(spec)

    @Slot(object, str)
    def _show_state(self, state: PlayerState, title: str) -> None:
        if title != self.title:
            self.title = title
            self.changed.emit()
        if self._stage is _Stage.IDLE:
            self._step.show_state(title, state)

    @Slot(object)
    def _show_fault(self, error: AppError) -> None:
        self._stage = _Stage.IDLE
        self._step.show_fault(str(error))

    @Slot()
    def _test(self) -> None:
        self._stage, self._first = _Stage.SENT, None
        self._step.show_testing()
        self._room.order(Order(Command.PLAY_PAUSE))

    @Slot(object)
    def _show_outcome(self, outcome: Outcome) -> None:
        """First what became of the order, then of its taking back."""
        if self._stage is _Stage.SENT:
            self._first, self.has_tested, self.verdict = outcome, True, outcome.obeyed
            self._step.show_outcome(outcome)
            if outcome.obeyed is False:
                self._stage = _Stage.IDLE
                return
            self._stage = _Stage.TAKING_BACK
            self._step.test_button.setEnabled(False)
            self._take_back.start()
        elif self._stage is _Stage.TAKING_BACK and self._first is not None:
            self._stage = _Stage.IDLE
            self._step.show_outcome(self._first, self.tr("Then: {words}").format(words=said(outcome.text)))
            if outcome.after is not None:
                self._step.show_state(outcome.player, outcome.after)

    @Slot()
    def _put_back(self) -> None:
        """A player that says what it did is put back to that; from another one a second press is all there is."""
        if self._first is not None and self._first.before is not None:
            self._room.undo()
        else:
            self._room.order(Order(Command.PLAY_PAUSE))
