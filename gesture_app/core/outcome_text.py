"""The sentence about an outcome that a person reads."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from gesture_app.core.types import Command, Playback, PlayerState


def command_words(command: Command) -> str:
    """The command as it stands in a sentence: 'volume up'."""
    return command.value.replace("_", " ")


def clock_text(seconds: float) -> str:
    """A position for a person: 1:32, or 1:02:03."""
    minutes, second = divmod(int(seconds), 60)
    hours, minute = divmod(minutes, 60)
    return f"{hours}:{minute:02}:{second:02}" if hours else f"{minute}:{second:02}"


def outcome_text(title: str, command: Command, obeyed: bool | None, after: PlayerState) -> str:
    """One sentence on what a player did with a command."""
    if obeyed is None:
        return f"Sent '{command_words(command)}' to {title}, which does not say whether it obeyed."
    if not obeyed:
        return f"{title} did not react to '{command_words(command)}'."
    return f"{title} {_DONE[command](after)}."


def _playback(state: PlayerState) -> str:
    words = {Playback.PLAYING: "plays", Playback.PAUSED: "paused", Playback.STOPPED: "stopped"}
    return words.get(state.playback, "obeyed")


def _track(state: PlayerState) -> str:
    if state.playback is Playback.STOPPED:
        return "is at the end of its list"
    return "changed the track" if state.title is None else f"is at “{state.title}”"


def _volume(state: PlayerState) -> str:
    return "changed its volume" if state.volume is None else f"is at {state.volume:.0%} volume"


def _mute(state: PlayerState) -> str:
    return "is muted" if state.is_muted else "is no longer muted"


def _position(state: PlayerState) -> str:
    return "jumped" if state.position_s is None else f"jumped to {clock_text(state.position_s)}"


def _fullscreen(state: PlayerState) -> str:
    return "fills the screen" if state.is_fullscreen else "left full screen"


_DONE: Mapping[Command, Callable[[PlayerState], str]] = {
    Command.PLAY_PAUSE: _playback,
    Command.PLAY: _playback,
    Command.PAUSE: _playback,
    Command.STOP: _playback,
    Command.NEXT: _track,
    Command.PREVIOUS: _track,
    Command.VOLUME_UP: _volume,
    Command.VOLUME_DOWN: _volume,
    Command.SET_VOLUME: _volume,
    Command.MUTE: _mute,
    Command.SEEK_FORWARD: _position,
    Command.SEEK_BACK: _position,
    Command.FULLSCREEN: _fullscreen,
}
