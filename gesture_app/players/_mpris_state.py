"""Reads what an MPRIS player says about itself; players lie and leave out, so nothing is taken on trust."""

from __future__ import annotations

from collections.abc import Mapping

from gesture_app.core.types import Command, Playback, PlayerState
from gesture_app.players._volume_memory import VolumeMemory

Properties = Mapping[str, object]

ROOT = "org.mpris.MediaPlayer2"  # the interface with the title and the full screen
PLAYER = "org.mpris.MediaPlayer2.Player"  # the interface with everything else

MICROSECONDS = 1_000_000

_PLAYBACK = {"Playing": Playback.PLAYING, "Paused": Playback.PAUSED, "Stopped": Playback.STOPPED}

# Which property allows which commands.
_ALLOWED_BY: Mapping[str, tuple[Command, ...]] = {
    "CanPlay": (Command.PLAY, Command.PLAY_PAUSE),
    "CanPause": (Command.PAUSE, Command.PLAY_PAUSE),
    "CanGoNext": (Command.NEXT,),
    "CanGoPrevious": (Command.PREVIOUS,),
    "CanSeek": (Command.SEEK_FORWARD, Command.SEEK_BACK),
}
_VOLUME_COMMANDS = (Command.VOLUME_UP, Command.VOLUME_DOWN, Command.SET_VOLUME, Command.MUTE)


def read_state(root: Properties, player: Properties, volumes: VolumeMemory) -> PlayerState:
    """Turn the properties of both interfaces into a state."""
    metadata = _mapping(player.get("Metadata"))
    volume = volumes.known(_number(player.get("Volume")))
    return PlayerState(
        playback=_PLAYBACK.get(str(player.get("PlaybackStatus")), Playback.UNKNOWN),
        volume=volume,
        is_muted=None if volume is None else volume == 0,
        position_s=_seconds(player.get("Position")),
        length_s=_seconds(metadata.get("mpris:length")) or None,
        track=_text(metadata.get("mpris:trackid")) or _text(metadata.get("xesam:url")),
        title=_text(metadata.get("xesam:title")) or _file_name(metadata.get("xesam:url")),
        is_fullscreen=root["Fullscreen"] is True if "Fullscreen" in root else None,
        address=_text(metadata.get("xesam:url")),
        genres=_texts(metadata.get("xesam:genre")),
    )


def allowed_commands(root: Properties, player: Properties) -> frozenset[Command]:
    """What the player says it can do at the moment."""
    if player.get("CanControl") is False:
        return frozenset()
    allowed = {Command.STOP}
    for name, commands in _ALLOWED_BY.items():
        if player.get(name) is True:
            allowed.update(commands)
    if "Volume" in player:
        allowed.update(_VOLUME_COMMANDS)
    if root.get("CanSetFullscreen") is True:
        allowed.add(Command.FULLSCREEN)
    return frozenset(allowed)


def _mapping(value: object) -> Properties:
    return value if isinstance(value, dict) else {}


def _number(value: object) -> float | None:
    """A number of any integer or float type; Spotify sends lengths unsigned, others as a text."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        return float(value)
    except ValueError:
        return None


def _seconds(value: object) -> float | None:
    microseconds = _number(value)
    return None if microseconds is None else max(0.0, microseconds / MICROSECONDS)


def _text(value: object) -> str | None:
    return value if isinstance(value, str) and value else None


def _texts(value: object) -> tuple[str, ...]:
    """A list of texts; some players send one text instead."""
    values = value if isinstance(value, list) else [value]
    return tuple(text for one in values if (text := _text(one)))


def _file_name(value: object) -> str | None:
    """The last part of an address: what a track without a title is called."""
    address = _text(value)
    return address.rstrip("/").rsplit("/", 1)[-1] or None if address else None
