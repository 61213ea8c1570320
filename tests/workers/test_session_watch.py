"""Hearing locks and sleep from a logind and a screen saver of the test's own, on a bus of the test's own."""

from __future__ import annotations

import asyncio
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from gesture_app.core.rest import Rest
from gesture_app.workers import session_watch
from gesture_app.workers.session_watch import Buses, watch_session
from tests.players.private_bus import private_bus

dbus_fast = pytest.importorskip("dbus_fast", reason="D-Bus is spoken on Linux only")
aio = pytest.importorskip("dbus_fast.aio", reason="D-Bus is spoken on Linux only")

LIMIT_S = 60.0
PATH = "/org/freedesktop/login1"
MANAGER, SESSION = "org.freedesktop.login1.Manager", "org.freedesktop.login1.Session"
OURS, SOMEBODYS = f"{PATH}/session/_31", f"{PATH}/session/_32"


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with tempfile.TemporaryDirectory(prefix="bus-") as folder, private_bus(Path(folder)) as found:
        yield found


class FakeLogin:
    """Answers as logind does, and emits what the test wants; lives on a loop of its own thread."""

    def __init__(self, address: str, *, is_service: bool = False, is_locked: bool = False) -> None:
        self._is_service = is_service
        self._is_locked = is_locked
        self.asked: list[str] = []
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever)
        self._thread.start()
        self._bus = self._await(self._join(address))

    def _await(self, coroutine):
        return asyncio.run_coroutine_threadsafe(coroutine, self._loop).result(LIMIT_S)

    async def _join(self, address: str):
        bus = await aio.MessageBus(bus_address=address).connect()
        bus.add_message_handler(self._answer)
        await bus.request_name("org.freedesktop.login1")
        return bus

    def _answer(self, message):
        if message.message_type is not dbus_fast.MessageType.METHOD_CALL:
            return None
        self.asked.append(message.member)
        match message.member:
            case "GetSessionByPID" if self._is_service:
                return dbus_fast.Message.new_error(message, "org.freedesktop.login1.NoSessionForPID", "none")
            case "GetSessionByPID":
                return dbus_fast.Message.new_method_return(message, "o", [OURS])
            case "GetUser":
                return dbus_fast.Message.new_method_return(message, "o", [f"{PATH}/user/_1000"])
            case "Get" if message.body[1] == "Display":
                return dbus_fast.Message.new_method_return(message, "v", [dbus_fast.Variant("(so)", ["1", OURS])])
            case "Get":
                return dbus_fast.Message.new_method_return(message, "v", [dbus_fast.Variant("b", self._is_locked)])
        return None

    def say(self, path: str, interface: str, member: str, signature: str = "", *body: object) -> None:
        async def send() -> None:
            await self._bus.send(dbus_fast.Message.new_signal(path, interface, member, signature, list(body)))

        self._await(send())

    def hint(self, path: str, is_locked: bool) -> None:
        changed = {"LockedHint": dbus_fast.Variant("b", is_locked)}
        self.say(path, "org.freedesktop.DBus.Properties", "PropertiesChanged", "sa{sv}as", SESSION, changed, [])

    def close(self) -> None:
        async def leave() -> None:
            self._bus.disconnect()

        self._await(leave())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()


class Ear:
    """Keeps what is told; a marker that is heard after it tells that nothing else was."""

    def __init__(self) -> None:
        self.heard: list[tuple[str, Rest]] = []
        self._changed = threading.Condition()

    def begin(self, reason: Rest) -> None:
        self._note("begin", reason)

    def end(self, reason: Rest) -> None:
        self._note("end", reason)

    def _note(self, word: str, reason: Rest) -> None:
        with self._changed:
            self.heard.append((word, reason))
            self._changed.notify_all()

    def wait_for(self, is_so: Callable[[], object]) -> None:
        with self._changed:
            assert self._changed.wait_for(is_so, LIMIT_S), self.heard


@pytest.fixture
def desktop(address: str) -> Iterator[Callable[..., tuple[FakeLogin, Ear]]]:
    """A logind and somebody who listens to it; the watch is ready when this returns."""
    closing: list[Callable[[], None]] = []

    def started(**login_is: bool) -> tuple[FakeLogin, Ear]:
        login, ear = FakeLogin(address, **login_is), Ear()
        closing.append(login.close)
        closing.append(watch_session(ear.begin, ear.end, Buses(address, address)))
        deadline = threading.Event()
        while ("begin", Rest.ASLEEP) not in ear.heard:  # until both buses are joined
            login.say("/org/gnome/ScreenSaver", "org.gnome.ScreenSaver", "ActiveChanged", "b", False)
            if ("end", Rest.LOCKED) in ear.heard:
                login.say(PATH, MANAGER, "PrepareForSleep", "b", True)
            deadline.wait(0.01)
        login.say(PATH, MANAGER, "PrepareForSleep", "b", False)
        ear.wait_for(lambda: ear.heard[-1] == ("end", Rest.ASLEEP))
        was_locked = ("begin", Rest.LOCKED) in ear.heard
        ear.heard[:] = [("begin", Rest.LOCKED)] if was_locked else []
        return login, ear

    yield started
    for close in reversed(closing):
        close()


