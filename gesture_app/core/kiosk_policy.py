"""The allow list of a kiosk: what is not on it is bound to no gesture, and no player ever hears of it."""

from __future__ import annotations

import asyncio
import dataclasses
from collections.abc import Callable
from dataclasses import dataclass

from gesture_app.core.bindings import OPPOSITES, Binding, Bindings
from gesture_app.core.errors import PlayerError
from gesture_app.core.gestures import TriggerMode
from gesture_app.core.outcome_text import command_words
from gesture_app.core.player import Player, PlayerKind, PlayerRequest
from gesture_app.core.types import Command, Order, Playback, PlayerState
from gesture_app.core.video_picture import ShowsPicture, VideoPicture

TITLE = "The film"

# A dial turns the volume, whatever its command; by steps where the player does not say how loud it is.
_DIALLED = frozenset({Command.SET_VOLUME, Command.VOLUME_UP, Command.VOLUME_DOWN})

_STARTED_S = 2.0  # a film that is not running by then is left as it is
_PAUSED_S = 0.5  # libVLC says that it plays for some moments after it was paused
_LOOK_S = 0.02


@dataclass(frozen=True, slots=True)
class HouseRules:
    """What a visitor may do and how every visit begins."""

    allowed: frozenset[Command]
    volume: float  # 0 to 1
    waits: bool  # at the first picture, until somebody starts the film


def allowed_bindings(bindings: Bindings, allowed: frozenset[Command]) -> Bindings:
    """The bindings without what is not allowed, be it only as the end of a hold."""
    return Bindings(
        binding
        if all(commands_of(one) <= allowed for one in binding.meanings)
        else dataclasses.replace(binding, command=None, other_command=None)
        for binding in bindings
    )


def commands_of(binding: Binding) -> frozenset[Command]:
    """Every command that a gesture can lead to."""
    if binding.command is None:
        return frozenset()
    if binding.mode is TriggerMode.CONTINUOUS:
        return _DIALLED | {binding.command}
    has_two = binding.mode in (TriggerMode.HOLD, TriggerMode.TOGGLE)
    other = OPPOSITES.get(binding.command) if has_two else None
    return frozenset({binding.command} if other is None else {binding.command, other})


class GuardedPlayer:
    """A player behind the allow list; opened, it stands as every visit shall begin."""

    def __init__(self, player: Player, rules: HouseRules) -> None:
        self._player = player
        self._rules = rules
        self._is_ready = False
        self._nothing = VideoPicture()

    @property
    def title(self) -> str:
        """What a visitor sees of it."""
        return TITLE

    @property
    def commands(self) -> frozenset[Command]:
        """What it can do and may."""
        return self._player.commands & self._rules.allowed

    @property
    def picture(self) -> VideoPicture:
        """What it shows; nothing where it has no picture."""
        return self._player.picture if isinstance(self._player, ShowsPicture) else self._nothing

    async def open(self) -> None:
        """Connect, and the first time set the volume and wait where the house wants that."""
        await self._player.open()
        if not self._is_ready:
            self._is_ready = True
            await self._begin()

    async def state(self) -> PlayerState:
        """The inner player's."""
        return await self._player.state()

    async def send(self, order: Order) -> None:
        """Hand an order over that is allowed.

        Raises:
            PlayerError: It is not.
        """
        if order.command not in self._rules.allowed:
            raise PlayerError(f"This kiosk does not allow '{command_words(order.command)}'.")
        await self._player.send(order)

    async def close(self) -> None:
        """Disconnect."""
        await self._player.close()

    async def _begin(self) -> None:
        """Stand as every visit begins; a player that was only just started may need a moment to have a picture."""
        if self._rules.waits:
            # Nobody asked for sound yet, and a film has to run before it can stand at its first picture.
            await self._player.send(Order(Command.SET_VOLUME, 0.0))
        await self._wait_until(_runs, _STARTED_S)
        if self._rules.waits:
            await self._player.send(Order(Command.PAUSE))
            await self._wait_until(_stands, _PAUSED_S)
        if (await self._player.state()).is_muted:
            await self._player.send(Order(Command.MUTE))
        await self._player.send(Order(Command.SET_VOLUME, self._rules.volume))

    async def _wait_until(self, is_so: Callable[[PlayerState], bool], limit_s: float) -> None:
        """Look at the player until it is so, but not for ever."""
        for _ in range(round(limit_s / _LOOK_S)):
            if is_so(await self._player.state()):
                return
            await asyncio.sleep(_LOOK_S)


def _runs(state: PlayerState) -> bool:
    return state.playback is Playback.PLAYING and bool(state.position_s)


def _stands(state: PlayerState) -> bool:
    return state.playback is not Playback.PLAYING


def guarded(kind: PlayerKind, rules: HouseRules) -> PlayerKind:
    """A kind of player whose every player is behind the allow list."""
    open_player: Callable[[PlayerRequest], Player] = kind.open
    return dataclasses.replace(kind, open=lambda request: GuardedPlayer(open_player(request), rules))
