"""The try-out: shows gestures at a player that only pretends, so that nothing real is disturbed."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QProgressBar, QVBoxLayout

from gesture_app.core.types import Decision, Outcome, Phase
from gesture_app.ui.elided_label import ElidedLabel
from gesture_app.ui.icons import IconButton
from gesture_app.ui.theme import GAP_PX, MARGIN_PX, Theme
from gesture_app.ui.words import command_word, reason_words, said

HOLD_PX = 6  # height of the bar that fills while a gesture is held


class TryOut(QFrame):
    """A button to begin and end with, and what the app makes of the hand meanwhile.

    Signals:
        wished(bool): The try-out shall begin, or end.
    """

    wished = Signal(bool)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("card")
        self.setAccessibleName(self.tr("Try-out"))
        self._button = IconButton(theme, "play")
        self._button.setCheckable(True)
        self._button.toggled.connect(self._switch)
        self._seen, self._done = ElidedLabel(""), ElidedLabel("small")
        self._fired = ""  # which gesture ordered what, last
        self._hold = QProgressBar(maximum=100, textVisible=False)
        self._hold.setFixedHeight(HOLD_PX)
        self._hold.setAccessibleName(self.tr("How far the hold has come"))
        self._lay_out()
        self._show_idle()

    @property
    def is_on(self) -> bool:
        """Whether gestures are being tried out."""
        return self._button.isChecked()

    def end(self) -> None:
        """End it, as if the user had."""
        self._button.setChecked(False)

    def show_decision(self, decision: Decision | None, title: str) -> None:
        """Show how far a hand has come; the title is that of its gesture."""
        if not self.is_on:
            return
        if decision is None:
            self._seen.setText(self.tr("Show a gesture to the camera."))
            self._hold.setValue(0)
            return
        self._seen.setText(f"{title} · {reason_words(decision)}")
        self._hold.setValue(round(100 * _held_share(decision)))

    def show_fired(self, decision: Decision, title: str) -> None:
        """Show which gesture has ordered what; it stays there until the next, for a decision lasts one frame only."""
        if self.is_on and decision.order is not None:
            self._fired = f"{title}: {command_word(decision.order.command)}"
            self._done.setText(self._fired)

    def show_outcome(self, outcome: Outcome) -> None:
        """Show what the pretended player made of it."""
        if self.is_on:
            self._done.setText(" · ".join(part for part in (self._fired, said(outcome.text)) if part))
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, self._done.text()))

    @Slot(bool)
    def _switch(self, is_on: bool) -> None:
        self._show_idle()
        self.wished.emit(is_on)

    def _show_idle(self) -> None:
        is_on = self.is_on
        self._fired = ""
        self._button.setText(self.tr("End the try-out") if is_on else self.tr("Try it out"))
        self._seen.setText(self.tr("Show a gesture to the camera.") if is_on else self.tr("How does it feel?"))
        note = self.tr("No order yet") if is_on else self.tr("Gestures go to a player that only pretends.")
        self._done.setText(note)
        self._hold.setValue(0)
        self._hold.setVisible(is_on)

    def _lay_out(self) -> None:
        words = QVBoxLayout()
        words.setSpacing(GAP_PX // 2)
        for widget in (self._seen, self._hold, self._done):
            words.addWidget(widget)
        room = self._hold.sizePolicy()
        room.setRetainSizeWhenHidden(True)  # so that nothing jumps when it appears
        self._hold.setSizePolicy(room)
        row = QHBoxLayout(self)
        row.setContentsMargins(MARGIN_PX, GAP_PX, MARGIN_PX, GAP_PX)
        row.setSpacing(MARGIN_PX)
        row.addLayout(words, 1)
        row.addWidget(self._button)


def _held_share(decision: Decision) -> float:
    """How far a hold has come, 0 to 1; nothing once it is over."""
    return decision.progress if decision.phase in (Phase.HELD, Phase.FIRED) else 0.0
