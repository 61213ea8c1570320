"""VLC inside the app (libVLC): plays a list of files, and its picture can be painted anywhere or nowhere."""

from __future__ import annotations

import asyncio
import ctypes
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from types import ModuleType

from gesture_app.core.amounts import wanted_move_s, wanted_volume
from gesture_app.core.errors import PlayerError
from gesture_app.core.player import Player, PlayerInfo, PlayerKind, PlayerRequest
from gesture_app.core.types import Command, Order, Playback, PlayerState
from gesture_app.core.video_picture import VideoPicture
from gesture_app.players._alsa import silence_alsa
from gesture_app.players._playlist import media_of
from gesture_app.players._vlc_video import VlcVideo

ARGUMENTS = ("--no-video-title-show", "--no-xlib", "--quiet")

# libVLC's numbers for its states. Opening and buffering are part of playing: a pause is what a person wants then.
_PLAYBACK = {
    **dict.fromkeys((1, 2, 3), Playback.PLAYING),  # opening, buffering, playing
    4: Playback.PAUSED,
    **dict.fromkeys((5, 6, 7), Playback.STOPPED),  # stopped, ended, error
}


def load_libvlc() -> ModuleType:
    """Import python-vlc, which looks for the library as it is imported.

    Raises:
        PlayerError: There is no libVLC here.
    """
    try:
        import vlc
    except (ImportError, OSError, NotImplementedError, AttributeError, NameError):
        raise PlayerError("The embedded player needs VLC; install it from videolan.org, or choose another.") from None
    module: ModuleType = vlc
    return module


class EmbeddedVlcPlayer:
    """Plays the request's media; the option `arguments` passes more options to libVLC, with spaces between them."""

    def __init__(self, request: PlayerRequest, load: Callable[[], ModuleType] = load_libvlc) -> None:
        self._request = request
        self._load = load
        self._stage: _Stage | None = None
        self._picture = VideoPicture()

    @property
    def title(self) -> str:
        """It is part of this app."""
        return "The embedded player"

    @property
    def commands(self) -> frozenset[Command]:
        """All but filling the screen: its picture belongs to whoever paints it."""
        return frozenset(Command) - {Command.FULLSCREEN}

    @property
    def picture(self) -> VideoPicture:
        """What it shows."""
        return self._picture

    async def open(self) -> None:
        """Load libVLC and begin to play, unless that is done."""
        if self._stage is None:
            self._stage = await asyncio.to_thread(self._build)

    async def state(self) -> PlayerState:
        """Ask libVLC."""
        return self._playing().state()

    async def send(self, order: Order) -> None:
        """Tell libVLC; on another thread, because it waits for its decoders when a track ends."""
        stage = self._playing()
        await asyncio.to_thread(stage.obey, order)

    async def close(self) -> None:
        """Stop and let go of libVLC."""
        stage, self._stage = self._stage, None
        if stage is not None:
            await asyncio.to_thread(stage.release)
            self._picture.clear()

    def _playing(self) -> _Stage:
        if self._stage is None:
            raise PlayerError("The embedded player is not open; choose it again.")
        return self._stage

    def _build(self) -> _Stage:
        if not self._request.media:
            raise PlayerError("The embedded player has nothing to play; give it a file or an address.")
        media = media_of(self._request.media)
        arguments = self._request.options.get("arguments", "").split()
        return _Stage(self._load(), media, arguments, self._picture)


