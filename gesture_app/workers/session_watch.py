"""Hears that the screen is locked or the computer goes to sleep, where that can be heard.

On Linux over D-Bus: systemd-logind tells both, for desktops that tell it; screen savers tell the first of the rest.
Windows and macOS are asked for the lock. Where nothing can be heard, nothing fails.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from gesture_app.core.rest import Rest
from gesture_app.workers.recurring import Recurring
from gesture_app.workers.screen_lock import EVERY_S, LockWatch, open_lock

if TYPE_CHECKING:
    from dbus_fast import Message
    from dbus_fast.aio import MessageBus

Tell = Callable[[Rest], None]
Stop = Callable[[], None]
WatchSession = Callable[[Tell, Tell], Stop]  # who is told that a reason begins, and who that it ends

ANSWER_S = 1.0  # a bus that is slower than that has other worries

_DAEMON = "org.freedesktop.DBus"
_PROPERTIES = f"{_DAEMON}.Properties"
_LOGIN = "org.freedesktop.login1"
_LOGIN_PATH = "/org/freedesktop/login1"
_MANAGER, _SESSION, _USER = f"{_LOGIN}.Manager", f"{_LOGIN}.Session", f"{_LOGIN}.User"
_SAVERS = ("org.freedesktop.ScreenSaver", "org.gnome.ScreenSaver")
_LOCKED_HINT = "LockedHint"  # GNOME and KDE keep it, whatever locked the screen


@dataclass(frozen=True, slots=True)
class Buses:
    """The addresses of the buses; None is where every program finds them."""

    system: str | None = None
    session: str | None = None


def watch_session(begin: Tell, end: Tell, buses: Buses | None = None) -> Stop:
    """Tell what begins and ends from now on, on a thread of its own; gives how to stop that."""
    if sys.platform != "linux":
        return _ask_for_lock(begin, end)
    watch = SessionWatch(begin, end, buses or Buses())
    watch.start()
    return watch.stop


def _ask_for_lock(begin: Tell, end: Tell) -> Stop:
    """Ask the system again and again, if it can be asked."""
    try:
        lock = LockWatch(open_lock(), begin, end)
    except OSError:
        return ignore_session(begin, end)
    asking = Recurring(lock.look, EVERY_S, "screen-lock")
    asking.start()
    return asking.stop


def ignore_session(_begin: Tell, _end: Tell) -> Stop:
    """Hear nothing."""
    return _nothing_to_stop


class SessionWatch:
    """Listens on a thread of its own; begin and end are called there, and must return at once."""

    def __init__(self, begin: Tell, end: Tell, buses: Buses) -> None:
        self._begin = begin
        self._end = end
        self._buses = buses
        self._session_path: str | None = None  # of the session that this program belongs to
        self._loop = asyncio.new_event_loop()
        self._stopped = asyncio.Event()
        self._thread = threading.Thread(target=self._run, name="session-watch", daemon=True)

    def start(self) -> None:
        """Start the thread; call once."""
        self._thread.start()

    def stop(self) -> None:
        """Tell nothing more and end the thread; may be called twice."""
        if self._thread.is_alive():
            self._loop.call_soon_threadsafe(self._cancel)
            self._thread.join()
        self._loop.close()

    # From here on everything runs on the thread.

    def _run(self) -> None:
        with asyncio.Runner(loop_factory=lambda: self._loop) as runner, contextlib.suppress(asyncio.CancelledError):
            runner.run(self._listen())

    def _cancel(self) -> None:
        self._stopped.set()  # a wait_for that is over at this very moment swallows the cancellation (Python < 3.12)
        for task in asyncio.all_tasks():
            task.cancel()

    async def _listen(self) -> None:
        """Listen on both buses, or on the one there is, until cancelled."""
        from dbus_fast import DBusFastError

        with contextlib.ExitStack() as buses:
            for join in (self._join_system, self._join_session):
                with contextlib.suppress(OSError, EOFError, TimeoutError, DBusFastError):
                    await join(buses)
            await self._stopped.wait()  # what is heard is handled as it comes

    async def _join_system(self, buses: contextlib.ExitStack) -> None:
        from dbus_fast import BusType
        from dbus_fast.aio import MessageBus

        bus = await _connected(MessageBus(bus_address=self._buses.system, bus_type=BusType.SYSTEM), buses)
        bus.add_message_handler(self._hear_login)
        await _subscribe(bus, f"sender='{_LOGIN}',interface='{_MANAGER}',member='PrepareForSleep'")
        self._session_path = path = await _own_session(bus)
        if path is None:
            return
        await _subscribe(bus, f"sender='{_LOGIN}',path='{path}'")
        if await _property(bus, path, _SESSION, _LOCKED_HINT) is True:
            self._begin(Rest.LOCKED)

    async def _join_session(self, buses: contextlib.ExitStack) -> None:
        from dbus_fast import BusType
        from dbus_fast.aio import MessageBus

        bus = await _connected(MessageBus(bus_address=self._buses.session, bus_type=BusType.SESSION), buses)
        bus.add_message_handler(self._hear_saver)
        for saver in _SAVERS:
            await _subscribe(bus, f"interface='{saver}',member='ActiveChanged'")

    def _hear_login(self, message: Message) -> None:
        match message.interface, message.member, message.body:
            case _, "PrepareForSleep", [bool(begins)] if message.interface == _MANAGER:
                self._tell(Rest.ASLEEP, holds=begins)
            case _, "Lock" | "Unlock", [] if message.path == self._session_path:
                self._tell(Rest.LOCKED, holds=message.member == "Lock")
            case _, "PropertiesChanged", [_, {"LockedHint": hint}, _] if message.path == self._session_path:
                self._tell(Rest.LOCKED, holds=hint.value is True)

    def _hear_saver(self, message: Message) -> None:
        if message.interface in _SAVERS and message.member == "ActiveChanged" and message.body:
            self._tell(Rest.LOCKED, holds=message.body[0] is True)

    def _tell(self, reason: Rest, *, holds: bool) -> None:
        (self._begin if holds else self._end)(reason)


async def _connected(bus: MessageBus, buses: contextlib.ExitStack) -> MessageBus:
    """The bus, connected until the stack is taken down."""
    await asyncio.wait_for(bus.connect(), ANSWER_S)
    buses.callback(bus.disconnect)
    return bus


async def _subscribe(bus: MessageBus, rule: str) -> None:
    """Have the daemon pass on the signals that a rule describes."""
    await _call(bus, (_DAEMON, "/org/freedesktop/DBus", _DAEMON, "AddMatch"), "s", [f"type='signal',{rule}"])


async def _own_session(bus: MessageBus) -> str | None:
    """The login session of this process; of a service, that of its user's desktop; None where there is none."""
    manager = (_LOGIN, _LOGIN_PATH, _MANAGER)
    answer = await _call(bus, (*manager, "GetSessionByPID"), "u", [os.getpid()])
    if answer:
        return str(answer[0])
    user = await _call(bus, (*manager, "GetUser"), "u", [os.getuid()])
    match await _property(bus, str(user[0]), _USER, "Display") if user else None:
        case [str(), str(path)]:
            return path
    return None


async def _property(bus: MessageBus, path: str, interface: str, name: str) -> object:
    """A property of an object of logind; None where there is none."""
    answer = await _call(bus, (_LOGIN, path, _PROPERTIES, "Get"), "ss", [interface, name])
    return getattr(answer[0], "value", None) if answer else None


async def _call(bus: MessageBus, where: tuple[str, str, str, str], signature: str, body: list[object]) -> list[object]:
    """What a method answers; nothing where it fails.

    Args:
        where: Name on the bus, path, interface and member.
    """
    from dbus_fast import Message, MessageType

    name, path, interface, member = where
    message = Message(name, path, interface, member, signature=signature, body=body)
    reply = await asyncio.wait_for(bus.call(message), ANSWER_S)
    if reply is None or reply.message_type is MessageType.ERROR:
        return []
    return list(reply.body)


def _nothing_to_stop() -> None:
    """Where nothing is heard."""
