"""Starting with the desktop: one small way for each system, all of them one file or one entry of the user's own."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from gesture_app.core.errors import DesktopError

TITLE = "Gesture control"
_OPTIONS = ("run", "--hidden")  # nobody asked for a window at login


class Autostart(Protocol):
    """How one system is told what to start at login."""

    @property
    def place(self) -> str:
        """Where that is written, for a person."""

    def is_on(self) -> bool:
        """Whether it is written there."""

    def turn_on(self, command: Sequence[str]) -> None:
        """Write it. Raises OSError."""

    def turn_off(self) -> None:
        """Take it away; nothing happens where it is not. Raises OSError."""


def autostart_here(platform: str = sys.platform) -> Autostart:
    """The way of this system.

    Raises:
        DesktopError: None is known for it.
    """
    if platform == "linux":
        from gesture_app.desktop.freedesktop import FreedesktopAutostart, autostart_folder

        return FreedesktopAutostart(autostart_folder())
    if platform == "darwin":
        from gesture_app.desktop.launch_agent import LaunchAgent, agents_folder

        return LaunchAgent(agents_folder())
    if platform == "win32":
        from gesture_app.desktop.run_key import RunKey

        return RunKey()
    raise DesktopError(f"How to start with the desktop is not known for {platform}; have your session run gesture-app.")


def start_command() -> tuple[str, ...]:
    """What starts this very app again, from whatever folder."""
    script = Path(sys.executable).with_name("gesture-app.exe" if sys.platform == "win32" else "gesture-app")
    if script.is_file():
        return (str(script), *_OPTIONS)
    return (sys.executable, "-m", "gesture_app", *_OPTIONS)
