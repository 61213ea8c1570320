"""Guesses how long it will take, from how fast it goes here and now."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping

LEAST_S = 3.0  # of watching; the first batches are slower than the rest


class Pace:
    """Watches one stage at a time, from where this process found it.

    Args:
        after: By stage, how long all that comes after it takes, as a multiple of the whole stage; None: nobody can say.
    """

    def __init__(self, after: Mapping[str, float | None], clock: Callable[[], float] = time.monotonic) -> None:
        self._after, self._clock = after, clock
        self._stage = ""
        self._from_s = self._from = 0.0

    def seconds_left(self, stage: str, done: float) -> float | None:
        """How many seconds are left of this stage and all after it; None while nobody can say."""
        now_s = self._clock()
        if stage != self._stage:
            self._stage, self._from_s, self._from = stage, now_s, done
        took_s, share = now_s - self._from_s, done - self._from
        after = self._after.get(stage, 0.0)
        if took_s < LEAST_S or share <= 0 or after is None:
            return None
        return took_s / share * (1 - done + after)
