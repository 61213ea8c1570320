"""A process that is started, listened to and ended by the kiosk's supervisor."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from typing import IO

OnLine = Callable[[str], None]
Command = Sequence[str]  # the program and its arguments

LAST_WORDS_S = 1.0


class ChildProcess:
    """One run of a program; its lines are told on threads of their own.

    The child's standard input stays open as long as this process lives, so that a child that reads it notices a
    supervisor that was killed.
    """

    def __init__(self, command: Command, on_line: OnLine, on_complaint: OnLine) -> None:
        # A session of its own: Ctrl-C in a terminal is for the supervisor, which then ends the child in order.
        self._process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
            errors="replace",
            start_new_session=True,
        )
        self._readers = [
            threading.Thread(target=_read, args=(pipe, told), name="kiosk-reader", daemon=True)
            for pipe, told in ((self._process.stdout, on_line), (self._process.stderr, on_complaint))
        ]
        for reader in self._readers:
            reader.start()

    @property
    def pid(self) -> int:
        """Its number."""
        return self._process.pid

    def exit_code(self) -> int | None:
        """How it ended, if it has; by then everything it said was told."""
        code = self._process.poll()
        if code is not None:
            self._conclude()
        return code

    def kill(self) -> None:
        """End it at once, hung or not."""
        self._process.kill()
        self._process.wait()
        self._conclude()

    def end(self, wait_s: float) -> None:
        """Ask it to end, and kill it if it does not within wait_s seconds."""
        self._process.terminate()
        try:
            self._process.wait(wait_s)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._conclude()

    def _conclude(self) -> None:
        for reader in self._readers:
            # What the child started may live on and hold the pipe open; then the reader is left behind.
            reader.join(LAST_WORDS_S)
        if any(reader.is_alive() for reader in self._readers):
            return
        for pipe in (self._process.stdin, self._process.stdout, self._process.stderr):
            if pipe is not None:
                pipe.close()


class Supervised:
    """The other end: what a child does to be heard, and to notice that nobody hears it any more."""

    def __init__(self, on_orphaned: Callable[[], None]) -> None:
        self._on_orphaned = on_orphaned
        # A daemon, because nothing can wake it but the supervisor's end.
        self._thread = threading.Thread(target=self._wait_for_the_end, name="kiosk-orphan", daemon=True)

    def start(self) -> None:
        """Begin to watch over the supervisor."""
        self._thread.start()

    def tell(self, line: str) -> None:
        """Tell the supervisor one line; any thread may. Short lines are never torn, because a pipe takes them whole."""
        with contextlib.suppress(BrokenPipeError):  # nobody hears it any more, and the other thread has noticed
            os.write(sys.stdout.fileno(), f"{line}\n".encode())

    def _wait_for_the_end(self) -> None:
        # Not sys.stdin.read(): Python aborts at exit when a thread holds that file's lock.
        while os.read(sys.stdin.fileno(), 1):
            pass
        self._on_orphaned()


def _read(pipe: IO[str] | None, on_line: OnLine) -> None:
    if pipe is not None:
        for line in pipe:
            on_line(line.rstrip("\n"))
