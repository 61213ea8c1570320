"""Where one running app of a user listens, so that a second one and the command line find it.

At most one process holds a channel: the one with the lock on its file, which the system takes back even from a process
that crashed. What a crash leaves behind is therefore known to be stale and swept away by the next holder. Elsewhere
than on Windows the channel is a socket in a folder of the user's own; Python has none of those on Windows, so there it
is a port of the loopback device, and a key in a file of the user's own keeps other users out.
"""

from __future__ import annotations

import contextlib
import os
import secrets
import socket
import sys
from collections.abc import Callable
from dataclasses import dataclass
from io import BufferedRandom
from pathlib import Path

from gesture_app.core.errors import ControlError
from gesture_app.core.files import write_atomically
from gesture_app.workers.file_lock import take_lock

KEY_BYTES = 32
_OFTEN_ENOUGH = 8  # processes that may wait to be heard


@dataclass(frozen=True, slots=True)
class Claim:
    """A channel that this process holds; close() gives it back."""

    listener: socket.socket
    key: bytes  # what a caller must say before anything else; may be empty
    address: Path
    lock: BufferedRandom

    def close(self) -> None:
        """Listen no more; may be called twice."""
        if not self.lock.closed:
            self.listener.close()
            self.address.unlink(missing_ok=True)
            self.lock.close()


@dataclass(frozen=True, slots=True)
class Channel:
    """One of the two ways to meet on a machine, at an address in a folder."""

    address: Path
    listen: Callable[[Path], tuple[socket.socket, bytes]]  # gives the key, too
    dial: Callable[[Path, float], socket.socket]  # raises OSError

    def claim(self) -> Claim | None:
        """Become the one that listens; None if another process does already.

        Raises:
            ControlError: Nobody can listen in this folder.
        """
        try:
            _make_private(self.address.parent)
            lock = take_lock(self.address.with_suffix(".lock"))
        except OSError as error:
            raise self._unusable(error) from None
        if lock is None:
            return None
        try:
            self.address.unlink(missing_ok=True)
            listener, key = self.listen(self.address)
        except OSError as error:
            lock.close()
            raise self._unusable(error) from None
        return Claim(listener, key, self.address, lock)

    def connect(self, limit_s: float) -> socket.socket | None:
        """Call whoever listens; None if nobody does."""
        try:
            return self.dial(self.address, limit_s)
        except (OSError, ValueError):
            return None

    def _unusable(self, error: OSError) -> ControlError:
        return ControlError(
            f"Other commands cannot reach this run, because {self.address.parent} cannot be used "
            f"({error.strerror or error}); make it a folder of your own that nobody else can read."
        )


def channel_at(folder: Path, name: str) -> Channel:
    """The channel of this name, in the way that this system has."""
    if sys.platform == "win32":
        return loopback_channel(folder, name)
    return socket_channel(folder, name)


def socket_channel(folder: Path, name: str) -> Channel:
    """A socket of the file system; who may open its folder may call."""
    return Channel(folder / f"{name}.sock", _listen_at_path, _dial_path)


def loopback_channel(folder: Path, name: str) -> Channel:
    """A port of the loopback device; who may read its file may call."""
    return Channel(folder / f"{name}.port", _listen_at_port, _dial_port)


def _make_private(folder: Path) -> None:
    """Make a folder for this user alone; one that others could have prepared is refused."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if sys.platform == "win32":
        return  # the user's folders are private there
    found = folder.lstat()
    if not folder.is_dir() or folder.is_symlink() or found.st_uid != os.getuid() or found.st_mode & 0o022:
        raise PermissionError("it belongs to somebody else, or others may write to it")


def _listen_at_path(address: Path) -> tuple[socket.socket, bytes]:
    with contextlib.ExitStack() as stack:
        listener = stack.enter_context(socket.socket(socket.AF_UNIX, socket.SOCK_STREAM))
        listener.bind(str(address))
        listener.listen(_OFTEN_ENOUGH)
        stack.pop_all()
    return listener, b""


def _dial_path(address: Path, limit_s: float) -> socket.socket:
    with contextlib.ExitStack() as stack:
        caller = stack.enter_context(socket.socket(socket.AF_UNIX, socket.SOCK_STREAM))
        caller.settimeout(limit_s)
        caller.connect(str(address))
        stack.pop_all()
    return caller


def _listen_at_port(address: Path) -> tuple[socket.socket, bytes]:
    key = secrets.token_hex(KEY_BYTES // 2)
    listener = socket.create_server(("127.0.0.1", 0), backlog=_OFTEN_ENOUGH)
    try:
        write_atomically(address, f"{listener.getsockname()[1]} {key}\n")  # readable by this user only
    except BaseException:
        listener.close()
        raise
    return listener, key.encode()


def _dial_port(address: Path, limit_s: float) -> socket.socket:
    port, key = address.read_text(encoding="ascii").split()
    caller = socket.create_connection(("127.0.0.1", int(port)), timeout=limit_s)
    caller.sendall(key.encode())
    return caller
