"""Spotify, through what each system offers: MPRIS with its defects mended, Windows media sessions, AppleScript."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Sequence
from dataclasses import replace

from gesture_app.core.player import Player, PlayerInfo, PlayerKind, PlayerRequest
from gesture_app.core.types import Command, Order, Playback, PlayerState
from gesture_app.players import auto, macos, mpris, windows
from gesture_app.players._stream_volume import StreamVolume
from gesture_app.players._volume_memory import VolumeMemory

NAME = "spotify"
TAKES_S = 0.15  # a Spotify that takes a volume has taken it by then
LOOK_S = 0.02

VOLUME_COMMANDS = frozenset({Command.VOLUME_UP, Command.VOLUME_DOWN, Command.SET_VOLUME, Command.MUTE})


class SpotifyOnLinux:
    """Spotify over MPRIS, which it fills in carelessly.

    Some of its versions take no volume, others report a position of 0 throughout
    (https://github.com/altdesktop/playerctl/issues/156). So a volume is looked at after writing, and where it was not
    taken the volume of Spotify's sound stream is used from then on.

    Args:
        inner: Spotify as an ordinary MPRIS player.
        stream: The sound that it makes.
    """

    def __init__(self, inner: Player, stream: StreamVolume) -> None:
        self._inner = inner
        self._stream = stream
        self._uses_stream = False
        self._volumes = VolumeMemory()

    @property
    def title(self) -> str:
        """It is Spotify even before it answers."""
        return "Spotify"

    @property
    def commands(self) -> frozenset[Command]:
        """What it says, and the volume."""
        return self._inner.commands | VOLUME_COMMANDS if self._inner.commands else frozenset()

    async def open(self) -> None:
        """Find it on the bus."""
        await self._inner.open()

    async def state(self) -> PlayerState:
        """What it says, without what is known to be wrong."""
        state = await self._inner.state()
        if state.playback is Playback.PLAYING and state.position_s == 0:
            state = replace(state, position_s=None)
        if self._uses_stream:
            volume = await self._stream.read()
            state = replace(state, volume=volume, is_muted=None if volume is None else volume == 0)
        return state

    async def send(self, order: Order) -> None:
        """Hand an order over; volumes also by the other way if need be."""
        if order.command not in VOLUME_COMMANDS:
            await self._inner.send(order)
            return
        before = await self.state()
        if not self._uses_stream:
            await self._inner.send(order)
            if await self._has_taken(order, before):
                return
            self._uses_stream = True
            before = await self.state()
        await self._stream.write(self._volumes.next_volume(order, before.volume))

    async def close(self) -> None:
        """Leave the bus."""
        await self._inner.close()

    async def _has_taken(self, order: Order, before: PlayerState) -> bool:
        """Whether the volume is another than before, or was the wanted one already."""
        deadline_s = asyncio.get_running_loop().time() + TAKES_S
        while asyncio.get_running_loop().time() < deadline_s:
            after = await self._inner.state()
            if after.volume is not None and (after.volume != before.volume or after.volume == order.amount):
                return True
            await asyncio.sleep(LOOK_S)
        return False


def open_spotify(request: PlayerRequest) -> Player:
    """Build what fits this system."""
    kind = auto.kind_here(sys.platform)
    inner = kind.open(replace(request, spec=f"{kind.name}:{NAME}"))
    return SpotifyOnLinux(inner, StreamVolume(NAME)) if kind.name == "mpris" else inner


async def available() -> Sequence[PlayerInfo]:
    """One, while Spotify runs."""
    kinds = (mpris.KIND, windows.KIND, macos.KIND)
    running = [info for kind in kinds for info in await kind.available()]
    return tuple(
        PlayerInfo("spotify", "Spotify", info.detail)
        for info in running
        if info.spec.partition(":")[2].lower().startswith(NAME)
    )


KIND = PlayerKind(
    name="spotify",
    title="Spotify",
    open=open_spotify,
    available=available,
    can_verify=True,
)
