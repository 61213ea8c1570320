"""Asking for the lock of the screen, behind fakes of Windows and macOS."""

from __future__ import annotations

import ctypes
import struct
import sys

import pytest

from gesture_app.core.rest import Rest
from gesture_app.workers.screen_lock import LockWatch, mac_lock, open_lock, windows_lock


def test_only_changes_are_told_and_a_system_that_does_not_say_changes_nothing() -> None:
    answers = [False, True, None, True, False, None]
    told: list[tuple[str, Rest]] = []
    watch = LockWatch(
        lambda: answers.pop(0),
        lambda reason: told.append(("begin", reason)),
        lambda reason: told.append(("end", reason)),
    )
    while answers:
        watch.look()
    assert told == [("begin", Rest.LOCKED), ("end", Rest.LOCKED)]


class FakeWts:
    """Fills buffers as Windows lays them out: a level, four bytes of nothing, then the session."""

    def __init__(self, flags: int, level: int = 1, size: int = 240) -> None:
        content = struct.pack("<IIIii", level, 0, 3, 0, flags)
        self._buffer = ctypes.create_string_buffer(content, max(size, len(content)))
        self._size = size
        self.lent = 0
        self.fails = False

    def WTSQuerySessionInformationW(  # noqa: N802 - its name
        self, server: None, session: object, kind: int, buffer: object, size: object
    ) -> int:
        assert (server, session.value, kind) == (None, 0xFFFFFFFF, 25)  # type: ignore[attr-defined]
        if self.fails:
            return 0
        self.lent += 1
        buffer._obj.value = ctypes.addressof(self._buffer)  # type: ignore[attr-defined]  # of ctypes.byref
        size._obj.value = self._size  # type: ignore[attr-defined]
        return 1

    def WTSFreeMemory(self, buffer: object) -> None:  # noqa: N802 - its name
        assert buffer.value == ctypes.addressof(self._buffer)  # type: ignore[attr-defined]
        self.lent -= 1


@pytest.mark.parametrize(
    ("wts", "is_locked"),
    [
        pytest.param(FakeWts(flags=0), True, id="locked"),
        pytest.param(FakeWts(flags=1), False, id="unlocked"),
        pytest.param(FakeWts(flags=-1), None, id="unknown"),
        pytest.param(FakeWts(flags=0, level=2), None, id="another layout"),
        pytest.param(FakeWts(flags=0, size=8), None, id="too short"),
    ],
)
def test_windows_is_asked_and_its_buffer_given_back(wts: FakeWts, is_locked: bool | None) -> None:
    assert windows_lock(wts)() is is_locked
    assert wts.lent == 0


def test_a_windows_that_does_not_answer_has_not_said_anything() -> None:
    wts = FakeWts(flags=0)
    wts.fails = True
    assert windows_lock(wts)() is None
    assert wts.lent == 0


class FakeMacOs:
    """CoreGraphics and CoreFoundation in one; things are numbers."""

    KEY, SESSION, TRUE, FALSE = 1, 2, 3, 4

    def __init__(self, value: int | None = None, has_session: bool = True) -> None:
        self.value, self.has_session = value, has_session
        self.lent = 0

    def CGSessionCopyCurrentDictionary(self) -> int | None:  # noqa: N802 - its name
        self.lent += self.has_session
        return self.SESSION if self.has_session else None

    def CFStringCreateWithCString(self, allocator: None, text: bytes, encoding: int) -> int:  # noqa: N802 - its name
        assert (allocator, text, encoding) == (None, b"CGSSessionScreenIsLocked", 0x08000100)
        return self.KEY

    def CFDictionaryGetValue(self, dictionary: int, key: int) -> int | None:  # noqa: N802 - its name
        assert (dictionary, key) == (self.SESSION, self.KEY)
        return self.value

    def CFBooleanGetValue(self, boolean: int) -> int:  # noqa: N802 - its name
        return int(boolean == self.TRUE)

    def CFRelease(self, thing: int) -> None:  # noqa: N802 - its name
        assert thing == self.SESSION
        self.lent -= 1


@pytest.mark.parametrize(
    ("macos", "is_locked"),
    [
        pytest.param(FakeMacOs(FakeMacOs.TRUE), True, id="locked"),
        pytest.param(FakeMacOs(FakeMacOs.FALSE), False, id="unlocked"),
        pytest.param(FakeMacOs(), False, id="the key is there only while it is locked"),
        pytest.param(FakeMacOs(has_session=False), None, id="no desktop"),
    ],
)
def test_macos_is_asked_and_its_dictionary_let_go_of(macos: FakeMacOs, is_locked: bool | None) -> None:
    assert mac_lock(macos, macos)() is is_locked
    assert macos.lent == 0


@pytest.mark.skipif(sys.platform != "linux", reason="the others can be asked")
def test_linux_cannot_be_asked() -> None:
    with pytest.raises(OSError, match="CoreGraphics"):
        open_lock()
