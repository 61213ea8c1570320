"""What surprising bindings are called in the user's language."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QCoreApplication

from gesture_app.core.conflicts import Conflict, ConflictName
from gesture_app.core.gestures import Gesture
from gesture_app.ui.words import gesture_word


def conflict_sentence(conflict: Conflict, vocabulary: Mapping[str, Gesture]) -> str:
    """One sentence on what would surprise, and what to do about it."""
    titles = [gesture_word(vocabulary[label].title) if label in vocabulary else label for label in conflict.gestures]
    return _sentences()[conflict.name].format(gestures=", ".join(titles))


def _sentences() -> Mapping[ConflictName, str]:
    tr = QCoreApplication.translate
    return {
        ConflictName.SAME_COMMAND: tr("Conflicts", "These do the same: {gestures}."),
        ConflictName.ARMS_AT_ONCE: tr("Conflicts", "{gestures} arms at once, even in passing; give it an arming time."),
        ConflictName.ORDERS_WHEN_ARMING: tr(
            "Conflicts", "{gestures} arms and gives its own order at once; give it a hold time."
        ),
        ConflictName.NEVER_DISARMS: tr(
            "Conflicts", "{gestures} gives its order instead of disarming; take its command away."
        ),
        ConflictName.ARMS_AND_DISARMS: tr("Conflicts", "{gestures} both arms and disarms; choose another for one."),
        ConflictName.NO_OPPOSITE: tr("Conflicts", "Nothing takes this command back; trigger it once."),
        ConflictName.FLICKERS: tr("Conflicts", "This undoes itself when it repeats; trigger it once."),
        ConflictName.IS_A_DIAL: tr("Conflicts", "The height of the hand turns the volume, whatever the command is."),
        ConflictName.CANNOT_BE_HELD: tr("Conflicts", "A swipe cannot be held; trigger it once, or on and off in turn."),
        ConflictName.NO_HAND: tr("Conflicts", "The other hand has a command, but either hand does; choose a hand."),
        ConflictName.FLOODS: tr("Conflicts", "Orders follow each other without a pause; give it a hold or a cooldown."),
    }
