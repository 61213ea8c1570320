"""What Spotify, Music and VLC understand on macOS, in JavaScript for Automation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from gesture_app.core.types import Command


@dataclass(frozen=True, slots=True)
class MacApp:
    """How to talk to one program; every script may use `app`.

    `state` gives an object with state, volume, position_s, length_s, track, title and genre; undefined where it says
    nothing.
    """

    name: str
    state: str
    words: Mapping[Command, str]
    set_volume: str  # with {volume}, 0 to 1
    set_position: str  # with {position_s}

    def script(self, body: str) -> str:
        """A whole script that never starts the program: asking a program that does not run would."""
        return f'const app = Application("{self.name}"); JSON.stringify(app.running() ? ({body}) : null)'


_COMMON_WORDS: Mapping[Command, str] = {
    Command.PLAY_PAUSE: "app.playpause()",
    Command.PLAY: "app.play()",
    Command.PAUSE: "app.pause()",
    Command.NEXT: "app.nextTrack()",
    Command.PREVIOUS: "app.previousTrack()",
}

SPOTIFY = MacApp(
    name="Spotify",
    state=(
        "{state: app.playerState(), volume: app.soundVolume() / 100, position_s: app.playerPosition(), "
        "length_s: app.currentTrack.duration() / 1000, track: app.currentTrack.id(), title: app.currentTrack.name()}"
    ),
    words=_COMMON_WORDS,
    set_volume="app.soundVolume = Math.round({volume} * 100)",
    set_position="app.playerPosition = {position_s}",
)

MUSIC = MacApp(
    name="Music",
    state=(
        "app.playerState() === 'stopped' ? {state: 'stopped', volume: app.soundVolume() / 100} : "
        "{state: app.playerState(), volume: app.soundVolume() / 100, position_s: app.playerPosition(), "
        "length_s: app.currentTrack.duration(), track: String(app.currentTrack.databaseID()), "
        "title: app.currentTrack.name(), genre: app.currentTrack.genre()}"
    ),
    words={**_COMMON_WORDS, Command.STOP: "app.stop()"},
    set_volume="app.soundVolume = Math.round({volume} * 100)",
    set_position="app.playerPosition = {position_s}",
)

# VLC's `play` is a toggle, its volume reaches 512 for 200 %, and its stopped state shows as a negative time.
VLC = MacApp(
    name="VLC",
    state=(
        "{state: app.playing() ? 'playing' : app.currentTime() < 0 ? 'stopped' : 'paused', "
        "volume: app.audioVolume() / 256, position_s: Math.max(0, app.currentTime()), "
        "length_s: app.durationOfCurrentItem(), track: app.pathOfCurrentItem(), title: app.nameOfCurrentItem(), "
        "is_fullscreen: app.fullscreenMode()}"
    ),
    words={
        Command.PLAY_PAUSE: "app.play()",
        Command.PLAY: "app.playing() || app.play()",
        Command.PAUSE: "app.playing() && app.play()",
        Command.STOP: "app.stop()",
        Command.NEXT: "app.next()",
        Command.PREVIOUS: "app.previous()",
        Command.FULLSCREEN: "app.fullscreen()",
    },
    set_volume="app.audioVolume = Math.round({volume} * 256)",
    set_position="app.currentTime = Math.round({position_s})",
)

APPS = (SPOTIFY, MUSIC, VLC)
