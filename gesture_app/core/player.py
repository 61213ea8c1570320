"""What a player is, and how a kind of player introduces itself."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from gesture_app.core.types import Command, Order, PlayerState

MEDIA_SEPARATOR = "|"  # between several media in one spec; no file on Windows and few elsewhere have it in their names


class Player(Protocol):
    """Carries out orders; lives on the actuator's asyncio loop and is called from nowhere else."""

    @property
    def title(self) -> str:
        """For a person: "VLC"."""

    @property
    def commands(self) -> frozenset[Command]:
        """What this player can do at the moment."""

    async def open(self) -> None:
        """Connect; called again before every order, so it costs little while nothing has changed.

        A player that stands for "whatever plays" chooses afresh, and one that was lost is looked for.

        Raises:
            PlayerError: The player cannot be reached; the sentence says what to do.
        """

    async def state(self) -> PlayerState:
        """Ask the player what it does; a PlayerState of Nones where it never says.

        Raises:
            PlayerError: The player is gone or does not answer in time.
        """

    async def send(self, order: Order) -> None:
        """Hand the order over; whether it was obeyed is for `closed_loop` to find out.

        Raises:
            PlayerError: The player is gone, refuses or does not answer in time.
        """

    async def close(self) -> None:
        """Disconnect; may be called twice."""


@dataclass(frozen=True, slots=True)
class PlayerInfo:
    """A player that can be chosen now, as a list shows it."""

    spec: str  # what `--player` takes to choose exactly this one
    title: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class PlayerRequest:
    """How a player should be opened."""

    spec: str  # "auto", "mpris", "mpris:vlc", "vlc_http:8080", "dry_run"
    media: tuple[str, ...] = ()  # what an embedded player should play: files, addresses, folders, playlists
    options: dict[str, str] = field(default_factory=dict)  # host, port, password, ... of this kind
    may_press_keys: bool = False  # media keys, where the player does not react


@dataclass(frozen=True, slots=True)
class PlayerKind:
    """One file of gesture_app/players, as the rest of the house sees it."""

    name: str
    title: str
    open: Callable[[PlayerRequest], Player]  # builds it; Player.open() then connects
    available: Callable[[], Awaitable[Sequence[PlayerInfo]]]  # what can be chosen now
    can_verify: bool  # False: best effort, nothing can be read back
    hears_keys: bool = True  # False: a media key could only reach somebody else
    # Asks the user in their browser to let this app in, and says how; None where nobody has to.
    sign_in: Callable[[PlayerRequest, Callable[[str], None]], None] | None = None
