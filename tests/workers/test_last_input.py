"""Asking when keyboard or mouse were used last: the arithmetic, behind fakes of Windows and macOS."""

from __future__ import annotations

import ctypes
import math
import sys

import pytest

from gesture_app.workers.last_input import LastInput, mac_age, open_age, windows_age


class Desk:
    """A keyboard that a test uses, and a clock that it turns."""

    def __init__(self) -> None:
        self.now_s = 100.0
        self.used_at_s = -math.inf
        self.heard: list[float] = []
        self.last_input = LastInput(
            lambda: self.now_s - self.used_at_s, lambda: self.heard.append(self.now_s), lambda: self.now_s
        )

    def look_at(self, now_s: float) -> None:
        self.now_s = now_s
        self.last_input.look()


def test_input_is_told_of_once_at_the_next_look() -> None:
    desk = Desk()
    desk.look_at(100.1)
    desk.used_at_s = 100.15
    for now_s in (100.2, 100.3, 100.4):
        desk.look_at(now_s)
    assert desk.heard == [100.2]


def test_what_was_used_before_the_start_does_not_count() -> None:
    desk = Desk()
    desk.used_at_s = 99.9
    desk.look_at(100.1)
    assert desk.heard == []


def test_a_media_key_of_the_app_itself_is_forgiven_but_not_what_follows() -> None:
    desk = Desk()
    desk.now_s = desk.used_at_s = 100.15
    desk.last_input.forgive()
    desk.look_at(100.2)
    assert desk.heard == []
    desk.used_at_s = 100.25
    desk.look_at(100.3)
    assert desk.heard == [100.3]


class FakeWindows:
    """user32 and kernel32 in one."""

    def __init__(self, used_at_ms: int, now_ms: int) -> None:
        self.used_at_ms, self.now_ms = used_at_ms, now_ms

    def GetLastInputInfo(self, info: object) -> int:  # noqa: N802 - its name
        assert self.used_at_ms >= 0, "not asked for"
        struct = info._obj  # type: ignore[attr-defined]  # of ctypes.byref
        assert struct.size == ctypes.sizeof(struct) == 8
        struct.tick_ms = self.used_at_ms
        return 1

    def GetTickCount(self) -> int:  # noqa: N802 - its name
        return ctypes.c_int(self.now_ms).value  # what ctypes makes of a DWORD unless told otherwise


@pytest.mark.parametrize(
    ("used_at_ms", "now_ms", "age_s"),
    [
        pytest.param(5000, 7500, 2.5, id="soon after the start"),
        pytest.param(0x9000_0000, 0x9000_0010, 0.016, id="after 25 days"),
        pytest.param(0xFFFF_FFF0, 0x10, 0.032, id="while the clock began anew"),
    ],
)
def test_windows_counts_milliseconds(used_at_ms: int, now_ms: int, age_s: float) -> None:
    fake = FakeWindows(used_at_ms, now_ms)
    assert windows_age(fake, fake)() == pytest.approx(age_s)


def test_a_windows_that_does_not_say_has_had_no_input() -> None:
    fake = FakeWindows(0, 0)
    fake.GetLastInputInfo = lambda info: 0  # type: ignore[method-assign]
    assert windows_age(fake, fake)() == math.inf


def test_macos_is_asked_for_any_input_of_the_hardware() -> None:
    asked = []

    class Events:
        def CGEventSourceSecondsSinceLastEventType(self, state: int, kind: int) -> float:  # noqa: N802 - its name
            asked.append((state, kind))
            return 1.5

    assert mac_age(Events())() == 1.5
    assert asked == [(1, 0xFFFFFFFF)]


@pytest.mark.skipif(sys.platform != "linux", reason="the others can be asked")
def test_linux_cannot_be_asked() -> None:
    with pytest.raises(OSError, match="ApplicationServices"):
        open_age()
