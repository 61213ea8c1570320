"""Toggles: which gestures were last switched on, to be switched off by the next time they are shown."""

from __future__ import annotations

from gesture_app.core.bindings import Binding
from gesture_app.core.gestures import TriggerMode
from gesture_app.core.types import Side


class Toggles:
    """Remembers what is on: a gesture, or that of one hand where the hands mean different things."""

    def __init__(self) -> None:
        self._on: set[tuple[str, Side | None]] = set()

    def is_on(self, binding: Binding) -> bool:
        """Whether it was switched on last."""
        return (binding.gesture, binding.hand) in self._on

    def note_fired(self, binding: Binding) -> None:
        """It gave its order; of triggers that are no toggle, nothing is remembered."""
        if binding.mode is TriggerMode.TOGGLE:
            self._on ^= {(binding.gesture, binding.hand)}
