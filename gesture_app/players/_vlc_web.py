"""VLC's web interface: one address, one password, answers in JSON."""

from __future__ import annotations

import asyncio
import base64
import http.client
import json
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from gesture_app.core.errors import PlayerError
from gesture_app.core.types import Playback, PlayerState
from gesture_app.players._json_values import mapping_of, number_of, text_of
from gesture_app.players._volume_memory import VolumeMemory

TIMEOUT_S = 0.5  # VLC answers within 20 to 40 ms
FULL = 256  # what VLC's web interface calls 100 % volume

_PLAYBACK = {"playing": Playback.PLAYING, "paused": Playback.PAUSED, "stopped": Playback.STOPPED}

Status = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class VlcWeb:
    """Where a VLC listens."""

    host: str
    port: int
    password: str
    timeout_s: float = TIMEOUT_S

    async def status(self, **command: str) -> Status:
        """Give a command, if any, and read the status.

        Raises:
            PlayerError: VLC cannot be reached, refuses or does not answer in time.
        """
        return await asyncio.to_thread(self._get, "/requests/status.json", command)

    def _get(self, path: str, query: Mapping[str, str]) -> Status:
        """Ask and wait; runs on a thread of its own."""
        connection = http.client.HTTPConnection(self.host, self.port, timeout=self.timeout_s)
        secret = base64.b64encode(f":{self.password}".encode()).decode()
        try:
            connection.request("GET", f"{path}?{urlencode(query)}", headers={"Authorization": f"Basic {secret}"})
            reply = connection.getresponse()
            return self._understand(reply.status, reply.read())
        except TimeoutError:
            raise PlayerError(f"{self._name} did not answer within {self.timeout_s * 1000:.0f} ms.") from None
        except (OSError, http.client.HTTPException):
            raise PlayerError(f"{self._name} cannot be reached; start it with its web interface on.") from None
        finally:
            connection.close()

    def _understand(self, code: int, body: bytes) -> Status:
        if code == http.client.UNAUTHORIZED:
            raise PlayerError(f"{self._name} refuses the password; set the one that VLC was started with.")
        try:
            status = json.loads(body) if code == http.client.OK else None
        except ValueError:
            status = None
        if not isinstance(status, dict):
            raise PlayerError(f"{self._name} gave no status; is another program listening there?")
        return status

    @property
    def _name(self) -> str:
        return f"VLC at {self.host}:{self.port}"


def read_status(status: Status, volumes: VolumeMemory) -> PlayerState:
    """Turn VLC's status into a state."""
    length_s = number_of(status.get("length")) or None
    position = number_of(status.get("position"))  # 0 to 1; finer than its whole seconds
    raw_volume = number_of(status.get("volume"))
    volume = volumes.known(None if raw_volume is None else raw_volume / FULL)
    track = status.get("currentplid")
    genre = text_of(_meta(status).get("genre"))
    return PlayerState(
        playback=_PLAYBACK.get(str(status.get("state")), Playback.UNKNOWN),
        volume=volume,
        is_muted=None if volume is None else volume == 0,
        position_s=None if position is None or length_s is None else position * length_s,
        length_s=length_s,
        track=None if track in (None, -1) else str(track),
        title=_title(status),
        is_fullscreen=bool(status.get("fullscreen")) if has_video(status) else None,
        genres=(genre,) if genre else (),
    )


def has_video(status: Status) -> bool:
    """Whether there is a picture, which alone can fill a screen."""
    streams = (mapping_of(stream) for stream in _categories(status).values())
    return any(stream.get("Type") == "Video" for stream in streams)


def _title(status: Status) -> str | None:
    meta = _meta(status)
    return text_of(meta.get("title") or meta.get("filename"))


def _meta(status: Status) -> Mapping[str, object]:
    return mapping_of(_categories(status).get("meta"))


def _categories(status: Status) -> Mapping[str, object]:
    return mapping_of(mapping_of(status.get("information")).get("category"))
