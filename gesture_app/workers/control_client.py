"""Asks the running app of this user something."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterable
from pathlib import Path

from gesture_app.core.control import LONGEST_LINE, Status, Verb, read_status, request_line
from gesture_app.core.errors import ControlError
from gesture_app.workers.channel import Channel, channel_at
from gesture_app.workers.wire import receive_line

# A window that is only just starting, on a slow machine, answers once it stands.
ANSWER_LIMIT_S = 10.0
_TRY_AGAIN_S = 0.05
_SILENT = "Gesture control is running but does not answer; end it and start it again."


def window_channel(folder: Path) -> Channel:
    """Where the one window of a user listens."""
    return channel_at(folder, "window")


def headless_channel(folder: Path) -> Channel:
    """Where a run without a window listens: the first of them, for there may be several."""
    return channel_at(folder, "headless")


def ask_running(channels: Iterable[Channel], verb: Verb) -> Status:
    """Ask the first of these that somebody listens to.

    Raises:
        ControlError: Nobody does, or whoever does gives no sensible answer.
    """
    for channel in channels:
        status = ask(channel, verb)
        if status is not None:
            return status
    raise ControlError("Gesture control is not running; start it with `gesture-app run`.")


def ask(channel: Channel, verb: Verb, limit_s: float = ANSWER_LIMIT_S) -> Status | None:
    """Ask whoever listens; None if nobody does.

    Raises:
        ControlError: It does not answer in time, or nothing sensible.
    """
    deadline_s = time.monotonic() + limit_s
    caller = channel.connect(limit_s)
    if caller is None:
        return None
    with caller:
        return read_status(_exchange(caller, request_line(verb), deadline_s))


def ask_holder(channel: Channel, verb: Verb, limit_s: float = ANSWER_LIMIT_S) -> Status:
    """Ask whoever holds a channel that could not be claimed: between its claim and its listening lies a moment.

    Raises:
        ControlError: It does not answer in time, or nothing sensible.
    """
    deadline_s = time.monotonic() + limit_s
    while time.monotonic() < deadline_s:
        status = ask(channel, verb, limit_s)
        if status is not None:
            return status
        time.sleep(_TRY_AGAIN_S)
    raise ControlError(_SILENT)


def _exchange(caller: socket.socket, request: bytes, deadline_s: float) -> bytes:
    """The answer; silence is none."""
    try:
        caller.sendall(request)
        answer = receive_line(caller, LONGEST_LINE, deadline_s)
    except OSError:
        answer = b""
    if not answer:
        raise ControlError(_SILENT)
    return answer
