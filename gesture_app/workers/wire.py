"""Reads from a socket what is wanted, within a time that the other side cannot stretch."""

from __future__ import annotations

import socket
import time
from collections.abc import Callable


def receive_exactly(peer: socket.socket, count: int, deadline_s: float) -> bytes:
    """So many bytes, or fewer if the other side says no more.

    Args:
        deadline_s: On the monotonic clock.

    Raises:
        OSError: It took too long, or the connection broke.
    """
    return _receive_until(peer, count, deadline_s, lambda _: False)


def receive_line(peer: socket.socket, longest: int, deadline_s: float) -> bytes:
    """One line with its end; without one if the other side sent none, or more than the longest.

    Raises:
        OSError: It took too long, or the connection broke.
    """
    return _receive_until(peer, longest, deadline_s, lambda received: received.endswith(b"\n"))


def _receive_until(peer: socket.socket, most: int, deadline_s: float, is_whole: Callable[[bytes], bool]) -> bytes:
    received = b""
    while len(received) < most and not is_whole(received):
        part = _receive(peer, most - len(received), deadline_s)
        if not part:
            break
        received += part
    return received


def _receive(peer: socket.socket, most: int, deadline_s: float) -> bytes:
    left_s = deadline_s - time.monotonic()
    if left_s <= 0:
        raise TimeoutError("the other side took too long")
    peer.settimeout(left_s)
    return peer.recv(most)
