"""Any Windows player that shows itself in the volume pop-up (media sessions): Spotify, browsers, Groove, MPC-HC."""

from __future__ import annotations

import asyncio
import datetime
import sys
from collections.abc import Awaitable, Callable, Mapping, Sequence
from types import ModuleType
from typing import TYPE_CHECKING, TypeVar

from gesture_app.core.amounts import wanted_move_s
from gesture_app.core.errors import PlayerError
from gesture_app.core.outcome_text import command_words
from gesture_app.core.player import Player, PlayerInfo, PlayerKind, PlayerRequest
from gesture_app.core.types import Command, Order, Playback, PlayerState
from gesture_app.players._choice import Candidate, Wish, allowed, best, read_wish

if TYPE_CHECKING:
    from winrt.windows.media.control import (
        GlobalSystemMediaTransportControlsSession as Session,
    )
    from winrt.windows.media.control import (
        GlobalSystemMediaTransportControlsSessionManager as Manager,
    )

T = TypeVar("T")

CALL_TIMEOUT_S = 0.5
TICKS = 10_000_000  # Windows counts positions in 100 ns

# Numbers of GlobalSystemMediaTransportControlsSessionPlaybackStatus; the others are on the way to one of these.
_PLAYBACK = {3: Playback.STOPPED, 4: Playback.PLAYING, 5: Playback.PAUSED}

# The method for each command, and the control that must be enabled for it.
METHODS: Mapping[Command, tuple[str, str]] = {
    Command.PLAY_PAUSE: ("try_toggle_play_pause_async", "is_play_pause_toggle_enabled"),
    Command.PLAY: ("try_play_async", "is_play_enabled"),
    Command.PAUSE: ("try_pause_async", "is_pause_enabled"),
    Command.STOP: ("try_stop_async", "is_stop_enabled"),
    Command.NEXT: ("try_skip_next_async", "is_next_enabled"),
    Command.PREVIOUS: ("try_skip_previous_async", "is_previous_enabled"),
}
SEEKING = (Command.SEEK_FORWARD, Command.SEEK_BACK)

# Names that Windows gives to programs that have none of their own.
KNOWN_IDS: Mapping[str, str] = {"308046b0af4a39cb": "firefox"}


def load_sessions() -> ModuleType:
    """Import the media sessions of Windows.

    Raises:
        PlayerError: This is not Windows, or pywinrt is not installed.
    """
    try:
        from winrt.windows.media import control
    except ImportError:
        raise PlayerError("Media sessions exist on Windows only; choose another player.") from None
    module: ModuleType = control
    return module


def utc_now() -> datetime.datetime:
    """The time that Windows stamps positions with."""
    return datetime.datetime.now(datetime.UTC)


