"""VLC over its web interface: one that this app starts itself, or one that is already listening somewhere."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping, Sequence

from gesture_app.core.amounts import wanted_move_s
from gesture_app.core.errors import PlayerError, PlayerStartingError
from gesture_app.core.player import Player, PlayerInfo, PlayerKind, PlayerRequest
from gesture_app.core.types import Command, Order, Playback, PlayerState
from gesture_app.players._vlc_process import LOOPBACK, VlcProcess, find_vlc, start_vlc
from gesture_app.players._vlc_web import FULL, VlcWeb, has_video, read_status
from gesture_app.players._volume_memory import VolumeMemory

USUAL_PORT = 8080
START_S = 2.0  # how long one open() waits for VLC's window; the next open() goes on waiting
START_POLL_S = 0.1

WORDS: Mapping[Command, str] = {
    Command.PLAY_PAUSE: "pl_pause",
    Command.PLAY: "pl_forceresume",
    Command.PAUSE: "pl_forcepause",
    Command.STOP: "pl_stop",
    Command.NEXT: "pl_next",
    Command.PREVIOUS: "pl_previous",
    Command.FULLSCREEN: "fullscreen",
}


class VlcHttpPlayer:
    """A VLC behind its web interface.

    Args:
        request: With a password it stands for a VLC that listens at the options `host` and `port` (or the spec's port);
            without one, for a VLC that is started here with the request's media. The option `program` names the
            program to start, `arguments` more of its options with spaces between them.
    """

    def __init__(self, request: PlayerRequest) -> None:
        self._request = request
        self._web: VlcWeb | None = None
        self._own: VlcProcess | None = None
        self._was_reached = False
        self._commands: frozenset[Command] = frozenset()
        self._volumes = VolumeMemory()

    @property
    def title(self) -> str:
        """It is always VLC."""
        return "VLC"

    @property
    def commands(self) -> frozenset[Command]:
        """All, but for filling the screen while there is no picture."""
        return self._commands

    async def open(self) -> None:
        """Reach VLC, after starting it where it is ours to start; costs nothing once it was reached."""
        if self._own is None and self._web is None:
            await self._meet()
        self._check_that_it_runs()
        if not self._was_reached:
            await self._wait_for_answer()

    async def state(self) -> PlayerState:
        """Read VLC's status."""
        status = await self._connected().status()
        self._was_reached = True
        self._commands = frozenset(Command) if has_video(status) else frozenset(Command) - {Command.FULLSCREEN}
        return read_status(status, self._volumes)

    async def send(self, order: Order) -> None:
        """Translate the order into VLC's words."""
        web = self._connected()
        match order.command:
            case Command.SEEK_FORWARD | Command.SEEK_BACK:
                move_s = wanted_move_s(order, await self.state())
                await web.status(command="seek", val=f"{move_s:+.0f}s")
            case Command.VOLUME_UP | Command.VOLUME_DOWN | Command.SET_VOLUME | Command.MUTE:
                volume = self._volumes.next_volume(order, (await self.state()).volume)
                await web.status(command="volume", val=f"{volume * FULL:.0f}")
            case Command.PLAY if (await self.state()).playback is Playback.STOPPED:
                await web.status(command="pl_play")
            case _:
                await web.status(command=WORDS[order.command])

    async def close(self) -> None:
        """End VLC if it was started here."""
        if self._own is not None:
            await self._own.stop()
        self._own = self._web = None
        self._was_reached = False

    def _connected(self) -> VlcWeb:
        if self._web is None:
            raise PlayerError("VLC is not connected; choose it again.")
        return self._web

    def _listening(self) -> VlcWeb:
        options = self._request.options
        port = options.get("port") or self._request.spec.partition(":")[2] or str(USUAL_PORT)
        if not port.isdecimal():
            raise PlayerError(f"'{port}' is not a port number; take the one that VLC was started with.")
        return VlcWeb(options.get("host") or LOOPBACK, int(port), options["password"])

    async def _meet(self) -> None:
        """Find out where VLC listens, or start it."""
        if "password" in self._request.options:
            self._web = self._listening()
        else:
            self._own = await self._start()
            self._web = VlcWeb(LOOPBACK, self._own.port, self._own.password)

    def _check_that_it_runs(self) -> None:
        if self._own is not None and self._own.exit_code is not None:
            code = self._own.exit_code
            raise PlayerError(f"VLC has ended (code {code}; as root it refuses to run); choose it again to start it.")

    async def _wait_for_answer(self) -> None:
        """A VLC that was just started needs a moment to listen; one that runs elsewhere answers at once or never."""
        deadline_s = time.monotonic() + START_S
        while not self._was_reached:
            try:
                await self.state()
            except PlayerError:
                if self._own is None:
                    raise
                self._check_that_it_runs()
                if time.monotonic() > deadline_s:
                    raise PlayerStartingError("VLC is still starting; wait a moment.") from None
                await asyncio.sleep(START_POLL_S)

    async def _start(self) -> VlcProcess:
        options = self._request.options
        program = options.get("program") or find_vlc()
        if program is None:
            raise PlayerError("VLC is not installed; install it from videolan.org, or choose another player.")
        if self._request.spec.partition(":")[2]:
            raise PlayerError("A VLC at a port of its own needs its password; give it as the option 'password'.")
        return await start_vlc(program, self._request.media, options.get("arguments", "").split())


def open_vlc_http(request: PlayerRequest) -> Player:
    """Build it; nothing is started yet."""
    return VlcHttpPlayer(request)


async def available() -> Sequence[PlayerInfo]:
    """A VLC to start, where it is installed."""
    program = find_vlc()
    return () if program is None else (PlayerInfo("vlc_http", "VLC, started by this app", program),)


KIND = PlayerKind(
    name="vlc_http",
    title="VLC, started by this app",
    open=open_vlc_http,
    available=available,
    can_verify=True,
)
