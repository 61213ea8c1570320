from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from gesture_app.core.errors import ControlError
from gesture_app.workers.channel import channel_at, loopback_channel, socket_channel

# Takes the channel and dies of a signal that no program can clean up after.
CRASHES = """
import os, signal, sys
from pathlib import Path
from gesture_app.workers.channel import {kind}
claim = {kind}(Path(sys.argv[1]), "window").claim()
assert claim is not None
os.kill(os.getpid(), signal.SIGKILL)
"""
KINDS = [pytest.param(socket_channel, id="socket"), pytest.param(loopback_channel, id="loopback")]


@pytest.fixture
def folder():
    """A folder with a short path, for the system allows a socket only about 100 characters."""
    with tempfile.TemporaryDirectory(prefix="gesture-") as made:
        yield Path(made) / "run"


@pytest.mark.parametrize("kind", KINDS)
def test_one_holds_the_channel_until_it_gives_it_back(kind, folder):
    channel = kind(folder, "window")
    claim = channel.claim()
    assert channel.claim() is None
    claim.close()
    claim.close()
    second = channel.claim()
    assert second is not None
    second.close()


@pytest.mark.parametrize("kind", KINDS)
def test_whoever_calls_is_heard(kind, folder):
    channel = kind(folder, "window")
    claim = channel.claim()
    with channel.connect(1.0) as caller:
        caller.sendall(b"!")
        heard, _ = claim.listener.accept()
        with heard:
            assert heard.recv(100).startswith(claim.key)
    claim.close()


@pytest.mark.parametrize("kind", KINDS)
def test_nobody_is_called_where_nobody_listens(kind, folder):
    channel = kind(folder, "window")
    assert channel.connect(1.0) is None
    channel.claim().close()
    assert channel.connect(1.0) is None


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signal")
@pytest.mark.parametrize("kind", KINDS)
def test_what_a_crash_leaves_behind_is_swept_away(kind, folder):
    code = CRASHES.format(kind=kind.__name__)
    assert subprocess.run([sys.executable, "-c", code, str(folder)], check=False).returncode == -9
    channel = kind(folder, "window")
    assert channel.address.exists()
    assert channel.connect(1.0) is None
    claim = channel.claim()
    with channel.connect(1.0):
        pass
    claim.close()


def test_a_file_that_names_no_port_is_nobody(folder):
    channel = loopback_channel(folder, "window")
    folder.mkdir()
    channel.address.write_text("nonsense", encoding="ascii")
    assert channel.connect(1.0) is None


@pytest.mark.skipif(sys.platform == "win32", reason="folders have other rights there")
def test_others_may_neither_look_into_the_folder_nor_have_prepared_it(folder):
    channel_at(folder, "window").claim().close()
    assert folder.stat().st_mode & 0o077 == 0
    folder.chmod(0o777)
    with pytest.raises(ControlError, match=r"cannot reach this run.*others may write"):
        channel_at(folder, "window").claim()


def test_a_folder_that_cannot_be_made_is_told(folder):
    folder.write_text("a file")
    with pytest.raises(ControlError, match="cannot reach this run"):
        channel_at(folder, "window").claim()


@pytest.mark.skipif(sys.platform == "win32", reason="there are no sockets with paths there")
def test_a_path_that_is_too_long_for_a_socket_is_told(folder):
    with pytest.raises(ControlError, match="cannot reach this run"):
        socket_channel(folder / ("long" * 40), "window").claim()
