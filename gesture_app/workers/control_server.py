"""Answers other processes of this user on a thread of its own, so that none of them can hold up the app."""

from __future__ import annotations

import hmac
import socket
import threading
import time
from collections.abc import Callable

from gesture_app.core.control import LONGEST_LINE, Status, Verb, read_request, refusal_line, status_line
from gesture_app.core.errors import ControlError
from gesture_app.workers.channel import Claim
from gesture_app.workers.wire import receive_exactly, receive_line

CALLER_LIMIT_S = 1.0  # to say what is wanted; whoever takes longer keeps others waiting
_LOOK_S = 0.2  # how late close() is noticed

Answer = Callable[[Verb], Status]  # called on the server's thread; raises ControlError


class ControlServer:
    """Takes one caller after the other: one question, one answer; owns the claim from now on.

    Args:
        answer: Does what is asked and gives the status; must return within seconds.
    """

    def __init__(self, claim: Claim, answer: Answer) -> None:
        self._claim = claim
        self._answer = answer
        self._should_stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="control")

    def start(self) -> None:
        """Begin to answer."""
        self._claim.listener.settimeout(_LOOK_S)
        self._thread.start()

    def close(self) -> None:
        """Finish the answer at hand and give the channel back; may be called twice."""
        self._should_stop.set()
        if self._thread.is_alive():
            self._thread.join()
        self._claim.close()

    def _run(self) -> None:
        while not self._should_stop.is_set():
            try:
                caller, _ = self._claim.listener.accept()
            except TimeoutError:
                continue
            except OSError:
                # A caller that hung up before it was taken, or no file handles left: neither is for ever.
                self._should_stop.wait(_LOOK_S)
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
