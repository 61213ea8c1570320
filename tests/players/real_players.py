"""Real VLC and real mpv on a D-Bus of their own, so that nothing about players rests on a fake alone.

VLC refuses to run as root; then the players and their bus run as the user `nobody`.
"""

from __future__ import annotations

import contextlib
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import wave
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import psutil
import pytest

from tests.players.private_bus import private_bus, require_program, stop_process, wait_until

START_S = 60.0
UNPRIVILEGED = "nobody"
TRACK_S = 60
MPV_PLUGINS = (Path("/etc/mpv/scripts/mpris.so"), Path("/usr/lib/mpv-mpris/mpris.so"))

# The null device of ALSA takes sound at the right pace and lets VLC have a volume; no sound card is needed.
VLC = ("cvlc", "--intf", "dbus", "--aout", "alsa", "--alsa-audio-device", "null")
MPV = ("mpv", "--no-config", "--no-terminal", "--no-video", "--ao=null", "--idle=yes")


@dataclass
class RealPlayer:
    """A player's process, and a witness that asks it over D-Bus with a tool that is not ours."""

    bus: str  # address
    name: str  # on the bus, without the common prefix
    process: subprocess.Popen[bytes]

    def playback_status(self) -> str:
        """What the player says it does: Playing, Paused or Stopped; empty when it cannot be asked."""
        return self.ask("PlaybackStatus")

    def is_on_its_way(self) -> bool:
        """Whether it plays and has come further than 0:00; mpv says that it plays while it still opens the file."""
        return self.playback_status() == "Playing" and self.ask("Position") not in ("", "0")

    def ask(self, member: str) -> str:
        """The text of one property of the Player interface."""
        question = [
            *("dbus-send", f"--bus={self.bus}", "--print-reply=literal", "--reply-timeout=1000"),
            *(f"--dest=org.mpris.MediaPlayer2.{self.name}", "/org/mpris/MediaPlayer2"),
            *("org.freedesktop.DBus.Properties.Get", "string:org.mpris.MediaPlayer2.Player", f"string:{member}"),
        ]
        reply = subprocess.run(question, capture_output=True, text=True, check=False).stdout.split()
        return reply[-1] if reply else ""

    def freeze(self) -> None:
        """Let it hang; returns when all its threads do."""
        self.process.send_signal(signal.SIGSTOP)
        witness = psutil.Process(self.process.pid)
        wait_until(lambda: witness.status() == psutil.STATUS_STOPPED, START_S, f"{self.name} cannot be frozen.")

    def thaw(self) -> None:
        """Let it go on."""
        self.process.send_signal(signal.SIGCONT)

    def kill(self) -> None:
        """End it in the middle of whatever it does."""
        self.process.kill()
        self.process.wait()


@dataclass(frozen=True)
class Stagehand:
    """A folder that the players' user owns, their bus and their media."""

    folder: Path
    bus: str
    media: tuple[Path, ...]

    @contextlib.contextmanager
    def play(self, program: Sequence[str], name: str) -> Iterator[RealPlayer]:
        """Run a player until it plays; end it afterwards."""
        command = [*as_somebody(self.folder), require_program(program[0]), *program[1:], *map(str, self.media)]
        with (self.folder / f"{name}.log").open("wb") as log:
            environment = os.environ | {"DBUS_SESSION_BUS_ADDRESS": self.bus}
            process = subprocess.Popen(command, env=environment, stdout=log, stderr=subprocess.STDOUT)
        player = RealPlayer(self.bus, name, process)
        try:
            wait_until(player.is_on_its_way, START_S, f"{name} did not begin to play.")
            yield player
        finally:
            player.thaw()
            stop_process(process)


def as_somebody(home: Path) -> tuple[str, ...]:
    """What to put before a command line so that it does not run as root, with a home it may write to."""
    settings = ("env", f"HOME={home}", f"XDG_RUNTIME_DIR={home}")
    if os.geteuid() != 0:
        return settings
    user = pwd.getpwnam(UNPRIVILEGED)
    return (require_program("setpriv"), f"--reuid={user.pw_uid}", f"--regid={user.pw_gid}", "--clear-groups", *settings)


def write_track(path: Path, seconds: int = TRACK_S) -> Path:
    """A silent track."""
    with wave.open(str(path), "wb") as track:
        track.setnchannels(1)
        track.setsampwidth(2)
        track.setframerate(8000)
        track.writeframes(bytes(2 * 8000 * seconds))
    return path


@contextlib.contextmanager
def stagehand() -> Iterator[Stagehand]:
    """Prepare bus and media; the folder lies outside pytest's own, which only its owner may enter."""
    require_program("dbus-send")
    with tempfile.TemporaryDirectory(prefix="players-") as name:
        folder = Path(name)
        media = tuple(write_track(folder / f"track{number}.wav") for number in (1, 2, 3))
        if os.geteuid() == 0:
            shutil.chown(folder, UNPRIVILEGED)
        with private_bus(folder, as_somebody(folder)) as bus:
            yield Stagehand(folder, bus, media)


@contextlib.contextmanager
def running_vlc() -> Iterator[RealPlayer]:
    """A VLC that plays three silent tracks."""
    require_program("cvlc")
    with stagehand() as stage, stage.play(VLC, "vlc") as vlc:
        yield vlc


@contextlib.contextmanager
def running_mpv() -> Iterator[RealPlayer]:
    """An mpv with mpv-mpris that plays three silent tracks."""
    require_program("mpv")
    plugin = next((path for path in MPV_PLUGINS if path.exists()), None)
    if plugin is None and os.environ.get("CI") == "true":
        pytest.fail("mpv-mpris is not installed, and on the build server no test may be skipped for that.")
    if plugin is None:
        pytest.skip("mpv-mpris is not installed.")
    with stagehand() as stage, stage.play((*MPV, f"--script={plugin}"), "mpv") as mpv:
        yield mpv


@pytest.fixture
def real_vlc() -> Iterator[RealPlayer]:
    """A VLC of the test's own."""
    with running_vlc() as vlc:
        yield vlc


@pytest.fixture
def real_mpv() -> Iterator[RealPlayer]:
    """An mpv of the test's own."""
    with running_mpv() as mpv:
        yield mpv
