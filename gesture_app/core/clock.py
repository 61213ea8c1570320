"""The time and a way to let it pass, handed to whoever waits; tests and audits bring their own."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Clock:
    """A monotonic clock."""

    now_s: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep


def hurried_clock() -> Clock:
    """A clock that only advances by sleeping, which takes no time.

    A paced source that goes by it gives every frame the time it would have had, as fast as frames are taken.
    """
    now_s = 0.0

    def sleep(seconds: float) -> None:
        nonlocal now_s
        now_s += seconds

    return Clock(lambda: now_s, sleep)
