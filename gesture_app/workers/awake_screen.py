"""Keeps the screen from going dark while this process lives, where the desktop lets itself be asked."""

from __future__ import annotations

import os
import sys

_APP, _WHY = "gesture-app", "A kiosk is being shown."
# Windows' words for: until I say otherwise, neither the system nor the display may sleep.
_CONTINUOUS, _SYSTEM, _DISPLAY = 0x80000000, 0x1, 0x2
_SERVICE, _PATH = "org.freedesktop.ScreenSaver", "/org/freedesktop/ScreenSaver"


def keep_screen_awake() -> bool:
    """Whether the desktop has promised it; its promise ends with this process."""
    if sys.platform == "win32":
        return _ask_windows()
    if sys.platform == "darwin":
        return _ask_macos()
    return _ask_desktop_bus()


def _ask_windows() -> bool:
    import ctypes

    windll = getattr(ctypes, "windll")  # noqa: B009  # mypy knows it on Windows only
    return bool(windll.kernel32.SetThreadExecutionState(_CONTINUOUS | _SYSTEM | _DISPLAY))


def _ask_macos() -> bool:
    """The system's own program, which ends when this process does."""
    # Not a Popen: nobody waits for this one. Nor may it hold the pipes by which the supervisor hears this process.
    nowhere = [
        (os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDWR, 0),
        (os.POSIX_SPAWN_DUP2, 0, 1),
        (os.POSIX_SPAWN_DUP2, 0, 2),
    ]
    try:
        os.posix_spawnp("caffeinate", ["caffeinate", "-d", "-w", str(os.getpid())], os.environ, file_actions=nowhere)
    except OSError:
        return False
    return True


def _ask_desktop_bus() -> bool:
    """GNOME, KDE and others listen to this name; the promise ends with Qt's connection to the bus."""
    from PySide6.QtDBus import QDBusConnection, QDBusMessage

    bus = QDBusConnection.sessionBus()
    if not bus.isConnected():
        return False
    question = QDBusMessage.createMethodCall(_SERVICE, _PATH, _SERVICE, "Inhibit")
    question.setArguments([_APP, _WHY])
    return bus.call(question, timeout=1000).type() is QDBusMessage.MessageType.ReplyMessage
