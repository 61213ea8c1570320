"""Does something again and again on a thread of its own."""

from __future__ import annotations

import threading
from collections.abc import Callable


class Recurring:
    """Acts every so often between start and stop.

    Args:
        act: Called on the thread.
        every_s: How long it waits before each time.
        name: Of the thread.
    """

    def __init__(self, act: Callable[[], None], every_s: float, name: str) -> None:
        self._act = act
        self._every_s = every_s
        self._is_stopped = threading.Event()
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)

    def start(self) -> None:
        """Begin; call once."""
        self._thread.start()

    def stop(self) -> None:
        """Act no more; waits for an act that has begun, and may be called twice."""
        self._is_stopped.set()
        if self._thread.is_alive():
            self._thread.join()

    def _run(self) -> None:
        while not self._is_stopped.wait(self._every_s):
            self._act()