def test_sleep_begins_and_ends(desktop):
    login, ear = desktop()
    login.say(PATH, MANAGER, "PrepareForSleep", "b", True)
    login.say(PATH, MANAGER, "PrepareForSleep", "b", False)
    ear.wait_for(lambda: len(ear.heard) == 2)
    assert ear.heard == [("begin", Rest.ASLEEP), ("end", Rest.ASLEEP)]


def test_the_own_session_is_locked_and_unlocked_and_no_other_counts(desktop):
    login, ear = desktop()
    login.say(SOMEBODYS, SESSION, "Lock")
    login.hint(SOMEBODYS, True)
    login.say(OURS, SESSION, "Lock")
    login.say(OURS, SESSION, "Unlock")
    ear.wait_for(lambda: len(ear.heard) == 2)
    assert ear.heard == [("begin", Rest.LOCKED), ("end", Rest.LOCKED)]


def test_a_desktop_that_only_keeps_the_hint_is_understood(desktop):
    login, ear = desktop()
    login.hint(OURS, True)
    login.hint(OURS, False)
    ear.wait_for(lambda: len(ear.heard) == 2)
    assert ear.heard == [("begin", Rest.LOCKED), ("end", Rest.LOCKED)]


@pytest.mark.parametrize("saver", ["org.freedesktop.ScreenSaver", "org.gnome.ScreenSaver"])
def test_a_screen_saver_locks_too(desktop, saver):
    login, ear = desktop()
    login.say("/ScreenSaver", saver, "ActiveChanged", "b", True)
    login.say("/ScreenSaver", saver, "ActiveChanged", "b", False)
    ear.wait_for(lambda: len(ear.heard) == 2)
    assert ear.heard == [("begin", Rest.LOCKED), ("end", Rest.LOCKED)]


def test_a_screen_that_is_locked_already_is_noticed(desktop):
    _, ear = desktop(is_locked=True)
    assert ear.heard == [("begin", Rest.LOCKED)]


def test_a_service_finds_the_session_of_its_users_desktop(desktop):
    login, ear = desktop(is_service=True)
    assert "GetUser" in login.asked
    login.say(OURS, SESSION, "Lock")
    ear.wait_for(lambda: ear.heard == [("begin", Rest.LOCKED)])


def test_signals_that_make_no_sense_are_passed_over(desktop):
    login, ear = desktop()
    login.say(PATH, MANAGER, "PrepareForSleep", "s", "yes")
    login.say(OURS, "org.freedesktop.DBus.Properties", "PropertiesChanged", "s", "odd")
    login.say("/ScreenSaver", "org.gnome.ScreenSaver", "ActiveChanged")
    login.say(OURS, SESSION, "Lock")
    ear.wait_for(lambda: ear.heard)
    assert ear.heard == [("begin", Rest.LOCKED)]


def test_where_there_is_no_bus_nothing_is_heard_and_nothing_fails(tmp_path):
    ear = Ear()
    stop = watch_session(ear.begin, ear.end, Buses(f"unix:path={tmp_path / 'none'}", "nonsense"))
    stop()
    stop()
    assert ear.heard == []


def test_whoever_stops_it_at_any_moment_of_its_start_waits_for_nothing(tmp_path):
    for _ in range(200):  # a bus that cannot be reached just when it is stopped is the moment that matters
        watch_session(Ear().begin, Ear().end, Buses(f"unix:path={tmp_path / 'none'}", "nonsense"))()


def test_elsewhere_than_on_linux_no_bus_is_asked(monkeypatch):
    monkeypatch.setattr(sys, "platform", "darwin")
    monkeypatch.setattr(session_watch, "SessionWatch", None)  # making one would fail
    ear = Ear()
    watch_session(ear.begin, ear.end)()
    assert ear.heard == []


def test_a_system_that_can_be_asked_for_the_lock_is_asked_until_nobody_wants_to_know(monkeypatch):
    is_locked = True
    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setattr(session_watch, "open_lock", lambda: lambda: is_locked)
    monkeypatch.setattr(session_watch, "EVERY_S", 0.01)
    ear = Ear()
    stop = watch_session(ear.begin, ear.end)
    ear.wait_for(lambda: ear.heard == [("begin", Rest.LOCKED)])
    is_locked = False
    ear.wait_for(lambda: ear.heard[1:] == [("end", Rest.LOCKED)])
    stop()
    assert "screen-lock" not in [thread.name for thread in threading.enumerate()]
