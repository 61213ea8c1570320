"""A python-vlc without libVLC: the dry run behind the few functions that the embedded player uses."""

from __future__ import annotations

import ctypes
from collections.abc import Coroutine
from enum import IntEnum
from types import ModuleType, SimpleNamespace
from typing import TypeVar

from gesture_app.core.types import Command, Order, Playback, PlayerState
from gesture_app.players.dry_run import DryRunPlayer

T = TypeVar("T")

_CALLBACK = ctypes.CFUNCTYPE(None)
_STATES = {Playback.PLAYING: 3, Playback.PAUSED: 4, Playback.STOPPED: 5}


class State(IntEnum):
    Playing = 3
    Paused = 4
    Stopped = 5


class FakeMedia:
    def __init__(self, title: str) -> None:
        self.title = title

    def get_mrl(self) -> str:
        return f"file:///{self.title}"

    def get_meta(self, key: int) -> str | None:
        return None if key else self.title

    def release(self) -> None:
        pass


class FakeInstance:
    """Instance, player, list and list player in one."""

    def __init__(self, arguments: list[str]) -> None:
        self.arguments = arguments
        self.released = 0
        self.media: list[str] = []
        self.inner = DryRunPlayer()

    def media_new(self, medium: str) -> FakeMedia:
        return FakeMedia(medium)

    def add_media(self, item: FakeMedia) -> None:
        self.media.append(item.title)
        self.inner = DryRunPlayer(self.media)

    def media_player_new(self) -> FakeInstance:
        return self

    media_list_player_new = media_list_new = media_player_new

    def log_set(self, *_: object) -> None:
        pass

    log_unset = set_media_player = set_media_list = set_playback_mode = log_set

    def send(self, command: Command, amount: float | None = None) -> None:
        at_once(self.inner.send(Order(command, amount)))

    def state(self) -> PlayerState:
        return at_once(self.inner.state())

    def play(self) -> None:
        self.send(Command.PLAY)

    def set_pause(self, _yes: int) -> None:
        self.send(Command.PAUSE)

    def stop(self) -> None:
        self.send(Command.STOP)

    def next(self) -> None:
        self.send(Command.NEXT)

    def previous(self) -> None:
        self.send(Command.PREVIOUS)

    def audio_toggle_mute(self) -> None:
        self.send(Command.MUTE)

    def audio_set_volume(self, percent: int) -> None:
        self.send(Command.SET_VOLUME, percent / 100)

    def set_time(self, milliseconds: int) -> None:
        move_s = milliseconds / 1000 - self.state().position_s
        self.send(Command.SEEK_FORWARD if move_s > 0 else Command.SEEK_BACK, abs(move_s))

    def audio_get_volume(self) -> int:
        return round(self.state().volume * 100)

    def audio_get_mute(self) -> int:
        return int(self.state().is_muted)

    def get_state(self) -> State:
        return State(_STATES[self.state().playback])

    def get_time(self) -> int:
        return round(self.state().position_s * 1000)

    def get_length(self) -> int:
        return round(self.state().length_s * 1000)

    def get_media(self) -> FakeMedia:
        return FakeMedia(self.state().title)

    def release(self) -> None:
        self.released += 1


def at_once(coroutine: Coroutine[None, None, T]) -> T:
    """The result of a coroutine that waits for nothing, as those of the dry run do; works inside a running loop."""
    try:
        coroutine.send(None)
    except StopIteration as end:
        result: T = end.value
        return result
    raise AssertionError("the dry run has waited for something")


def fake_libvlc() -> ModuleType:
    """What `import vlc` would give."""
    module = ModuleType("vlc")
    names = ("VideoFormatCb", "VideoCleanupCb", "VideoLockCb", "VideoUnlockCb", "VideoDisplayCb", "LogCb")
    module.Instance = FakeInstance
    module.CallbackDecorators = SimpleNamespace(**dict.fromkeys(names, _CALLBACK))
    module.PlaybackMode = SimpleNamespace(loop=1)
    module.Meta = SimpleNamespace(Title=0, Genre=2)
    module.libvlc_video_set_format_callbacks = module.libvlc_video_set_callbacks = lambda *_: None
    return module
