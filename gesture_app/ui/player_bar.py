"""The player bar: which player is controlled, what it does, and what really happened to the last order."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QKeySequence
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout

from gesture_app.core.types import Outcome, Playback, PlayerState
from gesture_app.ui.elided_label import ForeignLabel
from gesture_app.ui.fitted_label import FittedLabel
from gesture_app.ui.icons import VERDICTS, IconButton, icon_pixmap
from gesture_app.ui.theme import GAP_PX, ICON_PX, MARGIN_PX, Theme
from gesture_app.ui.words import latency_word, playback_word, said, unbroken

UNDO_SHOWN_MS = 3000
_PLAYBACK_ICONS = {
    Playback.PLAYING: "play",
    Playback.PAUSED: "pause",
    Playback.STOPPED: "stop",
    Playback.UNKNOWN: "player",
}


class PlayerBar(QFrame):
    """Shows the player and the last outcome; the verdict has an icon and a word, never colour alone.

    Signals:
        undo_wished: The user wants the last order taken back.
    """

    undo_wished = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("card")
        self.setAccessibleName(self.tr("Player"))
        self._theme = theme
        self._playback_icon = QLabel()
        self._player = ForeignLabel("heading")
        self._state = ForeignLabel("muted")
        self._verdict_icon = QLabel()
        self._verdict = FittedLabel("", lines=3)
        self._undo = IconButton(theme, "undo", self.tr("Undo"))
        self._undo.setShortcut(QKeySequence.StandardKey.Undo)
        self._undo.clicked.connect(self._wish_undo)
        self.undo_shown_ms = UNDO_SHOWN_MS  # longer for who needs it
        self._undo_timer = QTimer(self, singleShot=True)
        self._undo_timer.timeout.connect(self._undo.hide)
        self._playback = Playback.UNKNOWN
        self._note = ""
        self._outcome: Outcome | None = None
        self._lay_out()
        theme.changed.connect(self._recolour)
        self.show_player(self.tr("No player"), None)
        self._show_verdict(self.tr("No order yet"))

    def give_time(self, times: float) -> None:
        """Offer to take an order back for so many times as long as usual."""
        self.undo_shown_ms = round(times * UNDO_SHOWN_MS)

    def set_note(self, note: str) -> None:
        """Say this sentence in place of what the player says about itself; an empty one ends that."""
        self._note = note
        self._state.setText(note)

    def show_player(self, title: str, state: PlayerState | None) -> None:
        """Show the controlled player and what it says about itself; None when it does not say."""
        self._playback = state.playback if state else Playback.UNKNOWN
        self._player.setText(said(title))
        self._state.setText(self._note or (self._summary(state) if state else ""))
        self._recolour()

    def show_outcome(self, outcome: Outcome, *, can_undo: bool) -> None:
        """Show what really happened to an order, and offer for a while to take it back."""
        self._outcome = outcome
        self._show_verdict(self._verdict_word(outcome))
        self._undo.setVisible(can_undo)
        if can_undo:
            self._undo_timer.start(self.undo_shown_ms)
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, said(outcome.text)))

    def _summary(self, state: PlayerState) -> str:
        """As far as the player says: "Playing · Blue in Green · volume 40 %"."""
        parts = [playback_word(state.playback)]
        if state.title:
            parts.append(state.title)
        if state.is_muted:
            parts.append(self.tr("muted"))
        elif state.volume is not None:
            parts.append(self.tr("volume {percent} %").format(percent=round(state.volume * 100)))
        return " · ".join(parts)

    def _verdict_word(self, outcome: Outcome) -> str:
        what = said(outcome.text)
        if outcome.obeyed is None:
            return self.tr("Unconfirmed: {what}").format(what=what)
        if not outcome.obeyed:
            return self.tr("No effect: {what}").format(what=what)
        return self.tr("{what} ({latency})").format(what=what, latency=unbroken(latency_word(outcome.latency_s)))

    def _show_verdict(self, text: str) -> None:
        self._verdict.setText(text)
        self._recolour()

    @Slot()
    def _wish_undo(self) -> None:
        """One order is taken back once."""
        self._undo_timer.stop()
        self._undo.hide()
        self.undo_wished.emit()

    @Slot()
    def _recolour(self) -> None:
        colours, ratio = self._theme.colours, self.devicePixelRatioF()
        self._playback_icon.setPixmap(icon_pixmap(_PLAYBACK_ICONS[self._playback], colours.ink, ICON_PX, ratio))
        self._verdict_icon.setVisible(self._outcome is not None)
        if self._outcome is not None:
            verdict = self._outcome.obeyed
            colour = colours.of_verdict(verdict)
            self._verdict_icon.setPixmap(icon_pixmap(VERDICTS[verdict], colour, ICON_PX, ratio))

    def _lay_out(self) -> None:
        room = self._undo.sizePolicy()
        room.setRetainSizeWhenHidden(True)  # so that nothing jumps when it appears
        self._undo.setSizePolicy(room)
        self._undo.hide()
        player = QHBoxLayout()
        player.setSpacing(GAP_PX)
        player.addWidget(self._playback_icon)
        player.addWidget(self._player, 1)
        player.addWidget(self._undo)
        outcome = QHBoxLayout()
        outcome.setSpacing(GAP_PX)
        outcome.addWidget(self._verdict_icon, alignment=Qt.AlignmentFlag.AlignTop)
        outcome.addWidget(self._verdict, 1)
        lines = QVBoxLayout(self)
        lines.setContentsMargins(MARGIN_PX, GAP_PX, MARGIN_PX, GAP_PX)
        lines.setSpacing(GAP_PX // 2)
        lines.addStretch()
        lines.addLayout(player)
        lines.addWidget(self._state)
        lines.addLayout(outcome)
        lines.addStretch()
