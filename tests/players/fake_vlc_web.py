"""A VLC's web interface without VLC: the dry run behind an HTTP server on loopback."""

from __future__ import annotations

import asyncio
import base64
import contextlib
import http.server
import json
import threading
import time
from collections.abc import Iterator
from urllib.parse import parse_qs, urlparse

from gesture_app.core.types import Command, Order, PlayerState
from gesture_app.players.dry_run import DryRunPlayer

PASSWORD = "sesame"

WORDS = {
    "pl_pause": Command.PLAY_PAUSE,
    "pl_play": Command.PLAY,
    "pl_forceresume": Command.PLAY,
    "pl_forcepause": Command.PAUSE,
    "pl_stop": Command.STOP,
    "pl_next": Command.NEXT,
    "pl_previous": Command.PREVIOUS,
    "fullscreen": Command.FULLSCREEN,
}


class FakeVlc:
    """What the fake does and how it is to misbehave."""

    def __init__(self) -> None:
        self.inner = DryRunPlayer()
        self.port = 0
        self.received: list[dict[str, str]] = []
        self.answer_after_s = 0.0
        self.body: bytes | None = None  # answered instead of the status
        self.has_video = True
        self.volume: int | None = None  # reported instead of the real one

    def obey(self, command: str, value: str) -> None:
        match command:
            case "seek":
                seconds = int(value.removesuffix("s"))
                name = Command.SEEK_FORWARD if seconds > 0 else Command.SEEK_BACK
                order = Order(name, abs(seconds))
            case "volume":
                order = Order(Command.SET_VOLUME, int(value) / 256)
            case _:
                order = Order(WORDS[command])
        asyncio.run(self.inner.send(order))

    def status(self) -> bytes:
        state = asyncio.run(self.inner.state())
        return json.dumps(self._words(state)).encode()

    def _words(self, state: PlayerState) -> dict[str, object]:
        streams = {"Stream 0": {"Type": "Video"}} if self.has_video else {"Stream 0": {"Type": "Audio"}}
        return {
            "state": state.playback.value,
            "volume": round(state.volume * 256) if self.volume is None else self.volume,
            "position": state.position_s / state.length_s,
            "length": round(state.length_s),
            "currentplid": int(state.track) + 4,
            "fullscreen": state.is_fullscreen,
            "information": {"category": {"meta": {"filename": state.title}, **streams}},
        }


@contextlib.contextmanager
def fake_vlc_web() -> Iterator[FakeVlc]:
    """Serve on a free port of this machine."""
    fake = FakeVlc()

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            time.sleep(fake.answer_after_s)
            secret = base64.b64encode(f":{PASSWORD}".encode()).decode()
            is_known = self.headers["Authorization"] == f"Basic {secret}"
            with contextlib.suppress(ConnectionError):  # who asked may have lost patience
                self.send_response(200 if is_known else 401)
                self.end_headers()
                self.wfile.write(self._answer() if is_known else b"")

        def _answer(self) -> bytes:
            query = {name: values[0] for name, values in parse_qs(urlparse(self.path).query).items()}
            if query:
                fake.received.append(query)
                fake.obey(query["command"], query.get("val", ""))
            return fake.status() if fake.body is None else fake.body

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - its name in the base class
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    fake.port = server.server_port
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    try:
        yield fake
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
