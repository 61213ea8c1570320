"""Spotify on any device of its user, over the internet: the Web API, through spotipy.

An option for whoever wants it, never chosen by itself: it needs the extra `spotify`, a Premium account and a client id.
"""

from __future__ import annotations

import asyncio
import importlib.util
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from gesture_app.core.amounts import wanted_move_s
from gesture_app.core.errors import PlayerError
from gesture_app.core.outcome_text import command_words
from gesture_app.core.paths import data_folder
from gesture_app.core.player import Player, PlayerInfo, PlayerKind, PlayerRequest
from gesture_app.core.types import Command, Order, Playback, PlayerState
from gesture_app.players._spotify_access import SIGN_IN, SpotifyAccess, TokenFile
from gesture_app.players._spotify_answers import FULL, MS_PER_S, NO_DEVICE, read_commands, read_playback
from gesture_app.players._spotify_sign_in import Browser, ask_in_browser
from gesture_app.players._volume_memory import VolumeMemory

if TYPE_CHECKING:
    from gesture_app.players._spotify_calls import Call, SpotifyCalls

# The state before an order, the order and the state after it, each as slow as this, end before the actuator gives up.
TIMEOUT_S = 0.9
SIGN_IN_TIMEOUT_S = 10.0  # whoever has just signed in waits rather than doing it again
FRESH_S = 0.2  # an answer as young as this is given again: reading back must not become 50 requests a second
INSTALL = "pip install 'spotipy>=2.24'"


@dataclass(frozen=True, slots=True)
class Seen:
    """What Spotify said, and when."""

    state: PlayerState
    at_s: float


class SpotifyWebPlayer:
    """Whatever device Spotify calls active.

    Args:
        access: Whose app it is for Spotify, and where the token lies.
        timeout_s: How long one call may take.
        now: Seconds on a monotonic clock.
    """

    def __init__(
        self, access: SpotifyAccess, timeout_s: float = TIMEOUT_S, now: Callable[[], float] = time.monotonic
    ) -> None:
        self._access = access
        self._timeout_s = timeout_s
        self._now = now
        self._calls: SpotifyCalls | None = None
        self._seen: Seen | None = None
        self._commands: frozenset[Command] = frozenset()
        self._volumes = VolumeMemory()

    @property
    def title(self) -> str:
        """It is always Spotify."""
        return "Spotify"

    @property
    def commands(self) -> frozenset[Command]:
        """What the device and the track allowed when they were last asked."""
        return self._commands

    async def open(self) -> None:
        """See that there are library, client id and sign-in; Spotify itself is asked for its state."""
        self._access.check_client_id()
        if self._calls is None:
            # Takes half a second, which the loop has not.
            self._calls = await asyncio.to_thread(connect, self._access, self._timeout_s)
        self._access.check()

    async def state(self) -> PlayerState:
        """Ask Spotify, unless it has just said it."""
        if self._seen is None or self._now() - self._seen.at_s > FRESH_S:
            self._seen = await self._look()
        return self._brought_up_to_date(self._seen)

    async def send(self, order: Order) -> None:
        """Make the call that an order means; Spotify refuses to pause what is paused, so that is not asked for."""
        before = await self.state()
        call = self._call_for(order, before)
        self._seen = None
        if call is not None:
            await self._connected().call(call)

    async def close(self) -> None:
        """Drop the connection; the sign-in stays."""
        calls, self._calls, self._seen = self._calls, None, None
        if calls is not None:
            await calls.close()

    def _connected(self) -> SpotifyCalls:
        if self._calls is None:
            raise PlayerError("Spotify is not connected; choose it again.")
        return self._calls

    async def _look(self) -> Seen:
        answer = await self._connected().call(lambda spotify: spotify.current_playback(additional_types="episode"))
        if not isinstance(answer, dict):
            raise PlayerError(NO_DEVICE)
        self._commands = read_commands(answer)
        return Seen(read_playback(answer), self._now())

    def _brought_up_to_date(self, seen: Seen) -> PlayerState:
        """The track has played on since Spotify told where it is."""
        state = seen.state
        if state.playback is not Playback.PLAYING or state.position_s is None:
            return state
        position_s = state.position_s + self._now() - seen.at_s
        return replace(state, position_s=position_s if state.length_s is None else min(position_s, state.length_s))

    def _call_for(self, order: Order, before: PlayerState) -> Call | None:
        is_playing = before.playback is Playback.PLAYING
        match order.command:
            case Command.PLAY_PAUSE:
                return _pause if is_playing else _play
            case Command.PLAY:
                return None if is_playing else _play
            case Command.PAUSE:
                return _pause if is_playing else None
            case Command.NEXT:
                return lambda spotify: spotify.next_track()
            case Command.PREVIOUS:
                return lambda spotify: spotify.previous_track()
            case Command.SEEK_FORWARD | Command.SEEK_BACK:
                target_s = max(0.0, (before.position_s or 0.0) + wanted_move_s(order, before))
                return lambda spotify: spotify.seek_track(round(target_s * MS_PER_S))
            case Command.VOLUME_UP | Command.VOLUME_DOWN | Command.SET_VOLUME | Command.MUTE:
                volume = self._volumes.next_volume(order, before.volume)
                return lambda spotify: spotify.volume(round(volume * FULL))
            case _:
                raise PlayerError(f"Spotify cannot do '{command_words(order.command)}' over the internet.")


