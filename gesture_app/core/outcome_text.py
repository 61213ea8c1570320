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
    return _DONE[command](title, after)


def at_end_text(title: str, state: PlayerState) -> str:
    """One sentence on a player that can be made no louder, or no softer."""
    percent = 100 * (state.volume or 0.0)
    return f"{title} is already at {percent:.0f} % volume."


def _playback(title: str, state: PlayerState) -> str:
    words = {
        Playback.PLAYING: f"{title} plays.",
        Playback.PAUSED: f"{title} paused.",
        Playback.STOPPED: f"{title} stopped.",
    }
    return words.get(state.playback, f"{title} obeyed.")


def _track(title: str, state: PlayerState) -> str:
    if state.playback is Playback.STOPPED:
        return f"{title} is at the end of its list."
    return f"{title} changed the track." if state.title is None else f"{title} is at “{state.title}”."


def _volume(title: str, state: PlayerState) -> str:
    if state.volume is None:
        return f"{title} changed its volume."
    percent = 100 * state.volume
    return f"{title} is at {percent:.0f} % volume."


def _mute(title: str, state: PlayerState) -> str:
    return f"{title} is muted." if state.is_muted else f"{title} is no longer muted."


def _position(title: str, state: PlayerState) -> str:
    return f"{title} jumped." if state.position_s is None else f"{title} jumped to {clock_text(state.position_s)}."


def _fullscreen(title: str, state: PlayerState) -> str:
    return f"{title} fills the screen." if state.is_fullscreen else f"{title} left full screen."


_DONE: Mapping[Command, Callable[[str, PlayerState], str]] = {
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
