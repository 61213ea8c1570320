"""The vote: which gesture a hand has been making lately, and how surely."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field

from gesture_app.core.sections import EngineSettings

# One detection speaks for the time since the one before it, but no longer than this: a flicker of one frame in a
# third of a second is not a gesture. Long enough that one lost frame at 15 fps costs nothing.
LONGEST_WORD_S = 0.15


@dataclass(frozen=True, slots=True)
class Thresholds:
    """The hysteresis of one gesture."""

    enter: float
    stay: float


def thresholds_of(own: float | None, settings: EngineSettings) -> Thresholds:
    """The hysteresis of a gesture with a least score of its own, or of one without."""
    enter = own or settings.enter_score
    return Thresholds(enter, max(enter - max(settings.enter_score - settings.stay_score, 0.0), 0.0))


@dataclass(slots=True)
class Vote:
    """An average of scores that weighs time, not frames, so that every frame rate decides alike.

    It is the exponential average: after one vote window about 86 % of the weight lies in that window.
    """

    scores: dict[str, float] = field(default_factory=dict)
    winner: str | None = None
    heard_at_s: float | None = None

    def hear(self, gesture: str, score: float, at_s: float, window_s: float) -> None:
        """Take one detection into account."""
        share = self._share(at_s, window_s)
        for label in self.scores:
            self.scores[label] *= 1 - share
        self.scores[gesture] = self.scores.get(gesture, 0.0) + share * score
        self.heard_at_s = at_s

    def elect(self, thresholds: Callable[[str], Thresholds]) -> None:
        """Find the winner: it stays until it falls below `stay`, or until a stronger one reaches `enter`."""
        best = self.leader()
        if self.winner is not None and self.scores[self.winner] < thresholds(self.winner).stay:
            self.winner = None
        if self.scores[best] >= thresholds(best).enter:
            self.winner = best

    @property
    def gesture(self) -> str:
        """The winner, or the leader while there is none; asked only after something was heard."""
        return self.winner or self.leader()

    @property
    def score(self) -> float:
        """The average of that gesture."""
        return self.scores[self.gesture]

    def leader(self) -> str:
        """The gesture with the highest average; the first in the alphabet of equals."""
        return min(self.scores, key=lambda label: (-self.scores[label], label))

    def _share(self, at_s: float, window_s: float) -> float:
        """The weight of what is heard at this moment against all that was heard before."""
        if self.heard_at_s is None or window_s <= 0:
            return 1.0
        spoken_s = min(at_s - self.heard_at_s, LONGEST_WORD_S)
        return 1 - math.exp(-2 * spoken_s / window_s)