def _play(spotify: Any) -> object:
    return spotify.start_playback()


def _pause(spotify: Any) -> object:
    return spotify.pause_playback()


def connect(access: SpotifyAccess, timeout_s: float) -> SpotifyCalls:
    """Import spotipy and prepare the calls.

    Raises:
        PlayerError: It is not installed; the sentence says how to.
    """
    try:
        from gesture_app.players._spotify_calls import SpotifyCalls
    except ImportError:
        raise PlayerError(f"Spotify's Web API needs the package spotipy; install it with {INSTALL}.") from None
    return SpotifyCalls(access, timeout_s)


def access_of(request: PlayerRequest) -> SpotifyAccess:
    """What the settings and the user's folder hold."""
    return SpotifyAccess(request.options.get("spotify_client_id", ""), TokenFile(data_folder() / "spotify-token.json"))


def open_spotify_web(request: PlayerRequest) -> Player:
    """Build it; nothing is asked yet."""
    return SpotifyWebPlayer(access_of(request))


def sign_in(request: PlayerRequest, say: Callable[[str], None]) -> None:
    """Have the user let this app in, in their browser, and keep the token.

    Raises:
        PlayerError: The library or the client id is missing, the user refused, or Spotify cannot be reached.
    """
    sign_in_with(access_of(request), Browser(say))


def sign_in_with(access: SpotifyAccess, browser: Browser) -> None:
    """The same with what it needs.

    Raises:
        PlayerError: As above, or the token cannot be written.
    """
    access.check_client_id()
    calls = connect(access, SIGN_IN_TIMEOUT_S)
    try:
        token = calls.sign_in(ask_in_browser(calls.authorize_address, browser))
        access.tokens.write(token)
    except OSError as error:
        raise PlayerError(f"The sign-in cannot be kept in {access.tokens.path}: {error.strerror}.") from None
    finally:
        calls.close_now()
    browser.say("Signed in; choose the player with --player spotify_web.")


async def available() -> Sequence[PlayerInfo]:
    """Always offered, with what it still needs."""
    if importlib.util.find_spec("spotipy") is None:
        detail = f"an option: {INSTALL}"
    elif access_of(PlayerRequest("spotify_web")).tokens.read() is None:
        detail = f"an option, needs Premium: {SIGN_IN}"
    else:
        detail = "signed in"
    return (PlayerInfo("spotify_web", "Spotify over the internet", detail),)


KIND = PlayerKind(
    name="spotify_web",
    title="Spotify over the internet (Web API)",
    open=open_spotify_web,
    available=available,
    can_verify=True,
    hears_keys=False,
    sign_in=sign_in,
)