class _Stage:
    """Everything that libVLC gave us; to be released once."""

    def __init__(self, vlc: ModuleType, media: Sequence[str], arguments: Sequence[str], picture: VideoPicture) -> None:
        self._vlc = vlc
        silence_alsa()
        self._instance = vlc.Instance([*ARGUMENTS, *arguments])
        if self._instance is None:
            raise PlayerError("VLC's library cannot be started; install VLC anew.")
        # Left alone, libVLC writes to the terminal, about a missing sound server for one; --quiet lasts until here.
        self._swallow_log = vlc.CallbackDecorators.LogCb(_swallow)
        self._instance.log_set(self._swallow_log, None)
        self._list = self._instance.media_list_new()
        for medium in media:
            self._add(medium)
        self._player = self._instance.media_player_new()
        self._video = VlcVideo(picture, self._size_px)
        self._connect_video()
        self._list_player = self._instance.media_list_player_new()
        self._list_player.set_media_player(self._player)
        self._list_player.set_media_list(self._list)
        self._list_player.set_playback_mode(vlc.PlaybackMode.loop)
        self._list_player.play()

    def _add(self, medium: str) -> None:
        # Not a list of strings: for those python-vlc starts a second libVLC, which nobody silences or releases.
        item = self._instance.media_new(medium)
        self._list.add_media(item)
        item.release()

    def _connect_video(self) -> None:
        vlc, video = self._vlc, self._video
        # python-vlc declares the pixel format as unchangeable bytes, so its types are cast over ours.
        vlc.libvlc_video_set_format_callbacks(
            self._player,
            ctypes.cast(video.format, vlc.CallbackDecorators.VideoFormatCb),
            ctypes.cast(video.cleanup, vlc.CallbackDecorators.VideoCleanupCb),
        )
        vlc.libvlc_video_set_callbacks(
            self._player,
            ctypes.cast(video.lock, vlc.CallbackDecorators.VideoLockCb),
            vlc.CallbackDecorators.VideoUnlockCb(),
            ctypes.cast(video.display, vlc.CallbackDecorators.VideoDisplayCb),
            None,
        )

    def _size_px(self) -> tuple[int, int]:
        width_px, height_px = self._player.video_get_size(0)
        return width_px, height_px

    def state(self) -> PlayerState:
        """Read everything; libVLC answers -1 where it does not know."""
        player = self._player
        volume, mute = player.audio_get_volume(), player.audio_get_mute()
        track, title, genre = self._track()
        return PlayerState(
            playback=_PLAYBACK.get(player.get_state().value, Playback.UNKNOWN),
            volume=None if volume < 0 else volume / 100,
            is_muted=None if mute < 0 else bool(mute),
            position_s=_seconds(player.get_time()),
            length_s=_seconds(player.get_length()) or None,
            track=track,
            title=title,
            genres=(genre,) if genre else (),
        )

    def _track(self) -> tuple[str | None, str | None, str | None]:
        """Address, title and genre."""
        medium, meta = self._player.get_media(), self._vlc.Meta
        if medium is None:
            return None, None, None
        try:
            return medium.get_mrl(), medium.get_meta(meta.Title), medium.get_meta(meta.Genre)
        finally:
            medium.release()

    def obey(self, order: Order) -> None:
        """Carry an order out; may wait for the decoders."""
        match order.command:
            case Command.SEEK_FORWARD | Command.SEEK_BACK:
                state = self.state()
                self._player.set_time(round(1000 * ((state.position_s or 0.0) + wanted_move_s(order, state))))
            case Command.VOLUME_UP | Command.VOLUME_DOWN | Command.SET_VOLUME:
                self._player.audio_set_volume(round(100 * wanted_volume(order, self.state().volume or 0.0)))
            case Command.FULLSCREEN:
                raise PlayerError("The embedded player cannot fill the screen by itself; use the window's button.")
            case _:
                self._simple_words()[order.command]()

    def _simple_words(self) -> Mapping[Command, Callable[[], object]]:
        words = self._list_player
        return {
            Command.PLAY_PAUSE: self._toggle,
            Command.PLAY: words.play,
            Command.PAUSE: lambda: words.set_pause(1),
            Command.STOP: words.stop,
            Command.NEXT: words.next,
            Command.PREVIOUS: words.previous,
            Command.MUTE: self._player.audio_toggle_mute,
        }

    def _toggle(self) -> None:
        """Pause what plays; libVLC's own toggle does nothing once the list has ended."""
        if self.state().playback is Playback.PLAYING:
            self._list_player.set_pause(1)
        else:
            self._list_player.play()

    def release(self) -> None:
        """Stop and free everything, the parts before the whole."""
        self._list_player.stop()
        self._instance.log_unset()
        for part in (self._list_player, self._player, self._list, self._instance):
            part.release()


def _swallow(_data: object, _level: object, _context: object, _format: object, _values: object) -> None:
    """A log that nobody reads."""


def _seconds(milliseconds: int) -> float | None:
    return None if milliseconds < 0 else milliseconds / 1000


def open_vlc_embedded(request: PlayerRequest) -> Player:
    """Build it; libVLC is loaded when it is opened. "vlc_embedded:FILE" plays what `media_of` makes of FILE."""
    medium = request.spec.partition(":")[2]
    return EmbeddedVlcPlayer(replace(request, media=(medium, *request.media)) if medium else request)


async def available() -> Sequence[PlayerInfo]:
    """One, where libVLC is installed."""
    try:
        await asyncio.to_thread(load_libvlc)
    except PlayerError:
        return ()
    return (PlayerInfo("vlc_embedded", "The embedded player", "plays files inside this app"),)


KIND = PlayerKind(
    name="vlc_embedded",
    title="The embedded player",
    open=open_vlc_embedded,
    available=available,
    can_verify=True,
    hears_keys=False,
)
