"""The app as its user runs it, in a process of its own, and read while it runs."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

Row = Mapping[str, Any]

END_S = 100.0  # the app ends within a second; a busy machine may need longer
# For tests that are not about arming or dropouts: the hand need not arm first, nor is it lost when a busy machine looks
# away for a second.
ARMED = ("--set", "always_armed=true", "--set", "grace_ms=1000")
RUN = (sys.executable, "-m", "gesture_app", "run")


class AppRun:
    """A headless run; whoever reads its lines waits for what happens, and need not guess how long that takes."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process
        self.rows: list[Row] = []  # everything read so far, the summary included

    def orders(self) -> Iterator[Row]:
        """The decisions that fired, each as soon as the player has reacted, until the run ends."""
        assert self._process.stdout is not None
        for line in self._process.stdout:
            row = json.loads(line)
            self.rows.append(row)
            if row.get("command"):
                yield row

    def stop(self) -> None:
        """Press Ctrl-C."""
        self._process.send_signal(signal.SIGINT)

    def end(self) -> tuple[int, str]:
        """Read what is left and wait; gives the exit code and what was complained about."""
        for _ in self.orders():
            pass
        assert self._process.stderr is not None
        complaints = self._process.stderr.read()
        return self._process.wait(END_S), complaints

    @property
    def summary(self) -> Row:
        """The last line of a run that has ended."""
        assert self.rows[-1].get("summary") is True
        return self.rows[-1]

    @property
    def decisions(self) -> list[Row]:
        """All decisions read so far, those that fired among them."""
        return [row for row in self.rows if not row.get("summary")]


@contextlib.contextmanager
def running_app(source: str | Path, player: str, *more: str, bus: str = "") -> Iterator[AppRun]:
    """Start `gesture-app run --headless --json`; it does not outlive the test.

    Args:
        more: Further words of the command line.
        bus: Address of the D-Bus where the player is.
    """
    line = [*RUN, "--headless", "--json", "--source", str(source), "--player", player, *more]
    environment = os.environ | ({"DBUS_SESSION_BUS_ADDRESS": bus} if bus else {})
    pipe = subprocess.PIPE
    with subprocess.Popen(line, stdout=pipe, stderr=pipe, text=True, env=environment) as process:
        try:
            yield AppRun(process)
        finally:
            process.kill()
