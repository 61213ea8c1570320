"""Starts the app with a Linux desktop, by a file that all of them read.

Desktop Application Autostart Specification and Desktop Entry Specification, freedesktop.org.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from gesture_app.core.desktop_entry import exec_value
from gesture_app.core.files import write_atomically
from gesture_app.desktop.autostart import TITLE

FILE_NAME = "gesture-app.desktop"
# By then there is a tray on Plasma; elsewhere the window waits for one.
_ENTRY = """[Desktop Entry]
Type=Application
Name={title}
Comment=A hand in front of the webcam controls the media player.
Exec={command}
Terminal=false
X-KDE-autostart-after=panel
"""


class FreedesktopAutostart:
    """A file in the folder that the desktop looks through at login."""

    def __init__(self, folder: Path) -> None:
        self._file = folder / FILE_NAME

    @property
    def place(self) -> str:
        """The file."""
        return str(self._file)

    def is_on(self) -> bool:
        """Whether it is there and has not been switched off, as desktops do in their own settings."""
        try:
            lines = self._file.read_text(encoding="utf-8").splitlines()
        except (OSError, UnicodeDecodeError):
            return False
        off = {"Hidden=true", "X-GNOME-Autostart-enabled=false"}
        return not off.intersection(line.replace(" ", "") for line in lines)

    def turn_on(self, command: Sequence[str]) -> None:
        """Write the file."""
        write_atomically(self._file, _ENTRY.format(title=TITLE, command=exec_value(command)))

    def turn_off(self) -> None:
        """Remove the file."""
        self._file.unlink(missing_ok=True)


def autostart_folder() -> Path:
    """Where the desktop looks."""
    given = os.environ.get("XDG_CONFIG_HOME")
    # The specification has relative paths ignored.
    config = Path(given) if given and Path(given).is_absolute() else Path.home() / ".config"
    return config / "autostart"
