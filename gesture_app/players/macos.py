"""Spotify, Music and VLC on macOS, through the scripting that they offer."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Awaitable, Callable, Mapping, Sequence

from gesture_app.core.amounts import wanted_move_s
from gesture_app.core.errors import PlayerError
from gesture_app.core.outcome_text import command_words
from gesture_app.core.player import Player, PlayerInfo, PlayerKind, PlayerRequest
from gesture_app.core.types import Command, Order, Playback, PlayerState
from gesture_app.players._choice import Candidate, Wish, allowed, best, read_wish
from gesture_app.players._mac_scripts import APPS, MacApp
from gesture_app.players._volume_memory import VolumeMemory

# A call takes 50 to 150 ms; much longer only while macOS asks the person for permission.
CALL_TIMEOUT_S = 1.0
NOT_ALLOWED = "-1743"  # errAEEventNotPermitted

VOLUMES = (Command.VOLUME_UP, Command.VOLUME_DOWN, Command.SET_VOLUME, Command.MUTE)
SEEKING = (Command.SEEK_FORWARD, Command.SEEK_BACK)

_PLAYBACK = {"playing": Playback.PLAYING, "paused": Playback.PAUSED, "stopped": Playback.STOPPED}

RunScript = Callable[[str], Awaitable[str]]


class MacPlayer:
    """The chosen program; `open` chooses afresh, so it follows the music from player to player.

    Args:
        wish: Which programs may be chosen.
        run: Runs a script and gives what it printed.
    """

    def __init__(self, wish: Wish, run: RunScript) -> None:
        self._wish = wish
        self._run = run
        self._app: MacApp | None = None
        self._volumes = VolumeMemory()

    @property
    def title(self) -> str:
        """Of the chosen program."""
        return self._app.name if self._app is not None else self._wish.name or "The player"

    @property
    def commands(self) -> frozenset[Command]:
        """What there are words for."""
        return frozenset({*self._app.words, *VOLUMES, *SEEKING}) if self._app is not None else frozenset()

    async def open(self) -> None:
        """Choose among the programs that run; asks no other while the chosen one plays."""
        if self._app is not None and await self._playback(self._app) is Playback.PLAYING:
            return
        apps = {app.name.lower(): app for app in APPS}
        names = allowed(apps, self._wish)
        found = await asyncio.gather(*(self._playback(apps[name]) for name in names))
        running = [
            Candidate(name, apps[name].name, 0, playback)
            for name, playback in zip(names, found, strict=True)
            if playback is not None
        ]
        if not running:
            raise PlayerError(f"{self._nobody()} running; start it first.")
        chosen = apps[best(running).name]
        if chosen is not self._app:
            self._volumes.forget()
        self._app = chosen

    async def state(self) -> PlayerState:
        """Ask the program."""
        app = self._chosen()
        answer = await read_app(self._run, app)
        if answer is None:
            raise PlayerError(f"{app.name} is gone; start it again.")
        return to_state(answer, self._volumes)

    async def send(self, order: Order) -> None:
        """Run the words for the order."""
        app = self._chosen()
        if order.command in app.words:
            body = app.words[order.command]
        elif order.command in VOLUMES:
            volume = self._volumes.next_volume(order, (await self.state()).volume)
            body = app.set_volume.format(volume=volume)
        elif order.command in SEEKING:
            state = await self.state()
            body = app.set_position.format(position_s=(state.position_s or 0.0) + wanted_move_s(order, state))
        else:
            raise PlayerError(f"{app.name} cannot do '{command_words(order.command)}'.")
        await self._run(app.script(f"{body}, true"))

    async def close(self) -> None:
        """Nothing is held."""
        self._app = None

    def _nobody(self) -> str:
        return "None of Spotify, Music and VLC is" if self._wish.name is None else f"{self._wish.name} is not"

    async def _playback(self, app: MacApp) -> Playback | None:
        """What a program does; None while it does not run."""
        answer = await read_app(self._run, app)
        return None if answer is None else to_state(answer, self._volumes).playback

    def _chosen(self) -> MacApp:
        if self._app is None:
            raise PlayerError(f"{self.title} is not connected; choose it again.")
        return self._app


async def read_app(run: RunScript, app: MacApp) -> Mapping[str, object] | None:
    """What a program says; None while it does not run.

    Raises:
        PlayerError: It does not answer, or not in a way that can be understood.
    """
    text = await run(app.script(app.state))
    try:
        answer = json.loads(text)
    except ValueError:
        raise PlayerError(f"{app.name} gave an answer that cannot be understood; update it.") from None
    return answer if isinstance(answer, dict) else None


def to_state(answer: Mapping[str, object], volumes: VolumeMemory) -> PlayerState:
    """Turn a program's answer into a state."""
    volume = volumes.known(_number(answer.get("volume")))
    is_fullscreen = answer.get("is_fullscreen")
    return PlayerState(
        playback=_PLAYBACK.get(str(answer.get("state")), Playback.UNKNOWN),
        volume=volume,
        is_muted=None if volume is None else volume == 0,
        position_s=_number(answer.get("position_s")),
        length_s=_number(answer.get("length_s")),
        track=_text(answer.get("track")),
        title=_text(answer.get("title")),
        is_fullscreen=is_fullscreen if isinstance(is_fullscreen, bool) else None,
        genres=tuple(genre for genre in [_text(answer.get("genre"))] if genre),
    )


def _number(value: object) -> float | None:
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


def _text(value: object) -> str | None:
    return value if isinstance(value, str) and value else None


async def run_script(script: str) -> str:
    """Run a script with macOS's own interpreter.

    Raises:
        PlayerError: This is not macOS, the script fails, or the person has not allowed it.
    """
    try:
        process = await asyncio.create_subprocess_exec(
            *("osascript", "-l", "JavaScript", "-e", script),
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
    except OSError:
        raise PlayerError("AppleScript exists on macOS only; choose another player.") from None
    try:
        output, complaint = await asyncio.wait_for(process.communicate(), CALL_TIMEOUT_S)
    except TimeoutError:
        process.kill()
        await process.wait()
        raise PlayerError("The player does not answer; see whether macOS asks you for permission.") from None
    if NOT_ALLOWED in complaint.decode(errors="replace"):
        raise PlayerError(
            "macOS does not let this app control the player; "
            "allow it in System Settings, Privacy & Security, Automation."
        )
    if process.returncode:
        raise PlayerError("The player refused; update it or choose another one.")
    return output.decode(errors="replace")


def open_macos(request: PlayerRequest) -> Player:
    """Build it; programs are asked when it is opened."""
    return MacPlayer(read_wish(request), run_script)


async def available() -> Sequence[PlayerInfo]:
    """The programs that run; none outside macOS."""
    if sys.platform != "darwin":
        return ()
    states = [(app, await read_app(run_script, app)) for app in APPS]
    return tuple(
        PlayerInfo(f"macos:{app.name.lower()}", app.name, str(state.get("state", "")))
        for app, state in states
        if state is not None
    )


KIND = PlayerKind(
    name="macos",
    title="Spotify, Music or VLC on this Mac",
    open=open_macos,
    available=available,
    can_verify=True,
)
