"""Finds VLC and starts it with its web interface on, reachable from this machine only."""

from __future__ import annotations

import asyncio
import os
import secrets
import shutil
import socket
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from gesture_app.core.errors import PlayerError

LOOPBACK = "127.0.0.1"
STOP_S = 3.0

# Where VLC's installers put it on systems that do not have it on the search path.
USUAL_PLACES = (
    "/Applications/VLC.app/Contents/MacOS/VLC",
    "C:/Program Files/VideoLAN/VLC/vlc.exe",
    "C:/Program Files (x86)/VideoLAN/VLC/vlc.exe",
)


def find_vlc() -> str | None:
    """The program, or None where VLC is not installed."""
    return shutil.which("vlc") or next((place for place in USUAL_PLACES if Path(place).is_file()), None)


def free_port() -> int:
    """A port that nobody listens on now; another program could still take it before VLC does."""
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        port = probe.getsockname()[1]
    return int(port)


@dataclass(frozen=True, slots=True)
class VlcProcess:
    """A VLC that this app started."""

    process: asyncio.subprocess.Process
    port: int
    password: str

    @property
    def exit_code(self) -> int | None:
        """None while it runs."""
        return self.process.returncode

    async def stop(self) -> None:
        """End it, politely first; may be called when it has ended by itself."""
        if self.process.returncode is None:
            self.process.terminate()
        try:
            await asyncio.wait_for(self.process.wait(), STOP_S)
        except TimeoutError:
            self.process.kill()
            await self.process.wait()


async def start_vlc(program: str, media: Sequence[str], more_options: Sequence[str] = ()) -> VlcProcess:
    """Start VLC on a free port with a password that nobody else knows.

    Raises:
        PlayerError: The program cannot be started.
    """
    port, password = free_port(), secrets.token_urlsafe(16)
    web = ("--extraintf", "http", "--http-host", LOOPBACK, "--http-port", str(port), "--http-password", password)
    try:
        process = await asyncio.create_subprocess_exec(
            *(program, *web, *more_options, *map(_address, media)),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.DEVNULL,
        )
    except OSError as error:
        reason = error.strerror or str(error)
        raise PlayerError(f"VLC cannot be started from {program} ({reason}); install it anew.") from None
    return VlcProcess(process, port, password)


def _address(medium: str) -> str:
    """A file by its full path, so that its name cannot be taken for an option; anything else as it is."""
    return os.fspath(Path(medium).resolve()) if Path(medium).exists() else medium
