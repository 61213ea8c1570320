"""A camera on the network: RTSP, or motion JPEG over HTTP, such as a telephone used as a webcam."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlsplit

import cv2

from gesture_app.core.clock import Clock
from gesture_app.core.errors import SourceError
from gesture_app.core.source import Source, SourceInfo, SourceKind, SourceRequest
from gesture_app.core.types import Frame
from gesture_app.sources._frames import as_colour, frame, quiet_opencv

NAME = "stream"
SCHEMES = frozenset({"http", "https", "rtmp", "rtsp", "rtsps", "tcp", "udp"})
OPEN_TIMEOUT_MS = 5000
READ_TIMEOUT_MS = 3000  # the capture thread calls it lost earlier, and opens it again


class StreamSource:
    """Reads a stream; frames that nobody reads in time are gone."""

    def __init__(self, address: str, clock: Clock) -> None:
        self._host = _host(address)
        self._clock = clock
        self._next_index = 0
        quiet_opencv()
        limits = [cv2.CAP_PROP_OPEN_TIMEOUT_MSEC, OPEN_TIMEOUT_MS, cv2.CAP_PROP_READ_TIMEOUT_MSEC, READ_TIMEOUT_MS]
        self._capture: cv2.VideoCapture | None = cv2.VideoCapture(address, cv2.CAP_FFMPEG, limits)
        if not self._capture.isOpened():
            self.close()
            raise SourceError(
                f"The stream at {self._host} cannot be opened; check the address and that it sends RTSP or motion JPEG."
            )

    @property
    def title(self) -> str:
        """The host; the rest of the address may hold a password."""
        return self._host

    @property
    def is_live(self) -> bool:
        """It does not wait."""
        return True

    def read(self) -> Frame | None:
        """The next frame.

        Raises:
            SourceError: The stream has stopped.
        """
        if self._capture is None:
            return None
        has_one, raw = self._capture.read()
        if not has_one:
            raise self._silence()
        index = self._next_index
        self._next_index += 1
        return frame(as_colour(raw), index, self._clock.now_s())

    def skip(self) -> None:
        """Take the next frame and do not convert it; what came before must be decoded for those that come after.

        Raises:
            SourceError: The stream has stopped.
        """
        if self._capture is not None and not self._capture.grab():
            raise self._silence()

    def close(self) -> None:
        """Hang up."""
        if self._capture is not None:
            self._capture.release()
            self._capture = None

    def _silence(self) -> SourceError:
        return SourceError(f"The stream at {self._host} has stopped; check the network and the camera.")


def _host(address: str) -> str:
    """Where the stream comes from, without user name and password."""
    return urlsplit(address).netloc.rpartition("@")[2] or address


def open_stream(request: SourceRequest, clock: Clock | None = None) -> Source:
    """Connect to the address in the spec.

    Raises:
        SourceError: Nothing answers there, or what answers is no video.
    """
    return StreamSource(request.spec, clock or Clock())


def _accepts(spec: str) -> bool:
    """An address on the network."""
    scheme, found, _ = spec.partition("://")
    return bool(found) and scheme.lower() in SCHEMES


def _available() -> Sequence[SourceInfo]:
    """Addresses cannot be guessed."""
    return ()


KIND = SourceKind(name=NAME, title="Network stream", accepts=_accepts, open=open_stream, available=_available)
