"""A scripted player without any bus: what it says and does is what the test tells it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from gesture_app.core.errors import PlayerError
from gesture_app.core.player import Player, PlayerInfo, PlayerKind, PlayerRequest
from gesture_app.core.types import Command, Order, PlayerState
from gesture_app.players.dry_run import DryRunPlayer


class FakePlayer:
    """Behaves like the dry run until told otherwise."""

    def __init__(self, title: str = "Fake", commands: frozenset[Command] = frozenset(Command)) -> None:
        self.title = title
        self.commands = commands
        self.inner = DryRunPlayer()
        self.received: list[Order] = []
        self.is_deaf = False  # takes orders and does nothing
        self.is_mute = False  # never says anything about itself
        self.is_closed = False
        self.open_error: str | PlayerError | None = None
        self.send_error: str | None = None
        self.hang_s = 0.0  # how long it takes to take an order
        self.holds = False  # takes an order only when the test has set this back
        self.react_s = 0.0  # how long after that the effect shows
        self.dies_after_sending = False

    async def open(self) -> None:
        if self.open_error:
            raise self.open_error if isinstance(self.open_error, PlayerError) else PlayerError(self.open_error)

    async def state(self) -> PlayerState:
        if self.dies_after_sending and self.received:
            raise PlayerError(f"{self.title} is gone; start it again.")
        return PlayerState() if self.is_mute else await self.inner.state()

    async def send(self, order: Order) -> None:
        self.received.append(order)
        await asyncio.sleep(self.hang_s)
        while self.holds:
            await asyncio.sleep(0.005)
        if self.send_error:
            raise PlayerError(self.send_error)
        if self.react_s:
            asyncio.get_running_loop().call_later(self.react_s, lambda: asyncio.ensure_future(self.inner.send(order)))
        elif not self.is_deaf:
            await self.inner.send(order)

    async def close(self) -> None:
        self.is_closed = True


def kind_of(build: Callable[[], Player], name: str = "fake", *infos: PlayerInfo) -> PlayerKind:
    """A kind whose players are built by the test."""

    async def available() -> tuple[PlayerInfo, ...]:
        return infos

    def open_fake(_request: PlayerRequest) -> Player:
        return build()

    return PlayerKind(name, name.title(), open_fake, available, can_verify=True)