class WindowsPlayer:
    """The chosen media session; `open` chooses afresh, so it follows the music from player to player."""

    def __init__(
        self,
        wish: Wish,
        load: Callable[[], ModuleType] = load_sessions,
        now: Callable[[], datetime.datetime] = utc_now,
    ) -> None:
        self._wish = wish
        self._load = load
        self._now = now
        self._manager: Manager | None = None
        self._session: Session | None = None
        self._commands: frozenset[Command] = frozenset()

    @property
    def title(self) -> str:
        """Of the chosen session."""
        return title_of(self._session) if self._session is not None else self._wish.name or "The player"

    @property
    def commands(self) -> frozenset[Command]:
        """What the session allowed when it was last asked; media sessions have no volume."""
        return self._commands

    async def open(self) -> None:
        """Ask Windows for its sessions and choose one."""
        if self._manager is None:
            self._manager = await request_manager(self._load)
        sessions = {name_of(session): session for session in self._manager.get_sessions()}
        names = allowed(sessions, self._wish)
        if not names:
            missing = "No media player is" if self._wish.name is None else f"{self._wish.name} is not"
            raise PlayerError(f"{missing} running; start one that shows itself in the volume pop-up.")
        self._session = sessions[best([_candidate(name, sessions[name]) for name in names]).name]

    async def state(self) -> PlayerState:
        """Ask the session."""
        session = self._chosen()
        info, timeline = session.get_playback_info(), session.get_timeline_properties()
        media = await in_time(session.try_get_media_properties_async(), self.title)
        enabled = {command for command, (_, name) in METHODS.items() if getattr(info.controls, name)}
        if info.controls.is_playback_position_enabled:
            enabled.update(SEEKING)
        self._commands = frozenset(enabled)
        playback = _PLAYBACK.get(int(info.playback_status), Playback.UNKNOWN)
        position_s = timeline.position.total_seconds()
        if playback is Playback.PLAYING:
            # The position is that of the last update, which may be seconds old.
            position_s += max(0.0, (self._now() - timeline.last_updated_time).total_seconds())
        length_s = timeline.end_time.total_seconds()
        return PlayerState(
            playback=playback,
            position_s=min(position_s, length_s) if length_s else None,
            length_s=length_s or None,
            track=f"{media.artist} - {media.title}" if media.title else None,
            title=media.title or None,
            genres=tuple(media.genres),
        )

    async def send(self, order: Order) -> None:
        """Call the session's method; Windows says whether the player accepted it."""
        session = self._chosen()
        if order.command in SEEKING:
            state = await self.state()
            target_s = (state.position_s or 0.0) + wanted_move_s(order, state)
            accepted = await in_time(session.try_change_playback_position_async(round(target_s * TICKS)), self.title)
        elif order.command in METHODS:
            accepted = await in_time(getattr(session, METHODS[order.command][0])(), self.title)
        else:
            raise PlayerError(
                f"{self.title} cannot do '{command_words(order.command)}' through Windows; "
                "allow media keys (player.media_keys)."
            )
        if not accepted:
            raise PlayerError(f"{self.title} refused '{command_words(order.command)}'.")

    async def close(self) -> None:
        """Let go of the session."""
        self._manager = self._session = None

    def _chosen(self) -> Session:
        if self._session is None:
            raise PlayerError(f"{self.title} is not connected; choose it again.")
        return self._session


async def request_manager(load: Callable[[], ModuleType]) -> Manager:
    """What knows all sessions.

    Raises:
        PlayerError: This is not Windows, or it does not answer.
    """
    manager: Manager = await in_time(load().GlobalSystemMediaTransportControlsSessionManager.request_async(), "Windows")
    return manager


async def in_time(call: Awaitable[T], who: str) -> T:
    """Wait for Windows, but not for long.

    Raises:
        PlayerError: The program behind it hangs or is gone.
    """

    async def wait() -> T:
        return await call

    try:
        return await asyncio.wait_for(wait(), CALL_TIMEOUT_S)
    except TimeoutError:
        raise PlayerError(f"{who} did not answer within {CALL_TIMEOUT_S * 1000:.0f} ms; restart it.") from None
    except OSError:
        raise PlayerError(f"{who} is gone; start it again.") from None


def name_of(session: Session) -> str:
    """A short name: "spotify" for Spotify.exe as well as for the one from the store."""
    app = str(session.source_app_user_model_id).rpartition("!")[2].lower().removesuffix(".exe")
    return KNOWN_IDS.get(app, app)


def title_of(session: Session) -> str:
    """The name for a person."""
    name = name_of(session)
    return name[:1].upper() + name[1:]


def _candidate(name: str, session: Session) -> Candidate:
    playback = _PLAYBACK.get(int(session.get_playback_info().playback_status), Playback.UNKNOWN)
    return Candidate(name, title_of(session), 0, playback)


def open_windows(request: PlayerRequest) -> Player:
    """Build it; Windows is asked when it is opened."""
    return WindowsPlayer(read_wish(request))


async def available() -> Sequence[PlayerInfo]:
    """The sessions there are; none outside Windows."""
    if sys.platform != "win32":
        return ()
    manager = await request_manager(load_sessions)
    candidates = (_candidate(name_of(session), session) for session in manager.get_sessions())
    return tuple(PlayerInfo(f"windows:{one.name}", one.title, one.playback.value) for one in candidates)


KIND = PlayerKind(
    name="windows",
    title="Whatever plays on this Windows desktop",
    open=open_windows,
    available=available,
    can_verify=True,
)
