"""Has the overlay say what gestures do while nobody sees the window."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QObject, Slot

from gesture_app.core.gestures import Gesture
from gesture_app.core.types import Decision, Outcome
from gesture_app.ui.main_window import MainWindow
from gesture_app.ui.overlay import Overlay
from gesture_app.ui.theme import Theme
from gesture_app.ui.words import gesture_word
from gesture_app.workers.qt_bridge import QtBridge


class OverlayPresenter(QObject):
    """Shows orders and outcomes on the screen where the window was; says nothing while the window says it."""

    def __init__(self, window: MainWindow, theme: Theme, vocabulary: Mapping[str, Gesture], bridge: QtBridge) -> None:
        super().__init__(window)
        self._window = window
        self._vocabulary = vocabulary
        self._overlay = Overlay(theme)
        self._is_wanted = True
        # Without parent, because a window manager would hide it with the window; so nobody else sees to its end.
        window.destroyed.connect(self._overlay.deleteLater)
        bridge.fired.connect(self._show_fired)
        bridge.outcome_ready.connect(self._show_outcome)
        window.seen_changed.connect(self._follow)

    def set_wanted(self, is_wanted: bool) -> None:
        """Whether the user wants to see it at all."""
        self._is_wanted = is_wanted

    def close(self) -> None:
        """Be gone, whatever is still told: a hidden window may also be one that has been closed for good."""
        self._is_wanted = False
        self._overlay.close()

    @property
    def overlay(self) -> Overlay:
        """The window of its own."""
        return self._overlay

    @Slot(object)
    def _show_fired(self, decision: Decision) -> None:
        if not self._is_useful() or decision.order is None:
            return
        gesture = self._vocabulary.get(decision.gesture)
        word = gesture_word(gesture.title) if gesture else decision.gesture
        self._overlay.show_order(word, decision.order.command, self._window.screen())

    @Slot(object)
    def _show_outcome(self, outcome: Outcome) -> None:
        if self._is_useful():
            self._overlay.show_outcome(outcome, self._window.screen())

    @Slot(bool)
    def _follow(self, is_seen: bool) -> None:
        if is_seen:
            self._overlay.hide()

    def _is_useful(self) -> bool:
        return self._is_wanted and not self._window.is_seen()
