"""Starts the app with a macOS session, by a property list that launchd reads at login."""

from __future__ import annotations

import plistlib
from collections.abc import Sequence
from pathlib import Path

from gesture_app.core.files import write_atomically

LABEL = "gesture-app"


class LaunchAgent:
    """A file in the user's folder of agents."""

    def __init__(self, folder: Path) -> None:
        self._file = folder / f"{LABEL}.plist"

    @property
    def place(self) -> str:
        """The file."""
        return str(self._file)

    def is_on(self) -> bool:
        """Whether it is there."""
        return self._file.is_file()

    def turn_on(self, command: Sequence[str]) -> None:
        """Write the file; the next login reads it."""
        agent = {
            "Label": LABEL,
            "ProgramArguments": list(command),
            "RunAtLoad": True,
            "LimitLoadToSessionType": "Aqua",  # a desktop, not a login over the network
            "ProcessType": "Interactive",  # else macOS slows it down as something in the background
        }
        write_atomically(self._file, plistlib.dumps(agent).decode())

    def turn_off(self) -> None:
        """Remove the file."""
        self._file.unlink(missing_ok=True)


def agents_folder() -> Path:
    """Where launchd looks for those of this user."""
    return Path.home() / "Library" / "LaunchAgents"
