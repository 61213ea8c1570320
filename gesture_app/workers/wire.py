"""Reads from a socket what is wanted, within a time that the other side cannot stretch."""

from __future__ import annotations

import socket
import time


def receive_exactly(peer: socket.socket, count: int, deadline_s: float) -> bytes:
    """So many bytes, or fewer if the other side says no more.

    Args:
        deadline_s: On the monotonic clock.

    Raises:
        OSError: It took too long, or the connection broke.
    """
    received = b""
    while len(received) < count:
        part = _receive(peer, count - len(received), deadline_s)
        if not part:
            break
        received += part
    return received


def receive_line(peer: socket.socket, longest: int, deadline_s: float) -> bytes:
    """One line with its end; without one if the other side sent none, or more than the longest.

    Raises:
        OSError: It took too long, or the connection broke.
    """
    received = b""
    while not received.endswith(b"\n") and len(received) < longest:
        part = _receive(peer, longest - len(received), deadline_s)
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
