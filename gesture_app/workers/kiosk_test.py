"""Runs a kiosk's self-test in a process of its own, so that neither its load nor its failure reaches the window."""

from __future__ import annotations

import json
import queue
from collections.abc import Callable

from gesture_app.core.kiosk_selftest import Verdict, failed
from gesture_app.workers.kiosk_child import ChildProcess, Command

LIMIT_S = 180.0  # the clip lasts 18 seconds; a busy machine may take minutes to load the network


class RunningTest:
    """One self-test.

    Args:
        command: Prints its verdict as JSON.
        now_s: A monotonic clock.
    """

    def __init__(self, command: Command, now_s: Callable[[], float]) -> None:
        self._lines: queue.SimpleQueue[str] = queue.SimpleQueue()
        self._complaints: queue.SimpleQueue[str] = queue.SimpleQueue()
        self._now_s = now_s
        self._started_s = now_s()
        self._process = ChildProcess(command, self._lines.put, self._complaints.put)

    def verdict(self) -> Verdict | None:
        """What came of it, once it has ended or taken too long."""
        if self._process.exit_code() is not None:
            return self._read()
        if self._now_s() - self._started_s <= LIMIT_S:
            return None
        self._process.kill()
        return failed(f"The self-test took longer than {LIMIT_S:g} s and was ended.")

    def kill(self) -> None:
        """Give it up."""
        self._process.kill()

    def _read(self) -> Verdict:
        while not self._lines.empty():
            try:
                return Verdict(**json.loads(self._lines.get()))
            except (ValueError, TypeError):
                continue  # libraries print, too
        return failed("It ended without a verdict." if self._complaints.empty() else self._complaints.get())
