"""Any Linux player over D-Bus (MPRIS): VLC, Spotify, mpv, browsers; the one that plays, or one by name."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from gesture_app.core.amounts import wanted_move_s
from gesture_app.core.errors import PlayerError
from gesture_app.core.player import Player, PlayerInfo, PlayerKind, PlayerRequest
from gesture_app.core.types import Command, Order, Playback, PlayerState
from gesture_app.players._choice import Candidate, Wish, allowed, best, read_wish, without_twins
from gesture_app.players._mpris_state import MICROSECONDS, PLAYER, ROOT, allowed_commands, read_state
from gesture_app.players._volume_memory import VolumeMemory

if TYPE_CHECKING:
    from gesture_app.players._mpris_bus import MprisBus

SULK_S = 10.0  # a player that hung is left out of the choice this long, so that it does not slow down the others

METHODS: Mapping[Command, str] = {
    Command.PLAY_PAUSE: "PlayPause",
    Command.PLAY: "Play",
    Command.PAUSE: "Pause",
    Command.STOP: "Stop",
    Command.NEXT: "Next",
    Command.PREVIOUS: "Previous",
}


def session_bus(address: str | None) -> MprisBus:
    """Build the bus; dbus-fast is installed on Linux only, so it is imported when first needed.

    Raises:
        PlayerError: It is not installed.
    """
    try:
        from gesture_app.players._mpris_bus import MprisBus
    except ImportError:
        raise PlayerError("MPRIS players exist on Linux only; choose another player.") from None
    return MprisBus(address)


class MprisPlayer:
    """The chosen player on the session bus; `open` chooses afresh, so it follows the music from player to player."""

    def __init__(self, wish: Wish, bus: Callable[[], MprisBus], clock: Callable[[], float] = time.monotonic) -> None:
        self._wish = wish
        self._build_bus = bus
        self._clock = clock
        self._bus: MprisBus | None = None
        self._target: Candidate | None = None
        self._commands: frozenset[Command] = frozenset()
        self._volumes = VolumeMemory()
        self._sulking: dict[str, float] = {}  # name on the bus -> when it may be asked again
        self._last_seen_playing: dict[str, int] = {}
        self._plays_seen = 0

    @property
    def title(self) -> str:
        """Of the chosen player."""
        return self._target.title if self._target else self._wish.name or "The player"

    @property
    def commands(self) -> frozenset[Command]:
        """What it said it can do when its state was last read."""
        return self._commands

    async def open(self) -> None:
        """Connect and choose; cheap when nothing has changed."""
        if self._bus is None:
            self._bus = self._build_bus()
        await self._bus.connect()
        target = await self._choose(self._bus)
        if self._target is None or target.name != self._target.name:
            self._volumes.forget()
        if target.playback is Playback.PLAYING:
            self._plays_seen += 1
            self._last_seen_playing[target.name] = self._plays_seen
        self._target = target

    async def state(self) -> PlayerState:
        """Read both interfaces; also learns what the player can do now."""
        bus, name = self._connected()
        root, player = await asyncio.gather(bus.properties(name, ROOT), bus.properties(name, PLAYER))
        self._commands = allowed_commands(root, player)
        return read_state(root, player, self._volumes)

    async def send(self, order: Order) -> None:
        """Call the method, or set the property, that stands for the order."""
        bus, name = self._connected()
        if order.command in METHODS:
            await bus.call(name, METHODS[order.command])
        elif order.command in (Command.SEEK_FORWARD, Command.SEEK_BACK):
            await self._seek(bus, name, order)
        elif order.command is Command.FULLSCREEN:
            await self._toggle_fullscreen(bus, name)
        else:
            volume = self._volumes.next_volume(order, (await self.state()).volume)
            await bus.set_property(name, PLAYER, "Volume", volume)

    async def close(self) -> None:
        """Leave the bus."""
        if self._bus is not None:
            self._bus.close()
        self._bus = self._target = None

    def _connected(self) -> tuple[MprisBus, str]:
        if self._bus is None or self._target is None:
            raise PlayerError(f"{self.title} is not connected; choose it again.")
        return self._bus, self._target.name

    async def _choose(self, bus: MprisBus) -> Candidate:
        names = allowed(await bus.player_names(), self._wish)
        if not names:
            raise PlayerError(self._nobody())
        awake = self._awake(names)
        if self._target is not None and self._target.name in awake:
            current = await self._look(bus, self._target.name)
            # Nothing outranks a dedicated player that plays; asking the others would only cost time.
            if isinstance(current, Candidate) and current.playback is Playback.PLAYING and not current.is_browser:
                return current
        looks = await asyncio.gather(*(self._look(bus, name) for name in awake))
        candidates = without_twins(one for one in looks if isinstance(one, Candidate))
        if not candidates:
            raise next(one for one in looks if isinstance(one, PlayerError))
        return best(candidates)

    def _awake(self, names: Sequence[str]) -> Sequence[str]:
        """Those that did not hang a moment ago; all of them if there are no others."""
        return [name for name in names if self._clock() >= self._sulking.get(name, 0.0)] or names

    async def _look(self, bus: MprisBus, name: str) -> Candidate | PlayerError:
        """What a player is doing, or why it does not say."""
        try:
            return await look(bus, name, self._last_seen_playing.get(name, 0))
        except PlayerError as error:
            self._sulking[name] = self._clock() + SULK_S
            return error

    def _nobody(self) -> str:
        if self._wish.name is None:
            return "No media player is running; start VLC, Spotify or another one."
        return f"{self._wish.name} is not running; start it or choose another player."

    async def _seek(self, bus: MprisBus, name: str, order: Order) -> None:
        move_s = wanted_move_s(order, await self.state())
        if move_s:
            await bus.call(name, "Seek", "x", [round(move_s * MICROSECONDS)])

    async def _toggle_fullscreen(self, bus: MprisBus, name: str) -> None:
        state = await self.state()
        await bus.set_property(name, ROOT, "Fullscreen", not state.is_fullscreen)


async def look(bus: MprisBus, name: str, last_seen_playing: int = 0) -> Candidate:
    """Ask one player who it is and what it does.

    Raises:
        PlayerError: It is gone or does not answer.
    """
    root, player, pid = await asyncio.gather(
        bus.properties(name, ROOT), bus.properties(name, PLAYER), bus.process_id(name)
    )
    state = read_state(root, player, VolumeMemory())
    title = str(root.get("Identity") or name)
    return Candidate(name, SHORT_TITLES.get(title, title), pid, state.playback, state.title, last_seen_playing)


SHORT_TITLES: Mapping[str, str] = {"VLC media player": "VLC"}  # what people call it


def open_mpris(request: PlayerRequest) -> Player:
    """Build the player; the option `bus` names another bus than this session's."""
    address = request.options.get("bus")
    return MprisPlayer(read_wish(request), lambda: session_bus(address))


async def running_players(bus: MprisBus) -> tuple[Candidate, ...]:
    """Every player that answers, the best choice first.

    Raises:
        PlayerError: There is no session bus here.
    """
    await bus.connect()
    names = allowed(await bus.player_names(), Wish())
    looks = await asyncio.gather(*(look(bus, name) for name in names), return_exceptions=True)
    found = without_twins(one for one in looks if isinstance(one, Candidate))
    return tuple(sorted(found, key=lambda one: (one != best(found), one.name)))


async def available() -> Sequence[PlayerInfo]:
    """The players that run in this session; none where there is no session bus."""
    try:
        bus = session_bus(None)
        with contextlib.closing(bus):
            return tuple(_info(candidate) for candidate in await running_players(bus))
    except PlayerError:
        return ()


def _info(candidate: Candidate) -> PlayerInfo:
    song = f", {candidate.song}" if candidate.song else ""
    return PlayerInfo(f"mpris:{candidate.name}", candidate.title, f"{candidate.playback.value}{song}")


KIND = PlayerKind(
    name="mpris",
    title="Whatever plays on this desktop (MPRIS)",
    open=open_mpris,
    available=available,
    can_verify=True,
)
