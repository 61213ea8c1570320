"""A scripted MPRIS player for a private bus: it can obey, hang, lie, answer with errors and die."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field, replace
from enum import Enum

from dbus_fast import Message, MessageType, Variant
from dbus_fast.aio import MessageBus

PREFIX = "org.mpris.MediaPlayer2."
ERROR = "org.example.Error.Moody"


class Mood(Enum):
    OBEYS = "obeys"
    HANGS = "hangs"  # never answers
    LIES = "lies"  # says yes and does nothing
    REFUSES = "refuses"  # answers with errors
    DIES = "dies"  # leaves the bus when it is given an order


@dataclass(frozen=True)
class Script:
    name: str = "fake"
    title: str = "Fake"
    tracks: tuple[str, ...] = ("One", "Two", "Three")
    can: tuple[str, ...] = ("CanPlay", "CanPause", "CanGoNext", "CanGoPrevious", "CanSeek", "CanControl")
    can_set_fullscreen: bool = True
    length: Variant = field(default_factory=lambda: Variant("x", 180_000_000))
    more_names: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()  # of the tracks
    genre: Variant | None = None


class FakeMpris:
    """Speaks D-Bus messages itself rather than through an interface class, so that it can misbehave in every way."""

    def __init__(self, script: Script = Script()) -> None:
        self.script = script
        self.mood = Mood.OBEYS
        self.playback = "Playing"
        self.volume = 0.5
        self.position_us = 30_000_000
        self.index = 0
        self.is_fullscreen = False
        self.received: list[str] = []
        self._buses: list[MessageBus] = []

    async def start(self, address: str) -> None:
        """Each further name gets a connection of its own, as in VLC."""
        for name in (self.script.name, *self.script.more_names):
            bus = MessageBus(bus_address=address)
            bus.add_message_handler(self._answer)
            await bus.connect()
            await bus.request_name(PREFIX + name)
            self._buses.append(bus)

    def stop(self) -> None:
        while self._buses:
            self._buses.pop().disconnect()

    def _answer(self, message: Message) -> Message | bool | None:
        if message.message_type is not MessageType.METHOD_CALL or message.path != "/org/mpris/MediaPlayer2":
            return None
        if self.mood is Mood.HANGS:
            return True  # handled, and never replied to
        if message.member == "GetAll":
            return Message.new_method_return(message, "a{sv}", [self._properties(message.body[0])])
        self.received.append(message.body[1] if message.member == "Set" else message.member)
        if self.mood is Mood.REFUSES:
            return Message.new_error(message, ERROR, "not in the mood")
        if self.mood is Mood.DIES:
            asyncio.get_running_loop().call_soon(self.stop)
            return True
        if self.mood is not Mood.LIES:
            self._obey(message)
        return Message.new_method_return(message)

    def _properties(self, interface: str) -> dict[str, Variant]:
        if not interface.endswith(".Player"):
            return {
                "Identity": Variant("s", self.script.title),
                "Fullscreen": Variant("b", self.is_fullscreen),
                "CanSetFullscreen": Variant("b", self.script.can_set_fullscreen),
            }
        metadata = {
            "mpris:trackid": Variant("o", f"/track/{self.index}"),
            "mpris:length": self.script.length,
            "xesam:title": Variant("s", self.script.tracks[self.index]),
        }
        if self.script.addresses:
            metadata["xesam:url"] = Variant("s", self.script.addresses[self.index])
        if self.script.genre is not None:
            metadata["xesam:genre"] = self.script.genre
        return {
            "PlaybackStatus": Variant("s", self.playback),
            "Volume": Variant("d", self.volume),
            "Position": Variant("x", self.position_us),
            "Metadata": Variant("a{sv}", metadata),
            **{name: Variant("b", True) for name in self.script.can},
        }

    def _obey(self, message: Message) -> None:
        match message.member:
            case "PlayPause":
                self.playback = "Paused" if self.playback == "Playing" else "Playing"
            case "Play" | "Pause" | "Stop":
                self.playback = {"Play": "Playing", "Pause": "Paused", "Stop": "Stopped"}[message.member]
            case "Next" | "Previous":
                self.index = (self.index + (1 if message.member == "Next" else -1)) % len(self.script.tracks)
                self.position_us, self.playback = 0, "Playing"
            case "Seek":
                assert message.signature == "x"
                self.position_us += message.body[0]
            case "Set":
                _, name, value = message.body
                setattr(self, {"Volume": "volume", "Fullscreen": "is_fullscreen"}[name], value.value)


def dedicated(name: str, playback: str) -> FakeMpris:
    player = FakeMpris(replace(Script(), name=name, title=name.title()))
    player.playback = playback
    return player
