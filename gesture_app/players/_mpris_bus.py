"""Calls to media players over the D-Bus session bus; no call waits longer than a person would."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence

from dbus_fast import BusType, DBusFastError, Message, MessageFlag, MessageType, Variant, unpack_variants
from dbus_fast.aio import MessageBus

from gesture_app.core.errors import PlayerError
from gesture_app.players._mpris_state import PLAYER

PREFIX = "org.mpris.MediaPlayer2."
PATH = "/org/mpris/MediaPlayer2"

CALL_TIMEOUT_S = 0.5  # players answer within milliseconds; D-Bus itself would wait for 25 s

_PROPERTIES = "org.freedesktop.DBus.Properties"
_DAEMON = "org.freedesktop.DBus"
_DAEMON_PATH = "/org/freedesktop/DBus"
_GONE = {f"{_DAEMON}.Error.{name}" for name in ("ServiceUnknown", "NameHasNoOwner", "NoReply", "Disconnected")}


class MprisBus:
    """A connection to one session bus.

    Args:
        address: Of the bus; None for the session that this program runs in.
        timeout_s: How long one call may take.
    """

    def __init__(self, address: str | None = None, timeout_s: float = CALL_TIMEOUT_S) -> None:
        self._address = address
        self._timeout_s = timeout_s
        self._bus: MessageBus | None = None

    async def connect(self) -> None:
        """Connect unless that is done.

        Raises:
            PlayerError: There is no session bus here.
        """
        if self._bus is not None and self._bus.connected:
            return
        try:
            bus = MessageBus(bus_address=self._address, bus_type=BusType.SESSION)
            self._bus = await asyncio.wait_for(bus.connect(), self._timeout_s)
        except (OSError, EOFError, TimeoutError, DBusFastError):
            raise PlayerError(
                "There is no D-Bus session here, so no running player can be reached; "
                "start the app from your desktop, or choose the embedded player."
            ) from None

    async def player_names(self) -> tuple[str, ...]:
        """The bus names of all media players, without the common prefix.

        Raises:
            PlayerError: The bus is gone.
        """
        (names,) = await self._ask_daemon("ListNames")
        if not isinstance(names, list):
            return ()
        return tuple(sorted(name.removeprefix(PREFIX) for name in names if name.startswith(PREFIX)))

    async def process_id(self, name: str) -> int:
        """The process behind a player.

        Raises:
            PlayerError: It is gone.
        """
        (pid,) = await self._ask_daemon("GetConnectionUnixProcessID", "s", [PREFIX + name])
        return pid if isinstance(pid, int) else 0

    async def properties(self, name: str, interface: str) -> Mapping[str, object]:
        """All properties of one of a player's interfaces.

        Raises:
            PlayerError: The player is gone, refuses or does not answer in time.
        """
        body = await self._call(PREFIX + name, PATH, _PROPERTIES, "GetAll", "s", [interface])
        found = unpack_variants(body[0]) if body else None
        return found if isinstance(found, dict) else {}

    async def call(self, name: str, member: str, signature: str = "", body: Sequence[object] = ()) -> None:
        """Call a method of the Player interface.

        Raises:
            PlayerError: The player is gone, refuses or does not answer in time.
        """
        await self._call(PREFIX + name, PATH, PLAYER, member, signature, list(body))

    async def set_property(self, name: str, interface: str, member: str, value: float | bool) -> None:
        """Set a property that holds a number or a yes or no.

        Raises:
            PlayerError: The player is gone, refuses or does not answer in time.
        """
        variant = Variant("b", value) if isinstance(value, bool) else Variant("d", float(value))
        await self._call(PREFIX + name, PATH, _PROPERTIES, "Set", "ssv", [interface, member, variant])

    def close(self) -> None:
        """Disconnect; may be called twice."""
        if self._bus is not None:
            self._bus.disconnect()
            self._bus = None

    async def _ask_daemon(self, member: str, signature: str = "", body: Sequence[object] = ()) -> list[object]:
        return await self._call(_DAEMON, _DAEMON_PATH, _DAEMON, member, signature, list(body))

    async def _call(
        self, name: str, path: str, interface: str, member: str, signature: str, body: list[object]
    ) -> list[object]:
        who = f"The player {name.removeprefix(PREFIX)}" if name.startswith(PREFIX) else "The D-Bus session"
        if self._bus is None or not self._bus.connected:
            raise PlayerError("The D-Bus session has ended; log in again or choose another player.")
        # A player that does not run must not be started by a question about it.
        message = Message(name, path, interface, member, flags=MessageFlag.NO_AUTOSTART, signature=signature, body=body)
        try:
            reply = await asyncio.wait_for(self._bus.call(message), self._timeout_s)
        except TimeoutError:
            raise PlayerError(f"{who} did not answer within {self._timeout_s * 1000:.0f} ms; restart it.") from None
        except (OSError, EOFError, DBusFastError):
            raise PlayerError(f"{who} is gone; start it again.") from None
        if reply is None or reply.error_name in _GONE:
            raise PlayerError(f"{who} is gone; start it again.")
        if reply.message_type is MessageType.ERROR:
            reason = reply.body[0] if reply.body else reply.error_name
            raise PlayerError(f"{who} refused '{member}': {reason}.")
        return list(reply.body)
