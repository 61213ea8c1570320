"""When the daily self-test is due."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, time


def parse_hour(text: str) -> time | None:
    """An hour of the day such as 04:00; None where it is none."""
    try:
        return datetime.strptime(text, "%H:%M").time()
    except ValueError:
        return None


class Daily:
    """Says once a day that an hour has come.

    Args:
        hour: None: never.
        now: The time on the wall; it may jump.
    """

    def __init__(self, hour: time | None, now: Callable[[], datetime]) -> None:
        self._hour = hour
        self._now = now
        self._before = now()

    def is_due(self) -> bool:
        """Whether the hour has passed since the last time this was asked."""
        before, self._before = self._before, self._now()
        if self._hour is None:
            return False
        due = datetime.combine(self._before.date(), self._hour, self._before.tzinfo)
        return before < due <= self._before
