"""What a kiosk shows when: the invitation, the film, or the film with a hand's progress over it."""

from __future__ import annotations

import math
from enum import Enum

PRESENT_S = 0.3  # a hand seen for a moment is a shadow, and no visitor
GAP_S = 0.5  # lost for so long, a hand has gone
LINGER_S = 2.0  # what the hand did is to be read, also when it was lowered at once


class Scene(Enum):
    """What is on the screen."""

    ATTRACT = "attract"  # nobody is there
    HAND = "hand"  # somebody raises a hand
    FILM = "film"  # somebody was there a moment ago


class Visit:
    """Follows visitors as they come and go; all times are of one monotonic clock."""

    def __init__(self, reset_after_s: float) -> None:
        self._reset_after_s = reset_after_s
        self._is_on = False
        self._hand_since_s = math.inf
        self._hand_at_s = -math.inf
        self._sign_at_s = -math.inf

    def note_hand(self, at_s: float) -> None:
        """There is a hand in the picture."""
        if at_s - self._hand_at_s > GAP_S:
            self._hand_since_s = at_s
        self._hand_at_s = at_s
        if at_s - self._hand_since_s >= PRESENT_S:
            self._note_visitor(at_s)

    def note_order(self, at_s: float) -> None:
        """An order left."""
        self._note_visitor(at_s)

    def scene(self, now_s: float) -> Scene:
        """What to show."""
        if not self._is_on:
            return Scene.ATTRACT
        return Scene.HAND if now_s - self._sign_at_s <= LINGER_S else Scene.FILM

    def ends(self, now_s: float) -> bool:
        """Whether the visit ends now, so that everything has to be put back; True once for each visit."""
        if not self._is_on or now_s - self._sign_at_s < self._reset_after_s:
            return False
        self._is_on = False
        return True

    def _note_visitor(self, at_s: float) -> None:
        self._is_on = True
        self._sign_at_s = at_s
