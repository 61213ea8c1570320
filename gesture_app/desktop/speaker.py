"""Plays a short sound with what the system has; where it has nothing, nothing is heard.

Qt's own sounds are in a package that is twice the size of the rest of Qt here, so a program of the system plays the
file: on Linux whichever of the usual ones is installed, on macOS afplay; Windows has a function for it.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from gesture_app.desktop.ticks import Tick, wave_file

LEAST_PAUSE_S = 0.15  # a volume that repeats every 0.12 s shall not rattle
LONGEST_S = 5.0  # a program that is not done by then waits for a sound server that does not answer
PROGRAMS: dict[str, Sequence[Sequence[str]]] = {
    "linux": (
        ("pw-play",),
        ("paplay",),
        ("aplay", "-q"),
        ("ffplay", "-nodisp", "-autoexit", "-loglevel", "quiet"),
    ),
    "darwin": (("afplay",),),
}

Play = Callable[[Path], None]


class Speaker:
    """Plays ticks, each on a short-lived thread of its own, for starting a program can take 30 ms.

    Args:
        folder: Where the files of the ticks are kept; they are written when they are first needed.
        play: Plays a file to its end.
        now_s: A monotonic clock.
    """

    def __init__(self, folder: Path, play: Play, now_s: Callable[[], float] = time.monotonic) -> None:
        self._folder = folder
        self._play = play
        self._now_s = now_s
        self._quiet_until_s: dict[Tick, float] = {}
        self._files: dict[Tick, Path] = {}
        self._writing = threading.Lock()

    def tick(self, tick: Tick) -> None:
        """Let it be heard, unless the same was heard a moment ago; returns at once."""
        now_s = self._now_s()
        if now_s < self._quiet_until_s.get(tick, now_s):
            return
        self._quiet_until_s[tick] = now_s + LEAST_PAUSE_S
        # A daemon, because the end of the app need not wait for the end of a tick.
        threading.Thread(target=self._sound, args=(tick,), name="tick", daemon=True).start()

    def _sound(self, tick: Tick) -> None:
        try:
            with self._writing:
                file = self._files.get(tick) or self._write(tick)
        except OSError:
            return  # a full disk is told by whoever needs it for something
        self._play(file)

    def _write(self, tick: Tick) -> Path:
        """By way of another name: a program must not play half a file that another run is writing."""
        self._folder.mkdir(parents=True, exist_ok=True)
        file = self._folder / f"{tick.value}.wav"
        part = file.with_suffix(f".{os.getpid()}")
        part.write_bytes(wave_file(tick))
        self._files[tick] = part.replace(file)
        return file


def play_here(platform: str = sys.platform, which: Callable[[str], str | None] = shutil.which) -> Play:
    """What plays a file on this system."""
    if platform == "win32":
        return _play_on_windows
    for program, *options in PROGRAMS.get(platform, ()):
        if found := which(program):
            return _Program(found, options).play
    return _play_nothing


class _Program:
    """A program that plays a file and ends."""

    def __init__(self, path: str, options: Sequence[str]) -> None:
        self._command = (path, *options)

    def play(self, file: Path) -> None:
        """Run it; one that is gone, fails or hangs is no reason to say anything."""
        nowhere = subprocess.DEVNULL
        with contextlib.suppress(OSError, subprocess.TimeoutExpired):
            subprocess.run(
                [*self._command, str(file)],
                stdin=nowhere,
                stdout=nowhere,
                stderr=nowhere,
                timeout=LONGEST_S,
                check=False,
            )


def _play_on_windows(file: Path) -> None:
    import winsound

    winsound.PlaySound(  # type: ignore[attr-defined]  # of Windows only
        str(file),
        winsound.SND_FILENAME | winsound.SND_NODEFAULT,  # type: ignore[attr-defined]
    )


def _play_nothing(_file: Path) -> None:
    """Silence."""
