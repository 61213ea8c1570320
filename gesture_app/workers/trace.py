"""The trace: the last minute of sightings and decisions, for whoever wants to know afterwards. Never a picture."""

from __future__ import annotations

import threading
from collections import deque

from gesture_app.core.moments import Moment

KEPT_S = 60.0  # long enough to ask "why did that fire?" after having come to the page


class Trace:
    """Keeps moments as long as they are young; one thread adds to it, any thread reads."""

    def __init__(self, kept_s: float = KEPT_S) -> None:
        self._kept_s = kept_s
        self._moments: deque[Moment] = deque()
        self._lock = threading.Lock()

    def add(self, moment: Moment) -> None:
        """Note the newest moment; one that lies before the last begins a new trace, as its clock is another."""
        with self._lock:
            if self._moments and moment.at_s < self._moments[-1].at_s:
                self._moments.clear()
            self._moments.append(moment)
            while moment.at_s - self._moments[0].at_s > self._kept_s:
                self._moments.popleft()

    def moments(self) -> tuple[Moment, ...]:
        """Everything that is kept, in the order of time."""
        with self._lock:
            return tuple(self._moments)
