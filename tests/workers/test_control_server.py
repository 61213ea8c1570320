"""The server and its client, over the real channels of this system."""

from __future__ import annotations

import socket
import tempfile
import threading
from pathlib import Path

import pytest

from gesture_app.core.control import LONGEST_LINE, Standing, Status, Verb, request_line
from gesture_app.core.errors import ControlError
from gesture_app.workers import control_server
from gesture_app.workers.channel import loopback_channel, socket_channel
from gesture_app.workers.control_client import ask, ask_holder, ask_running, headless_channel, window_channel
from gesture_app.workers.control_server import ControlServer

STATUS = Status(Standing.WATCHING, False, False, "webcam", "VLC")


def obedient(verb):
    if verb is Verb.RAISE:
        raise ControlError("There is no window to raise.")
    return STATUS


@pytest.fixture
def folder():
    with tempfile.TemporaryDirectory(prefix="gesture-") as made:
        yield Path(made) / "run"


@pytest.fixture(params=[socket_channel, loopback_channel], ids=["socket", "loopback"])
def channel(request, folder):
    return request.param(folder, "window")


@pytest.fixture
def serve(channel):
    """Starts a server that answers like this."""
    servers = []

    def started(answer=obedient):
        servers.append(ControlServer(channel.claim(), answer))
        servers[-1].start()
        return servers[-1]

    yield started
    for server in servers:
        server.close()


def say(channel, words):
    """What a caller hears who says just this and then no more."""
    with channel.connect(3.0) as caller:
        caller.sendall(words)
        caller.shutdown(socket.SHUT_WR)
        return caller.recv(LONGEST_LINE)


def test_a_question_is_answered_and_so_is_the_next(serve, channel):
    serve()
    assert ask(channel, Verb.STATUS) == STATUS
    assert ask(channel, Verb.PAUSE) == STATUS


def test_a_refusal_reaches_who_asked(serve, channel):
    serve()
    with pytest.raises(ControlError, match="no window to raise"):
        ask(channel, Verb.RAISE)


@pytest.mark.parametrize(
    "garbage", [b"", b"\n", b"GET / HTTP/1.1\r\n\r\n", b"x" * LONGEST_LINE, b"\xff\x00\n"], ids=range(5)
)
def test_garbage_is_refused_and_the_next_caller_is_served(serve, channel, garbage):
    serve(lambda verb: pytest.fail("nothing was asked"))
    assert b"refusal" in say(channel, garbage)
    assert b"refusal" in say(channel, garbage)


def test_a_caller_who_hangs_keeps_nobody_waiting_for_long(serve, channel, monkeypatch):
    monkeypatch.setattr(control_server, "CALLER_LIMIT_S", 0.1)
    serve()
    with channel.connect(3.0) as mute:
        mute.sendall(b"{")
        assert ask(channel, Verb.STATUS) == STATUS


def test_a_caller_who_hangs_up_does_no_harm(serve, channel):
    serve()
    channel.connect(3.0).close()
    assert ask(channel, Verb.STATUS) == STATUS


def test_who_does_not_know_the_key_is_not_answered(folder):
    channel = loopback_channel(folder, "window")
    server = ControlServer(channel.claim(), lambda verb: pytest.fail("a stranger was heard"))
    server.start()
    port, key = channel.address.read_text().split()
    channel.address.write_text(f"{port} {'0' * len(key)}")
    try:
        with pytest.raises(ControlError, match="does not answer"):
            ask(channel, Verb.PAUSE)
    finally:
        server.close()


def test_an_app_that_hangs_is_told_in_time(folder):
    channel = socket_channel(folder, "window")
    claim = channel.claim()  # and nobody serves it
    with pytest.raises(ControlError, match="running but does not answer"):
        ask(channel, Verb.STATUS, limit_s=0.1)
    claim.close()


def test_where_no_app_runs_there_is_none_to_ask(folder):
    channels = window_channel(folder), headless_channel(folder)
    with pytest.raises(ControlError, match=r"not running; start it with `gesture-app run`"):
        ask_running(channels, Verb.PAUSE)


def test_the_window_is_asked_before_a_run_without_one(folder):
    def standing(word):
        return lambda verb: Status(word, True, False, "", "")

    with_window = ControlServer(window_channel(folder).claim(), standing(Standing.ARMED))
    without = ControlServer(headless_channel(folder).claim(), standing(Standing.PAUSED))
    channels = window_channel(folder), headless_channel(folder)
    for server in (with_window, without):
        server.start()
    try:
        assert ask_running(channels, Verb.STATUS).standing is Standing.ARMED
        with_window.close()
        assert ask_running(channels, Verb.STATUS).standing is Standing.PAUSED
    finally:
        for server in (with_window, without):
            server.close()


def test_who_has_the_channel_but_does_not_listen_yet_is_waited_for(folder):
    channel = socket_channel(folder, "window")
    claim = channel.claim()
    listening, hidden = claim.address, claim.address.with_suffix(".hidden")
    listening.rename(hidden)  # as it is between the lock and the socket
    server = ControlServer(claim, obedient)
    server.start()
    threading.Timer(0.1, lambda: hidden.rename(listening)).start()
    assert ask_holder(channel, Verb.STATUS) == STATUS
    server.close()


def test_who_never_listens_is_given_up(folder):
    with pytest.raises(ControlError, match="does not answer"):
        ask_holder(socket_channel(folder, "window"), Verb.RAISE, limit_s=0.1)


def test_line_and_key_may_come_in_pieces(serve, channel):
    serve()
    with channel.connect(3.0) as caller:
        for byte in request_line(Verb.STATUS):
            caller.sendall(bytes([byte]))
        assert caller.recv(LONGEST_LINE).endswith(b"\n")
