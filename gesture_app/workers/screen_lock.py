"""Asks Windows and macOS whether the screen is locked, once a second; both answer to every program.

Neither is heard to go to sleep this way; most computers lock their screens when they do.
"""

from __future__ import annotations

import ctypes
import sys
from collections.abc import Callable, Mapping
from typing import Protocol

from gesture_app.core.rest import Rest

IsLocked = Callable[[], bool | None]  # None where the system does not say

EVERY_S = 1.0  # how long after the lock the camera may still be on

_THIS_SESSION = 0xFFFFFFFF  # WTS_CURRENT_SESSION
_SESSION_INFO_EX = 25  # WTSSessionInfoEx
_WINDOWS_FLAGS: Mapping[int, bool] = {0: True, 1: False}  # WTS_SESSIONSTATE_LOCK and _UNLOCK

_FRAMEWORKS = "/System/Library/Frameworks"
_MAC_KEY = b"CGSSessionScreenIsLocked"  # in the dictionary only while the screen is locked
_UTF8 = 0x08000100  # kCFStringEncodingUTF8


class LockWatch:
    """Tells when the lock begins and ends.

    Args:
        is_locked: Asks the system.
        begin: Hears that it begins.
        end: Hears that it ends.
    """

    def __init__(self, is_locked: IsLocked, begin: Callable[[Rest], None], end: Callable[[Rest], None]) -> None:
        self._is_locked = is_locked
        self._begin, self._end = begin, end
        self._was_locked = False

    def look(self) -> None:
        """Ask once."""
        is_locked = self._is_locked()
        if is_locked is None or is_locked is self._was_locked:
            return
        self._was_locked = is_locked
        (self._begin if is_locked else self._end)(Rest.LOCKED)


class WtsApi(Protocol):
    """What of Windows' wtsapi32.dll is used."""

    def WTSQuerySessionInformationW(  # noqa: N802 - its name
        self, server: None, session: object, kind: int, buffer: object, size: object
    ) -> int:
        """Have a buffer made and filled with what is asked about a session; 0 where that fails."""

    def WTSFreeMemory(self, buffer: object) -> object:  # noqa: N802 - its name
        """Let go of such a buffer."""


class _SessionInfo(ctypes.Structure):
    """The beginning of Windows' WTSINFOEXW; what follows its level is aligned to 8 bytes."""

    _fields_ = (
        ("level", ctypes.c_uint),
        ("_padding", ctypes.c_uint),
        ("session", ctypes.c_uint),
        ("state", ctypes.c_int),
        ("flags", ctypes.c_int),
    )


def windows_lock(wts: WtsApi) -> IsLocked:
    """Asks Windows."""

    def is_locked() -> bool | None:
        buffer, size = ctypes.c_void_p(), ctypes.c_uint()
        session = ctypes.c_uint(_THIS_SESSION)
        if not wts.WTSQuerySessionInformationW(
            None, session, _SESSION_INFO_EX, ctypes.byref(buffer), ctypes.byref(size)
        ):
            return None
        try:
            if size.value < ctypes.sizeof(_SessionInfo):
                return None
            info = ctypes.cast(buffer, ctypes.POINTER(_SessionInfo)).contents
            return _WINDOWS_FLAGS.get(info.flags) if info.level == 1 else None
        finally:
            wts.WTSFreeMemory(buffer)

    return is_locked


class CoreGraphics(Protocol):
    """What of macOS's CoreGraphics is used; objects are addresses."""

    def CGSessionCopyCurrentDictionary(self) -> int | None:  # noqa: N802 - its name
        """What is known of this login session; None outside of one."""


class CoreFoundation(Protocol):
    """What of macOS's CoreFoundation is used; objects are addresses."""

    def CFStringCreateWithCString(self, allocator: None, text: bytes, encoding: int) -> int:  # noqa: N802 - its name
        """A string of theirs."""

    def CFDictionaryGetValue(self, dictionary: int, key: int) -> int | None:  # noqa: N802 - its name
        """What stands in a dictionary; None where there is nothing."""

    def CFBooleanGetValue(self, boolean: int) -> int:  # noqa: N802 - its name
        """0 for false."""

    def CFRelease(self, thing: int) -> object:  # noqa: N802 - its name
        """Let go of something."""


def mac_lock(graphics: CoreGraphics, foundation: CoreFoundation) -> IsLocked:
    """Asks macOS."""
    key = foundation.CFStringCreateWithCString(None, _MAC_KEY, _UTF8)

    def is_locked() -> bool | None:
        session = graphics.CGSessionCopyCurrentDictionary()
        if not session:
            return None
        try:
            value = foundation.CFDictionaryGetValue(session, key)
            return bool(value and foundation.CFBooleanGetValue(value))
        finally:
            foundation.CFRelease(session)

    return is_locked


def open_lock() -> IsLocked:
    """How to ask this system.

    Raises:
        OSError: It is neither Windows nor macOS.
    """
    if sys.platform == "win32":
        return windows_lock(ctypes.WinDLL("wtsapi32"))
    graphics = ctypes.CDLL(f"{_FRAMEWORKS}/CoreGraphics.framework/CoreGraphics")
    foundation = ctypes.CDLL(f"{_FRAMEWORKS}/CoreFoundation.framework/CoreFoundation")
    address = ctypes.c_void_p
    graphics.CGSessionCopyCurrentDictionary.restype = address
    foundation.CFStringCreateWithCString.argtypes = (address, ctypes.c_char_p, ctypes.c_uint32)
    foundation.CFStringCreateWithCString.restype = address
    foundation.CFDictionaryGetValue.argtypes = (address, address)
    foundation.CFDictionaryGetValue.restype = address
    foundation.CFBooleanGetValue.argtypes = (address,)
    foundation.CFBooleanGetValue.restype = ctypes.c_ubyte
    foundation.CFRelease.argtypes = (address,)
    foundation.CFRelease.restype = None
    return mac_lock(graphics, foundation)
