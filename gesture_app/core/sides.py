"""Which hand it is: single looks that may err are averaged over time until one side is sure."""

from __future__ import annotations

import math
from dataclasses import dataclass

from gesture_app.core.types import Side

WINDOW_S = 0.4  # the average weighs time, not frames, so that every frame rate decides alike
LONGEST_WORD_S = 0.15  # a look speaks for the time since the one before it, but no longer than this
FIRST_WORD_S = 0.03  # nothing came before the first
ENTER, STAY = 0.80, 0.65  # how sure the average must be of a side, and remain; below that it is not known


@dataclass(slots=True)
class SideVote:
    """Left, right or not known yet, of one hand."""

    left: float = 0.5  # the average: how surely it is the left hand
    side: Side | None = None
    heard_at_s: float | None = None

    def hear(self, left: float, at_s: float) -> None:
        """Take one look into account."""
        spoken_s = FIRST_WORD_S if self.heard_at_s is None else min(at_s - self.heard_at_s, LONGEST_WORD_S)
        self.left += (1 - math.exp(-2 * spoken_s / WINDOW_S)) * (left - self.left)
        self.heard_at_s = at_s
        if self.side is not None and self.certainty(self.side) < STAY:
            self.side = None
        likelier = Side.LEFT if self.left > 0.5 else Side.RIGHT
        if self.certainty(likelier) >= ENTER:
            self.side = likelier

    def certainty(self, side: Side) -> float:
        """How surely it is this hand, 0 to 1."""
        return self.left if side is Side.LEFT else 1 - self.left
