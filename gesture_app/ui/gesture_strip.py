"""The gesture strip: which gesture is seen, how far its hold has come, and what fires or what blocks it."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt, QTimer, Slot
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QImage
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from gesture_app.core.bindings import Bindings, default_bindings
from gesture_app.core.gestures import Gesture
from gesture_app.core.types import Command, Decision, Phase
from gesture_app.ui.armed_badge import ArmedBadge
from gesture_app.ui.fitted_label import FittedLabel
from gesture_app.ui.hold_ring import HoldRing
from gesture_app.ui.icons import icon_pixmap
from gesture_app.ui.theme import GAP_PX, ICON_PX, MARGIN_PX, Theme
from gesture_app.ui.words import command_word, gesture_word, reason_words

FIRED_SHOWN_MS = 1200  # long enough to be read; a decision itself lasts one frame
_EAGERNESS = (Phase.FIRED, Phase.ARMED, Phase.HELD, Phase.COOLING, Phase.SEEN)


def leading(decisions: tuple[Decision, ...]) -> Decision | None:
    """The hand to talk about: the one that has come furthest, then the clearest."""
    if not decisions:
        return None
    return min(decisions, key=lambda decision: (_EAGERNESS.index(decision.phase), -decision.progress, -decision.score))


class GestureStrip(QFrame):
    """Says in large type what the app makes of the leading hand."""

    def __init__(self, theme: Theme, vocabulary: Mapping[str, Gesture]) -> None:
        super().__init__()
        self.setObjectName("card")
        self.setAccessibleName(self.tr("Gesture"))
        self._theme = theme
        self._vocabulary = vocabulary
        self._command: Command | None = None
        self._bindings = default_bindings(vocabulary)
        self._pictures: Mapping[str, QImage] = {}
        self._ring = HoldRing(theme)
        self._badge = ArmedBadge(theme)
        self._seen = FittedLabel("display")
        self._effect_icon = QLabel()
        self._effect = FittedLabel("effect")
        self._reason = FittedLabel("reason", lines=2)
        self._idle_words = (self.tr("No hand"), self.tr("Show a hand to the camera."))
        self._latest: Decision | None = None
        self._fired: Decision | None = None
        self._fired_timer = QTimer(self, singleShot=True, interval=FIRED_SHOWN_MS)
        self._fired_timer.timeout.connect(self._forget_fired)
        theme.changed.connect(self._recolour)
        self._lay_out()
        self.show_decision(None)

    def set_bindings(self, bindings: Bindings) -> None:
        """Learn what each gesture does."""
        self._bindings = bindings

    def set_pictures(self, pictures: Mapping[str, QImage]) -> None:
        """Show these pictures of the gestures from now on, keyed by label."""
        self._pictures = pictures

    def set_idle_words(self, seen: str, advice: str) -> None:
        """Show these words whenever there is no hand; why not depends on more than the picture."""
        self._idle_words = (seen, advice)
        self.show_decision(None)

    def give_time(self, times: float) -> None:
        """Say what fired for so many times as long as usual."""
        self._fired_timer.setInterval(round(times * FIRED_SHOWN_MS))

    def show_armed(self, left_s: float | None, window_s: float) -> None:
        """Show how long orders are still taken; None when they are not, infinity when always."""
        self._badge.show_armed(left_s, window_s)

    def show_fired(self, decision: Decision) -> None:
        """An order left; say so until it has been read."""
        self._fired = decision
        self._fired_timer.start()
        self._show(decision)
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, self._effect.text()))

    def show_decision(self, decision: Decision | None) -> None:
        """Show what is thought of the leading hand; None when there is no hand."""
        self._latest = decision
        if self._fired is None or self._is_another(decision, self._fired):
            self._show(decision)

    def _is_another(self, decision: Decision | None, fired: Decision) -> bool:
        """Whether the hand does something else by now; one that has swiped is bound to make a posture again."""
        swiped = self._vocabulary.get(fired.gesture)
        has_swiped = swiped is not None and swiped.motion is not None
        return decision is not None and decision.gesture != fired.gesture and not has_swiped

    def _show(self, decision: Decision | None) -> None:
        if decision is None:
            seen, advice = self._idle_words
            self._seen.setText(seen)
            self._reason.setText(advice)
            self._show_effect(None)
            self._ring.show_hold(QImage(), 0.0, has_fired=False)
            return
        gesture = self._vocabulary.get(decision.gesture)
        self._seen.setText(gesture_word(gesture.title) if gesture else decision.gesture)
        self._show_effect(self._command_of(decision))
        self._reason.setText(reason_words(decision))
        picture = self._pictures.get(decision.gesture, QImage())
        self._ring.show_hold(picture, decision.progress, has_fired=decision.phase is Phase.FIRED)

    def _command_of(self, decision: Decision) -> Command | None:
        binding = self._bindings.of(decision.gesture).from_hand(decision.side)
        return decision.order.command if decision.order else binding.command

    def _show_effect(self, command: Command | None) -> None:
        if command is self._command:
            return  # this runs for every frame, and drawing an icon is not free
        self._command = command
        self._effect.setText("" if command is None else command_word(command))
        self._effect.setVisible(command is not None)
        self._recolour()

    @Slot()
    def _recolour(self) -> None:
        """A command's icon is the file of its name."""
        self._effect_icon.setVisible(self._command is not None)
        if self._command is not None:
            colour, ratio = self._theme.colours.ink, self.devicePixelRatioF()
            self._effect_icon.setPixmap(icon_pixmap(self._command.value, colour, ICON_PX, ratio))

    @Slot()
    def _forget_fired(self) -> None:
        self._fired = None
        self._show(self._latest)

    def _lay_out(self) -> None:
        middle = QWidget()
        # Without it the ring drifts to the middle whenever the words are short.
        middle.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        words = QVBoxLayout(middle)
        words.setContentsMargins(0, 0, 0, 0)
        words.setSpacing(GAP_PX // 4)
        words.addStretch()
        for part in (self._effect_icon, self._effect):
            part.hide()
        effect = QHBoxLayout()
        effect.setSpacing(GAP_PX)
        effect.addWidget(self._effect_icon)
        effect.addWidget(self._effect, 1)
        words.addWidget(self._seen)
        words.addLayout(effect)
        words.addWidget(self._reason)
        words.addStretch()
        hand = QVBoxLayout()  # the badge stands below the ring: beside the words it would take half of their room
        hand.setSpacing(GAP_PX // 2)
        hand.addWidget(self._ring, alignment=Qt.AlignmentFlag.AlignHCenter)
        hand.addWidget(self._badge, alignment=Qt.AlignmentFlag.AlignHCenter)
        row = QHBoxLayout(self)
        row.setContentsMargins(MARGIN_PX, GAP_PX, MARGIN_PX, GAP_PX)
        row.setSpacing(MARGIN_PX)
        row.addLayout(hand)
        row.addWidget(middle, 1)
