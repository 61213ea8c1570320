"""Spotify's Web API without Spotify: an HTTP server on loopback that answers as it is documented to."""

from __future__ import annotations

import contextlib
import http.server
import json
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import parse_qs, urlparse

from gesture_app.players._spotify_access import SCOPES, Addresses, SpotifyAccess, TokenFile

TRACK_S = 180
Answer = tuple[int, bytes, dict[str, str]]


def error(status: int, message: str = "", reason: str = "UNKNOWN", **headers: str) -> Answer:
    """What the player's part of the Web API says when it refuses."""
    body = {"error": {"status": status, "message": message, "reason": reason}}
    return status, json.dumps(body).encode(), {name.replace("_", "-"): value for name, value in headers.items()}


@dataclass
class FakeSpotify:
    """What the fake does and how it is to misbehave."""

    port: int = 0
    received: list[str] = field(default_factory=list)  # orders and renewals, not the questions about the state
    questions: int = 0
    is_playing: bool = True
    progress_s: float = 60.0
    volume: int | None = 50
    track: int = 4
    device: dict[str, object] = field(default_factory=lambda: {"is_active": True, "supports_volume": True})
    disallows: dict[str, bool] = field(default_factory=dict)
    token: str = "token-0"
    scope: str = " ".join(SCOPES)  # what a new token allows
    answer_after_s: float = 0.0
    shows_after_s: float = 0.0  # how long the state stays the old one after an order
    shown: tuple[float, bytes] = (0.0, b"")  # until when an old state is shown, and which
    state_answer: Answer | None = None  # given instead of the state
    order_answer: Answer | None = None  # given instead of obeying
    token_answer: Answer | None = None  # given instead of a new token

    def answer(self, method: str, address: str, form: dict[str, str], authorization: str) -> Answer:
        parts = urlparse(address)
        if parts.path == "/token":
            return self._renew(form)
        if authorization != f"Bearer {self.token}":
            return error(401, "The access token expired")
        if method == "GET":
            self.questions += 1
            return self.state_answer or (200, self._state_to_show(), {})
        self.received.append(f"{method} {parts.path.removeprefix('/v1/me/player/')} {parts.query}".strip())
        self.shown = time.monotonic() + self.shows_after_s, json.dumps(self._state()).encode()
        return self.order_answer or self._obey(parts.path.rpartition("/")[2], parse_qs(parts.query))

    def _renew(self, form: dict[str, str]) -> Answer:
        self.received.append(f"{form['grant_type']} {form.get('refresh_token', form.get('code'))}")
        if self.token_answer is not None:
            return self.token_answer
        self.token = f"token-{len(self.received)}"
        given = {"access_token": self.token, "expires_in": 3600, "token_type": "Bearer", "scope": self.scope}
        return 200, json.dumps({**given, "refresh_token": f"refresh-{len(self.received)}"}).encode(), {}

    def _obey(self, word: str, query: dict[str, list[str]]) -> Answer:
        match word:
            case "play" | "pause":
                if self.is_playing == (word == "play"):
                    return error(403, "Player command failed: Restriction violated")
                self.is_playing = word == "play"
            case "next" | "previous":
                self.track += 1 if word == "next" else -1
                self.progress_s = 0.0
            case "seek":
                self.progress_s = int(query["position_ms"][0]) / 1000
            case "volume":
                self.volume = int(query["volume_percent"][0])
        return 200, b"AAAA/w==", {}  # some of its servers answer an order with such a text

    def _state_to_show(self) -> bytes:
        until_s, old = self.shown
        return old if time.monotonic() < until_s else json.dumps(self._state()).encode()

    def _state(self) -> dict[str, object]:
        return {
            "device": {**self.device, "volume_percent": self.volume},
            "is_playing": self.is_playing,
            "progress_ms": round(self.progress_s * 1000),
            "item": {"uri": f"spotify:track:{self.track}", "name": f"Song {self.track}", "duration_ms": TRACK_S * 1000},
            "actions": {"disallows": self.disallows},
        }


def addresses_of(fake: FakeSpotify) -> Addresses:
    here = f"http://127.0.0.1:{fake.port}"
    return Addresses(f"{here}/v1/", f"{here}/authorize", f"{here}/token")


def access_to(fake: FakeSpotify, folder: Path) -> SpotifyAccess:
    """Somebody who has a client id and has not signed in."""
    return SpotifyAccess("my-client", TokenFile(folder / "token.json"), addresses_of(fake))


def signed_in(fake: FakeSpotify, folder: Path, expires_in_s: int = 3600) -> SpotifyAccess:
    """Somebody who has signed in."""
    access = access_to(fake, folder)
    token = {"access_token": fake.token, "refresh_token": "refresh-0", "scope": " ".join(SCOPES)}
    access.tokens.write({**token, "expires_at": int(time.time()) + expires_in_s})
    return access


@contextlib.contextmanager
def fake_spotify_web() -> Iterator[FakeSpotify]:
    """Serve on a free port of this machine."""
    fake = FakeSpotify()

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            time.sleep(fake.answer_after_s)
            length = int(self.headers["Content-Length"] or 0)
            form = {name: values[0] for name, values in parse_qs(self.rfile.read(length).decode()).items()}
            status, body, headers = fake.answer(self.command, self.path, form, self.headers["Authorization"])
            with contextlib.suppress(ConnectionError):  # who asked may have lost patience
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(body)

        def do_PUT(self) -> None:
            self.do_GET()

        def do_POST(self) -> None:
            self.do_GET()

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
