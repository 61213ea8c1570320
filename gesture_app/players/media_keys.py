"""Media keys, pressed as if on a keyboard: best effort, because nobody says who heard them."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Mapping, Sequence
from typing import Protocol

from gesture_app.core.errors import PlayerError
from gesture_app.core.outcome_text import command_words
from gesture_app.core.player import Player, PlayerInfo, PlayerKind, PlayerRequest
from gesture_app.core.types import Command, Order, PlayerState

# pynput's names; there is no key for play alone, for pause alone, for seeking or for a volume that is set.
KEYS: Mapping[Command, str] = {
    Command.PLAY_PAUSE: "media_play_pause",
    Command.NEXT: "media_next",
    Command.PREVIOUS: "media_previous",
    Command.VOLUME_UP: "media_volume_up",
    Command.VOLUME_DOWN: "media_volume_down",
    Command.MUTE: "media_volume_mute",
}
STOP_KEY = "media_stop"  # pynput knows it on Windows only


class Keyboard(Protocol):
    """What can press keys by their names."""

    def names(self) -> frozenset[str]:
        """The keys there are."""

    def tap(self, name: str) -> None:
        """Press and release one."""


class MediaKeysPlayer:
    """Presses keys; the loudest listener wins."""

    def __init__(self) -> None:
        self._keyboard: Keyboard | None = None

    @property
    def title(self) -> str:
        """It cannot know who hears it."""
        return "Media keys"

    @property
    def commands(self) -> frozenset[Command]:
        """Those for which there is a key; none before it was opened."""
        names = self._keyboard.names() if self._keyboard is not None else frozenset()
        return frozenset(command for command, name in _all_keys().items() if name in names)

    async def open(self) -> None:
        """Reach the keyboard."""
        if self._keyboard is None:
            self._keyboard = await asyncio.to_thread(open_keyboard)

    async def state(self) -> PlayerState:
        """Nothing is ever known."""
        return PlayerState()

    async def send(self, order: Order) -> None:
        """Press the key."""
        name = _all_keys().get(order.command)
        if self._keyboard is None or name not in self._keyboard.names():
            raise PlayerError(
                f"There is no media key for '{command_words(order.command)}'; choose a player that can do it."
            )
        await asyncio.to_thread(self._keyboard.tap, name)

    async def close(self) -> None:
        """Let go of the keyboard."""
        self._keyboard = None


class _PynputKeyboard:
    """The keyboard of this desktop; building it connects to the display."""

    def __init__(self) -> None:
        from pynput.keyboard import Controller, Key

        self._keys = {key.name: key for key in Key}
        self._controller = Controller()

    def names(self) -> frozenset[str]:
        """The keys there are."""
        return frozenset(self._keys)

    def tap(self, name: str) -> None:
        """Press and release one."""
        self._controller.tap(self._keys[name])


def open_keyboard() -> Keyboard:
    """Reach the keyboard of this desktop.

    Raises:
        PlayerError: There is none; the sentence says why.
    """
    try:
        # pynput looks for the display when it is imported, so without one even the import fails.
        return _PynputKeyboard()
    except (ImportError, OSError, NotImplementedError):
        raise PlayerError(
            "Media keys cannot be pressed without a desktop: no display was found; start the app from your desktop."
        ) from None


def _all_keys() -> Mapping[Command, str]:
    return {**KEYS, Command.STOP: STOP_KEY}


def open_media_keys(_request: PlayerRequest) -> Player:
    """Build it; the keyboard is reached when it is opened."""
    return MediaKeysPlayer()


async def available() -> Sequence[PlayerInfo]:
    """Always offered: whether there is a desktop shows only by connecting to it."""
    detail = "best effort: nobody tells who heard them"
    if sys.platform == "linux":
        detail += "; on Wayland most programs hear nothing"
    return (PlayerInfo("media_keys", "Media keys", detail),)


KIND = PlayerKind(
    name="media_keys",
    title="Media keys (best effort)",
    open=open_media_keys,
    available=available,
    can_verify=False,
)
