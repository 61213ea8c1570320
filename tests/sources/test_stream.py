from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import cv2
import numpy as np
import pytest

from gesture_app.core.errors import SourceError
from gesture_app.core.source import SourceRequest
from gesture_app.sources.stream import open_stream

FRAMES = 12


class MotionJpeg(BaseHTTPRequestHandler):
    """What a telephone that serves as a webcam sends."""

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "multipart/x-mixed-replace; boundary=part")
        self.end_headers()
        picture = np.random.default_rng(0).integers(0, 255, (48, 64, 3), np.uint8)
        for _ in range(FRAMES):
            packed = cv2.imencode(".jpg", picture)[1].tobytes()
            head = f"--part\r\nContent-Type: image/jpeg\r\nContent-Length: {len(packed)}\r\n\r\n"
            self.wfile.write(head.encode() + packed + b"\r\n")

    def log_message(self, *_: object) -> None:
        """Say nothing."""


def exhaust(take: Callable[[], object]) -> None:
    """Take more frames than there are."""
    for _ in range(FRAMES + 1):
        take()


@pytest.fixture
def address() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), MotionJpeg)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield f"http://user:secret@127.0.0.1:{server.server_port}/video.mjpg"
    server.shutdown()
    thread.join()
    server.server_close()


def test_motion_jpeg_over_http_gives_frames_and_its_end_is_an_error(address):
    source = open_stream(SourceRequest(address))
    first = source.read()
    assert first.size_px == (64, 48)
    with pytest.raises(SourceError, match=r"The stream at 127\.0\.0\.1:\d+ has stopped; ") as stopped:
        exhaust(source.read)
    assert "secret" not in str(stopped.value) + source.title
    source.close()
    source.close()
    assert source.read() is None


def test_a_frame_that_passes_is_not_counted(address):
    source = open_stream(SourceRequest(address))
    source.skip()
    assert source.read().index == 0
    with pytest.raises(SourceError, match="has stopped"):
        exhaust(source.skip)
    source.close()
    source.skip()


def test_an_address_where_nobody_answers_is_one_sentence():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with pytest.raises(SourceError, match=f"The stream at 127.0.0.1:{port} cannot be opened; "):
        open_stream(SourceRequest(f"rtsp://me:secret@127.0.0.1:{port}/live"))
