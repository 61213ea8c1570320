"""Asks Windows and macOS how long ago keyboard or mouse were used, again and again; neither tells what was pressed.

Both answer to every program, without a right to be given and without a hook that would slow the pointer down.
"""

from __future__ import annotations

import ctypes
import math
import sys
import time
from collections.abc import Callable
from typing import Protocol

ReadAge = Callable[[], float]  # seconds since the last key, click or movement

EVERY_S = 0.1  # a tenth of the time for which gestures usually rest after input
SAME_S = 0.05  # moments that are told by two clocks are one if they are no further apart than this

_TICKS = 0xFFFFFFFF  # Windows counts milliseconds in 32 bits and begins anew every 49 days
_MS_PER_S = 1000

_MAC_LIBRARY = "/System/Library/Frameworks/ApplicationServices.framework/ApplicationServices"
_MAC_HARDWARE = 1  # kCGEventSourceStateHIDSystemState: not the keys that programs press
_MAC_ANY_INPUT = 0xFFFFFFFF  # kCGAnyInputEventType


class LastInput:
    """Calls on_input whenever there was input since it last looked.

    Args:
        read_age_s: Asks the system.
        on_input: Called by whoever looks.
        clock: Seconds on a monotonic clock.
    """

    def __init__(
        self, read_age_s: ReadAge, on_input: Callable[[], None], clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._read_age_s = read_age_s
        self._on_input = on_input
        self._clock = clock
        self._looked_at_s = clock()
        self._own_at_s = -math.inf

    def forgive(self) -> None:
        """The input of this moment was this app's own; any thread may say so."""
        self._own_at_s = self._clock()

    def look(self) -> None:
        """Ask once."""
        now_s = self._clock()
        used_at_s = now_s - self._read_age_s()
        if used_at_s > self._looked_at_s and abs(used_at_s - self._own_at_s) > SAME_S:
            self._on_input()
        self._looked_at_s = now_s


class User32(Protocol):
    """What of Windows' user32.dll is used."""

    def GetLastInputInfo(self, info: object) -> int:  # noqa: N802 - its name
        """Fill in when input was used last; 0 where that fails."""


class Kernel32(Protocol):
    """What of Windows' kernel32.dll is used."""

    def GetTickCount(self) -> int:  # noqa: N802 - its name
        """Milliseconds on the clock of `GetLastInputInfo`; negative where its highest bit is set."""


class MacEvents(Protocol):
    """What of macOS's Quartz Event Services is used."""

    def CGEventSourceSecondsSinceLastEventType(self, state: int, kind: int) -> float:  # noqa: N802 - its name
        """How long ago there was an event of this kind."""


class _LastInputInfo(ctypes.Structure):
    """Windows' LASTINPUTINFO."""

    _fields_ = (("size", ctypes.c_uint), ("tick_ms", ctypes.c_uint))


def windows_age(user32: User32, kernel32: Kernel32) -> ReadAge:
    """Asks Windows; infinity where it does not say."""
    info = _LastInputInfo(ctypes.sizeof(_LastInputInfo), 0)

    def read_age_s() -> float:
        if not user32.GetLastInputInfo(ctypes.byref(info)):
            return math.inf
        age_ms: int = (kernel32.GetTickCount() - info.tick_ms) & _TICKS
        return age_ms / _MS_PER_S

    return read_age_s


def mac_age(events: MacEvents) -> ReadAge:
    """Asks macOS."""
    return lambda: events.CGEventSourceSecondsSinceLastEventType(_MAC_HARDWARE, _MAC_ANY_INPUT)


def open_age() -> ReadAge:
    """How to ask this system.

    Raises:
        OSError: It is neither Windows nor macOS.
    """
    if sys.platform == "win32":
        return windows_age(ctypes.WinDLL("user32"), ctypes.WinDLL("kernel32"))
    library = ctypes.CDLL(_MAC_LIBRARY)
    library.CGEventSourceSecondsSinceLastEventType.restype = ctypes.c_double
    library.CGEventSourceSecondsSinceLastEventType.argtypes = (ctypes.c_int32, ctypes.c_uint32)
    return mac_age(library)
