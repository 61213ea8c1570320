"""Brings what the workers tell onto the live page, no faster than anybody can see and only while it is seen.

The picture alone is also shown where the zone of a gesture is edited.
"""

from __future__ import annotations

import time
from dataclasses import replace

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from gesture_app.core.meter import Figures
from gesture_app.core.source import SourceState, SourceUse
from gesture_app.core.types import Decision, Outcome, PlayerState
from gesture_app.ui.gesture_strip import leading
from gesture_app.ui.main_window import MainWindow
from gesture_app.ui.words import said
from gesture_app.workers.line import LineResult
from gesture_app.workers.preview import to_bgra
from gesture_app.workers.qt_bridge import QtBridge

FASTEST_FPS = 30.0  # more shows nobody a hand better, and each costs as much as a look at it


class LivePresenter(QObject):
    """Shows results, figures, orders and outcomes.

    While the window is hidden the newest result waits in its mailbox: no picture is converted, none is painted, and
    no signal wakes the window up, because the mailbox stays full.

    Args:
        armed_window_s: How long a hand stays armed; the full length of the badge's bar.

    Signals:
        decided(Decision): What is thought of the leading hand, as often as it is shown; None without a hand.
        looked(LineResult): What came of a frame, as often as anything of it is shown.
    """

    decided = Signal(object)
    looked = Signal(object)

    def __init__(self, window: MainWindow, bridge: QtBridge, armed_window_s: float) -> None:
        super().__init__(window)
        self._window = window
        self._live = window.live
        self._zone = window.gestures.editor.zone
        self._results = bridge.results
        self._armed_window_s = armed_window_s
        self._is_undoing = False
        self._use = SourceUse("", is_open=False)
        self._rested_at_s: float | None = None  # since then there was no picture
        self._pace = QTimer(self, singleShot=True)
        self._pace.timeout.connect(self.refresh)
        bridge.result_ready.connect(self.refresh)
        bridge.source_changed.connect(self._note_source)
        bridge.source_used.connect(self._show_use)
        bridge.fired.connect(self._show_fired)
        bridge.figures_ready.connect(self._show_figures)
        bridge.outcome_ready.connect(self._show_outcome)
        bridge.player_changed.connect(self._show_player)
        window.seen_changed.connect(self.refresh)
        window.live.player.undo_wished.connect(self._expect_undo)

    def set_armed_window(self, armed_window_s: float) -> None:
        """Learn how long a hand stays armed from now on."""
        self._armed_window_s = armed_window_s

    @Slot()
    def refresh(self) -> None:
        """Show the newest result, unless the last one was shown a moment ago or nobody looks."""
        if self._pace.isActive() or not self._window.is_seen():
            return
        result = self._results.take()
        if result is None or self._is_stale(result):
            return
        if self._live.isVisible():  # on another page there is no picture to convert for
            self._live.show_moment(to_bgra(result.frame.pixels), result.detections, result.decisions)
            self._live.gesture.show_armed(result.armed_left_s, self._armed_window_s)
        if self._zone.is_looked_at():
            self._zone.show_picture(to_bgra(result.frame.pixels), self._live.marks(result.detections, result.decisions))
        self.decided.emit(leading(result.decisions))
        self.looked.emit(result)
        self._pace.start(self._pause_ms())

    def _is_stale(self, result: LineResult) -> bool:
        """Whether a camera saw this before it was switched off: it is not to be seen after that."""
        if self._rested_at_s is not None and result.frame.taken_at_s > self._rested_at_s:
            self._rested_at_s = None
            self._show_use(replace(self._use, rest=None))  # a film says nothing of itself
        return self._rested_at_s is not None

    def _pause_ms(self) -> int:
        """The time between two refreshes of the screen, a little less: a timer is never early."""
        return int(1000 / min(self._window.screen().refreshRate(), FASTEST_FPS)) - 1

    @Slot(object, str)
    def _note_source(self, state: SourceState, sentence: str) -> None:
        """Of a camera that is off, nothing is shown that would look as if it were on."""
        if state is SourceState.RESTING:
            self._rested_at_s = time.monotonic()
            self._zone.show_nothing(said(sentence))
            self._live.gesture.show_decision(None)
            self._live.gesture.show_armed(None, self._armed_window_s)
            self._live.status.clear_figures()

    @Slot(object)
    def _show_use(self, use: SourceUse) -> None:
        self._use = use
        self._live.status.show_use(use)

    @Slot(object)
    def _show_fired(self, decision: Decision) -> None:
        self._live.gesture.show_fired(decision)
        if decision.order is not None:
            self._live.toast.show_command(decision.order.command)

    @Slot(object)
    def _show_figures(self, figures: Figures) -> None:
        if self._rested_at_s is None:
            self._live.status.show_figures(figures)

    @Slot(object)
    def _show_outcome(self, outcome: Outcome) -> None:
        """Show what happened, and at once what the player does since; it is asked only now and then.

        What was just taken back, or never happened, cannot be taken back.
        """
        can_undo = outcome.before is not None and outcome.obeyed is not False and not self._is_undoing
        self._is_undoing = False
        self._live.player.show_outcome(outcome, can_undo=can_undo)
        self._live.toast.show_outcome(outcome)
        if outcome.after is not None:
            self._live.player.show_player(outcome.player, outcome.after)

    @Slot(object, str)
    def _show_player(self, state: PlayerState, title: str) -> None:
        self._live.player.show_player(title, state)

    @Slot()
    def _expect_undo(self) -> None:
        self._is_undoing = True
