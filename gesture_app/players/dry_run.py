"""A player without sound that behaves like a real one and logs what it would do: for try-outs, the demo and tests."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Sequence
from pathlib import PurePath

from gesture_app.core.amounts import wanted_move_s, wanted_volume
from gesture_app.core.outcome_text import command_words
from gesture_app.core.player import Player, PlayerInfo, PlayerKind, PlayerRequest
from gesture_app.core.types import Command, Order, Playback, PlayerState

TRACK_S = 180.0  # every pretended track is three minutes long
TRACKS = ("Morning", "Noon", "Evening")

_LOG = logging.getLogger(__name__)


class DryRunPlayer:
    """Plays nothing, perfectly.

    Args:
        tracks: Titles of its list; the list begins anew at its end.
        clock: Seconds on a monotonic clock; the position follows it while playing.
    """

    def __init__(self, tracks: Sequence[str] = TRACKS, clock: Callable[[], float] = time.monotonic) -> None:
        if not tracks:
            raise ValueError("expected at least one track, got none")
        self._tracks = tuple(tracks)
        self._clock = clock
        self._index = 0
        self._playback = Playback.PLAYING
        self._position_s = 0.0  # at the time of _since_s
        self._since_s = clock()
        self._volume = 0.5
        self._is_muted = False
        self._is_fullscreen = False

    @property
    def title(self) -> str:
        """It says what it is."""
        return "Dry run"

    @property
    def commands(self) -> frozenset[Command]:
        """All of them."""
        return frozenset(Command)

    async def open(self) -> None:
        """Nothing to connect to."""

    async def state(self) -> PlayerState:
        """What a real player would be doing now."""
        self._let_time_pass()
        return PlayerState(
            playback=self._playback,
            volume=self._volume,
            is_muted=self._is_muted,
            position_s=self._position_s,
            length_s=TRACK_S,
            track=str(self._index),
            title=self._tracks[self._index],
            is_fullscreen=self._is_fullscreen,
        )

    async def send(self, order: Order) -> None:
        """Pretend."""
        before = await self.state()
        amount = "" if order.amount is None else f" {order.amount:g}"
        _LOG.info("Dry run: would do '%s%s'.", command_words(order.command), amount)
        match order.command:
            case Command.PLAY_PAUSE:
                self._playback = Playback.PAUSED if before.playback is Playback.PLAYING else Playback.PLAYING
            case Command.PLAY:
                self._playback = Playback.PLAYING
            case Command.PAUSE if before.playback is Playback.PLAYING:
                self._playback = Playback.PAUSED
            case Command.STOP:
                self._playback, self._position_s = Playback.STOPPED, 0.0
            case Command.NEXT:
                self._go_to(self._index + 1)
            case Command.PREVIOUS:
                self._go_to(self._index - 1)
            case Command.MUTE:
                self._is_muted = not self._is_muted
            case Command.VOLUME_UP | Command.VOLUME_DOWN | Command.SET_VOLUME:
                self._volume = wanted_volume(order, self._volume)
            case Command.SEEK_FORWARD | Command.SEEK_BACK:
                self._position_s += wanted_move_s(order, before)
            case Command.FULLSCREEN:
                self._is_fullscreen = not self._is_fullscreen

    async def close(self) -> None:
        """Nothing to disconnect from."""

    def _let_time_pass(self) -> None:
        now_s = self._clock()
        if self._playback is Playback.PLAYING:
            skipped, self._position_s = divmod(self._position_s + now_s - self._since_s, TRACK_S)
            self._index = (self._index + int(skipped)) % len(self._tracks)
        self._since_s = now_s

    def _go_to(self, index: int) -> None:
        self._index = index % len(self._tracks)
        self._position_s = 0.0
        self._playback = Playback.PLAYING


def open_dry_run(request: PlayerRequest) -> Player:
    """Build one that pretends to play the request's media."""
    return DryRunPlayer(tuple(PurePath(medium).name for medium in request.media) or TRACKS)


async def available() -> Sequence[PlayerInfo]:
    """Always there."""
    return (PlayerInfo("dry_run", "Dry run", "pretends, and logs what it would do"),)


KIND = PlayerKind(
    name="dry_run",
    title="Dry run",
    open=open_dry_run,
    available=available,
    can_verify=True,
    hears_keys=False,
)
