"""Drift: notices that light, distance, frame rate or recognition have become much worse than at the first run.

What is worse must have lasted, and is over only once it is clearly better again, so that nothing flickers. A value that
is still good by the limits of the room check is no drift, however much better it once was.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from enum import Enum

from gesture_app.core.room import HAND, LIGHT, RATE, SHARPNESS, Level, Limits

CALM_S = 30.0  # the values are smoothed over so long: a hand that passes by is no news
LAST_S = 60.0  # of looking on, for which it must be worse before anything is said
BETTER = 1.25  # times what begins a drift ends it
LONGEST_STEP_S = 5.0  # a longer gap was not looked at, and does not count
DAY_S = 24 * 3600.0


class Drift(Enum):
    """What can become worse."""

    LIGHT = "light"
    SHARPNESS = "sharpness"
    RATE = "rate"
    HAND = "hand"
    RECOGNITION = "recognition"


# Below this share of the first run's value it is much worse.
WORSE: Mapping[Drift, float] = {
    Drift.LIGHT: 0.5,
    Drift.SHARPNESS: 0.7,
    Drift.RATE: 0.6,
    Drift.HAND: 0.6,  # sits 1.7 times as far away
    Drift.RECOGNITION: 0.85,
}
LIMITS: Mapping[Drift, Limits] = {
    Drift.LIGHT: LIGHT,
    Drift.SHARPNESS: SHARPNESS,
    Drift.RATE: RATE,
    Drift.HAND: HAND,
}


@dataclass(frozen=True, slots=True)
class Conditions:
    """What recognition depends on, at one moment or typically; None where it was not measured."""

    light: float | None = None  # as in the room check
    sharpness: float | None = None
    rate: float | None = None
    hand: float | None = None
    recognition: float | None = None  # score of the gesture that is shown

    def of(self, drift: Drift) -> float | None:
        """One of them."""
        value: float | None = getattr(self, drift.value)
        return value

    @property
    def is_empty(self) -> bool:
        """Whether nothing was measured."""
        return all(getattr(self, field.name) is None for field in fields(self))


class DriftWatch:
    """Compares what is measured with the first run; used by one thread."""

    def __init__(self, baseline: Conditions) -> None:
        self._baseline = baseline
        self._calm: dict[Drift, float] = {}
        self._worse_s: dict[Drift, float] = {}
        self._seen_s: dict[Drift, float] = {}
        self._drifted: frozenset[Drift] = frozenset()

    @property
    def drifted(self) -> frozenset[Drift]:
        """What is much worse now."""
        return self._drifted

    def step(self, now: Conditions, at_s: float) -> frozenset[Drift]:
        """Take one more measurement into account, at a time on a monotonic clock; gives what is much worse now."""
        self._drifted = frozenset(drift for drift in Drift if self._is_worse(drift, now.of(drift), at_s))
        return self._drifted

    def _is_worse(self, drift: Drift, value: float | None, at_s: float) -> bool:
        was = drift in self._drifted
        if value is None:
            return was
        usual = self._baseline.of(drift)
        if not usual:
            return False
        step_s = min(at_s - self._seen_s.get(drift, at_s), LONGEST_STEP_S)
        self._seen_s[drift] = at_s
        calm = self._calm.get(drift, value)
        calm += (value - calm) * min(max(step_s, 0.0) / CALM_S, 1.0)
        self._calm[drift] = calm
        limit = WORSE[drift] * (BETTER if was else 1.0)
        is_low = calm < limit * usual and not _is_good(drift, calm)
        self._worse_s[drift] = self._worse_s.get(drift, 0.0) + step_s if is_low else 0.0
        return is_low if was else self._worse_s[drift] >= LAST_S


def may_offer(offered_at_s: float | None, now_s: float) -> bool:
    """Whether a new check may be offered, at most once a day; a clock that was set back does not forbid it for long."""
    return offered_at_s is None or not 0 <= now_s - offered_at_s < DAY_S


def _is_good(drift: Drift, value: float) -> bool:
    return drift in LIMITS and LIMITS[drift].level(value) is Level.GOOD
