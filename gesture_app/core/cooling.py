"""Cooling: what an order leaves behind, a pause for everything and a gesture that must be let go."""

from __future__ import annotations

import math

from gesture_app.core import gates
from gesture_app.core.types import Gate, GateName


class Cooling:
    """Remembers the last order and the gestures that are still held since they gave one."""

    def __init__(self) -> None:
        self._until_s = -math.inf
        self._held_s: dict[str, float] = {}  # gesture -> when a hand was last seen making it

    def start(self, at_s: float, pause_s: float) -> None:
        """An order was given: no other for this long."""
        self._until_s = at_s + pause_s

    def await_release(self, gesture: str, at_s: float) -> None:
        """Let a gesture that gave an order not count again until it was let go."""
        self._held_s[gesture] = at_s

    def note_held(self, gesture: str, at_s: float) -> None:
        """A hand makes this gesture."""
        if gesture in self._held_s:
            self._held_s[gesture] = at_s

    def note_time(self, at_s: float, grace_s: float) -> None:
        """A gesture has been let go when no hand made it for longer than a hand may be lost from view."""
        self._held_s = {gesture: seen_s for gesture, seen_s in self._held_s.items() if at_s - seen_s <= grace_s}

    def gate(self, gesture: str, at_s: float) -> Gate | None:
        """What stands against a gesture that is held long enough."""
        pause = gates.wait_gate(GateName.COOLDOWN, "cooldown", self._until_s, at_s)
        return pause or self.release_gate(gesture)

    def release_gate(self, gesture: str) -> Gate | None:
        """Closed while the gesture must still be let go."""
        return gates.RELEASE if gesture in self._held_s else None

    def forget_all(self) -> None:
        """Begin anew."""
        self._until_s = -math.inf
        self._held_s.clear()
