"""Keeps time for sources that have none of their own."""

from __future__ import annotations

from gesture_app.core.clock import Clock


class Pace:
    """Lets one frame through per tick of a steady rate."""

    def __init__(self, fps: float, clock: Clock) -> None:
        self._period_s = 1 / fps
        self._clock = clock
        self._due_s = clock.now_s()

    def wait(self) -> None:
        """Sleep until the next frame is due; a frame that is late does not make the following ones hurry."""
        now_s = self._clock.now_s()
        if now_s < self._due_s:
            self._clock.sleep(self._due_s - now_s)
        self._due_s = max(self._due_s, now_s - self._period_s) + self._period_s
