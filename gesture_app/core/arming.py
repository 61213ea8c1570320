"""Arming: orders are only taken from a hand that was raised for it, and only for a while."""

from __future__ import annotations

import math

from gesture_app.core.sections import EngineSettings


class Arming:
    """Whether orders are taken now, and from which hand."""

    def __init__(self) -> None:
        self._until_s = -math.inf
        self._hand: int | None = None

    def left_s(self, settings: EngineSettings, at_s: float) -> float | None:
        """How long orders will still be taken; None if they are not, infinity if always."""
        if settings.always_armed:
            return math.inf
        left_s = self._until_s - at_s
        return left_s if left_s > 0 else None

    def obeys(self, settings: EngineSettings, hand: int, hands_in_view: frozenset[int]) -> bool:
        """Whether this hand may give orders while armed: the one that armed, or any once that one has gone."""
        if settings.always_armed or not settings.lock_to_arming_hand:
            return True
        return self._hand == hand or self._hand not in hands_in_view

    def arm(self, hand: int, until_s: float) -> None:
        """Take orders from this hand until then, or for longer if that was already granted."""
        self._hand = hand
        self._until_s = max(self._until_s, until_s)

    def disarm(self) -> None:
        """Take no more orders."""
        self._until_s = -math.inf
        self._hand = None
