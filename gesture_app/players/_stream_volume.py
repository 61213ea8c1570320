"""The volume of one program's sound in PulseAudio or PipeWire: for players whose own volume cannot be set."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping

from gesture_app.core.errors import PlayerError

TIMEOUT_S = 0.5

Run = Callable[..., Awaitable[str]]


class StreamVolume:
    """Finds a program's stream and turns it up and down.

    Args:
        program: Name of the program, as PulseAudio knows it; case does not matter.
        run: Runs a command and gives its output.
    """

    def __init__(self, program: str, run: Run | None = None) -> None:
        self._program = program
        self._run = run or run_command

    async def read(self) -> float | None:
        """Its volume, 1.0 for 100 %; None while it makes no sound.

        Raises:
            PlayerError: There is no sound server to ask.
        """
        stream = await self._find()
        if stream is None:
            return None
        channels = stream.get("volume")
        percents = [_percent(channel) for channel in channels.values()] if isinstance(channels, dict) else []
        return max(percents, default=0.0)

    async def write(self, volume: float) -> None:
        """Set it.

        Raises:
            PlayerError: The program makes no sound now, or there is no sound server.
        """
        stream = await self._find()
        if stream is None:
            raise PlayerError(f"The volume of {self._program} can only be set while it plays.")
        await self._run("pactl", "set-sink-input-volume", str(stream["index"]), f"{volume:.0%}")

    async def _find(self) -> Mapping[str, object] | None:
        listing = await self._run("pactl", "-f", "json", "list", "sink-inputs")
        try:
            streams = json.loads(listing or "[]")
        except ValueError:
            raise PlayerError("The sound server's list cannot be understood; use the player's own volume.") from None
        return next((stream for stream in streams if self._is_ours(stream)), None)

    def _is_ours(self, stream: Mapping[str, object]) -> bool:
        properties = stream.get("properties")
        names = properties if isinstance(properties, dict) else {}
        owners = (names.get("application.name"), names.get("application.process.binary"))
        return self._program.lower() in (str(owner).lower() for owner in owners)


def _percent(channel: object) -> float:
    """The share in {"value_percent": "40%"}."""
    text = str(channel.get("value_percent", "")) if isinstance(channel, dict) else ""
    return int(text.rstrip("%")) / 100 if text.rstrip("%").isdecimal() else 0.0


async def run_command(*command: str) -> str:
    """Run a short command and give its output.

    Raises:
        PlayerError: It is not installed, fails or takes too long.
    """
    try:
        process = await asyncio.create_subprocess_exec(
            *command, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL
        )
    except OSError:
        raise PlayerError(f"{command[0]} is not installed; use the player's own volume.") from None
    try:
        output, _ = await asyncio.wait_for(process.communicate(), TIMEOUT_S)
    except TimeoutError:
        process.kill()
        await process.wait()
        raise PlayerError(f"{command[0]} did not answer within {TIMEOUT_S * 1000:.0f} ms.") from None
    if process.returncode:
        raise PlayerError(f"{command[0]} found no sound server; use the player's own volume.")
    return output.decode(errors="replace")
