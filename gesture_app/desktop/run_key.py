"""Starts the app with a Windows session, by a value of the registry's key Run of this user."""

from __future__ import annotations

import subprocess
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from types import ModuleType

KEY = r"Software\Microsoft\Windows\CurrentVersion\Run"
NAME = "gesture-app"


class RunKey:
    """One value below the key.

    Args:
        registry: Python's winreg, which only Windows has; taken from there if left out.
    """

    def __init__(self, registry: ModuleType | None = None) -> None:
        self._registry: Any = registry or _winreg()

    @property
    def place(self) -> str:
        """The value, as the registry editor shows it."""
        return rf"HKEY_CURRENT_USER\{KEY}\{NAME}"

    def is_on(self) -> bool:
        """Whether the value is there."""
        try:
            with self._registry.OpenKey(self._registry.HKEY_CURRENT_USER, KEY) as key:
                self._registry.QueryValueEx(key, NAME)
        except FileNotFoundError:
            return False
        return True

    def turn_on(self, command: Sequence[str]) -> None:
        """Set the value."""
        with self._registry.CreateKey(self._registry.HKEY_CURRENT_USER, KEY) as key:
            self._registry.SetValueEx(key, NAME, 0, self._registry.REG_SZ, subprocess.list2cmdline(command))

    def turn_off(self) -> None:
        """Delete the value."""
        try:
            with self._registry.CreateKey(self._registry.HKEY_CURRENT_USER, KEY) as key:
                self._registry.DeleteValue(key, NAME)
        except FileNotFoundError:
            return


def _winreg() -> ModuleType:
    import winreg

    return winreg
