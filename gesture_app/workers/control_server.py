"""Answers other processes of this user on a thread of its own, so that none of them can hold up the app."""

from __future__ import annotations

import hmac
import select
import socket
import threading
import time
from collections.abc import Callable

from gesture_app.core.control import LONGEST_LINE, Status, Verb, read_request, refusal_line, status_line
from gesture_app.core.errors import ControlError
from gesture_app.workers.channel import Claim
from gesture_app.workers.wire import receive_exactly, receive_line

CALLER_LIMIT_S = 1.0  # to say what is wanted; whoever takes longer keeps others waiting
_RECOVER_S = 0.2

Answer = Callable[[Verb], Status]  # called on the server's thread; raises ControlError


class ControlServer:
    """Takes one caller after the other: one question, one answer; owns the claim from now on.

    Args:
        answer: Does what is asked and gives the status; must return within seconds.
    """

    def __init__(self, claim: Claim, answer: Answer) -> None:
        self._claim = claim
        self._answer = answer
        self._stop_here, self._stop_there = socket.socketpair()
        self._thread = threading.Thread(target=self._run, name="control")

    def start(self) -> None:
        """Begin to answer."""
        self._claim.listener.settimeout(0.0)
        self._thread.start()

    def close(self) -> None:
        """Finish the answer at hand and give the channel back; may be called twice."""
        if self._thread.is_alive():
            self._stop_there.send(b".")
            self._thread.join()
        self._stop_here.close()
        self._stop_there.close()
        self._claim.close()

    def _run(self) -> None:
        """Sleep until there is a caller or an end of it; nothing wakes the machine up in between."""
        listener = self._claim.listener
        while True:
            ready, _, _ = select.select([listener, self._stop_here], [], [])
            if self._stop_here in ready:
                return
            try:
                caller, _ = listener.accept()
            except BlockingIOError:
                continue  # the caller has hung up
            except OSError:
                time.sleep(_RECOVER_S)  # no file handles left: not for ever, and nothing to hurry for
                continue
            with caller:
                self._serve(caller)

    def _serve(self, caller: socket.socket) -> None:
        """Answer a question; a caller who hangs, hangs up or lacks the key gets none."""
        deadline_s = time.monotonic() + CALLER_LIMIT_S
        try:
            key = receive_exactly(caller, len(self._claim.key), deadline_s)
            if hmac.compare_digest(key, self._claim.key):
                line = receive_line(caller, LONGEST_LINE, deadline_s)
                caller.settimeout(CALLER_LIMIT_S)
                caller.sendall(self._reply(line))
        except OSError:
            return

    def _reply(self, line: bytes) -> bytes:
        try:
            return status_line(self._answer(read_request(line)))
        except ControlError as error:
            return refusal_line(str(error))
