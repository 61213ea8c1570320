from __future__ import annotations

import socket
import time

import pytest

from gesture_app.workers.wire import receive_exactly, receive_line


@pytest.fixture
def pair():
    ours, theirs = socket.socketpair()
    with ours, theirs:
        yield ours, theirs


def soon():
    return time.monotonic() + 60


def test_a_line_is_read_with_its_end(pair):
    ours, theirs = pair
    theirs.sendall(b"hello\n")
    assert receive_line(ours, 100, soon()) == b"hello\n"


def test_a_line_without_end_is_cut_where_the_patience_ends(pair):
    ours, theirs = pair
    theirs.sendall(b"x" * 50)
    assert receive_line(ours, 20, soon()) == b"x" * 20


def test_what_follows_the_wanted_bytes_is_left(pair):
    ours, theirs = pair
    theirs.sendall(b"keyline\n")
    assert receive_exactly(ours, 3, soon()) == b"key"
    assert receive_line(ours, 100, soon()) == b"line\n"


def test_the_other_side_may_end_early(pair):
    ours, theirs = pair
    theirs.sendall(b"ke")
    theirs.close()
    assert receive_exactly(ours, 3, soon()) == b"ke"
    assert receive_line(ours, 100, soon()) == b""


def test_a_drip_does_not_stretch_the_time(pair):
    ours, theirs = pair
    theirs.sendall(b"drip")
    with pytest.raises(TimeoutError):
        receive_line(ours, 100, time.monotonic() + 0.05)
    theirs.sendall(b"drip")
    with pytest.raises(TimeoutError):
        receive_line(ours, 100, time.monotonic())
