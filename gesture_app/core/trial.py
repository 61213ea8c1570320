"""The trial of a network that was just put to work: it stays if it does not fail and is quick enough."""

from __future__ import annotations

import bisect
import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from gesture_app.core.sections import DetectorSettings

LEAST_LOOKS = 20  # fewer have no slowest twentieth
COLD_LOOKS = 2  # the first ones, when every cache is cold


class Ruling(Enum):
    """What a trial has come to."""

    OPEN = "open"
    PASSED = "passed"
    TOO_SLOW = "too_slow"


@dataclass(frozen=True, slots=True)
class ModelChange:
    """A network that is in use from now on."""

    settings: DetectorSettings  # as it was opened
    title: str  # engine and model, as the detector says
    why: str = ""  # it was put back; one sentence for a person. Empty where it was wished


def slowest_twentieth(times_s: Sequence[float]) -> float | None:
    """What 19 of 20 looks do not exceed, in seconds; None where there are too few.

    Args:
        times_s: In rising order.
    """
    return times_s[math.ceil(0.95 * len(times_s)) - 1] if len(times_s) >= LEAST_LOOKS else None


class Trial:
    """Watches how long each look takes; used by one thread.

    Args:
        settings: Of the network on trial; they say for how long, and what is too slow.
        before: The model that would be put back.
    """

    def __init__(self, settings: DetectorSettings, before: str) -> None:
        self._settings = settings
        self._before = before
        self._before_s: float | None = None
        self._times_s: list[float] = []
        self._looks = 0
        self._began_at_s: float | None = None

    def compare_with(self, times_s: Sequence[float]) -> None:
        """Learn how long the network before took for its last looks."""
        self._before_s = slowest_twentieth(sorted(times_s))

    @property
    def limit_s(self) -> float:
        """What the slowest twentieth of the looks must not exceed; never less than the network before took itself."""
        settings, before_s = self._settings, self._before_s
        limits_s = [settings.watch_limit_ms / 1000] if settings.watch_limit_ms else []
        if before_s is not None and settings.watch_limit_factor:
            limits_s.append(settings.watch_limit_factor * before_s)
        return max(min(limits_s, default=math.inf), before_s or 0.0)

    def judge(self, detect_s: float, now_s: float) -> Ruling:
        """Count one more look that ended now."""
        if self._began_at_s is None:
            self._began_at_s = now_s
        self._looks += 1
        if self._looks <= COLD_LOOKS:
            return Ruling.OPEN
        bisect.insort(self._times_s, detect_s)
        slow_s = slowest_twentieth(self._times_s)
        if slow_s is None:
            return Ruling.OPEN
        if slow_s > self.limit_s:
            return Ruling.TOO_SLOW
        return Ruling.PASSED if now_s - self._began_at_s >= self._settings.watch_s else Ruling.OPEN

    def failed(self, reason: str) -> str:
        """Says why the network before was put back: this one failed.

        Args:
            reason: A full sentence.
        """
        return f"{reason} The model {self._before}, which looked before, looks again."

    def too_slow(self) -> str:
        """Says why the network before was put back: this one took too long."""
        slow_s = slowest_twentieth(self._times_s) or 0.0
        model, before = self._settings.model, self._before
        slow_ms, limit_ms = round(1000 * slow_s), round(1000 * self.limit_s)
        return (
            f"The model {model} is too slow here: one look in twenty takes {slow_ms} ms or more, "
            f"and the limit is {limit_ms} ms; the model {before} looks again."
        )
