"""Lets the user sign in to Spotify in their browser: PKCE, so there is no secret to keep."""

from __future__ import annotations

import http.server
import secrets
import time
import webbrowser
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import parse_qs, urlparse

from gesture_app.core.errors import PlayerError
from gesture_app.players._spotify_access import REDIRECT_PORT

PATIENCE_S = 180.0  # for finding a password
POLL_S = 0.2
DONE = "Signed in to Spotify; this page can be closed."
FAILED = "Nobody was signed in to Spotify; this page can be closed, the terminal says why."


@dataclass(slots=True)
class Reception:
    """Waits for the browser to come back from Spotify's page."""

    path: str
    state: str  # only an answer with this one is to our question
    answer: dict[str, str] = field(default_factory=dict)

    def take(self, address: str) -> bool | None:
        """Whether an address that the browser asks for lets us in; None where it is no answer to us."""
        parts = urlparse(address)
        given = {name: values[0] for name, values in parse_qs(parts.query).items()}
        if parts.path != self.path or not secrets.compare_digest(given.get("state", "").encode(), self.state.encode()):
            return None
        self.answer = given
        return "code" in given


@dataclass(frozen=True, slots=True)
class Browser:
    """How the user is asked."""

    say: Callable[[str], None]
    show: Callable[[str], bool] = webbrowser.open
    patience_s: float = PATIENCE_S
    port: int = REDIRECT_PORT


def ask_in_browser(address_of: Callable[[str], str], browser: Browser) -> str:
    """Show Spotify's page and wait for the code that it sends back; Ctrl-C ends the wait.

    Args:
        address_of: Gives the page's address for a state.

    Raises:
        PlayerError: The user refused or took too long, or another program holds the port.
    """
    reception = Reception("/callback", secrets.token_urlsafe(16))
    try:
        server = http.server.HTTPServer(("127.0.0.1", browser.port), _handler_for(reception))
    except OSError:
        raise PlayerError(
            f"The answer of Spotify needs port {browser.port} of this computer; end what uses it, and sign in again."
        ) from None
    with server:
        address = address_of(reception.state)
        browser.say(f"Let gesture-app in on the page that opens in your browser, or open it yourself: {address}")
        browser.show(address)
        _wait(server, reception, browser.patience_s)
    if "code" not in reception.answer:
        why = "you did not allow it" if reception.answer else "no answer came in time"
        raise PlayerError(f"Nobody was signed in to Spotify, because {why}; sign in again.")
    return reception.answer["code"]


def _wait(server: http.server.HTTPServer, reception: Reception, patience_s: float) -> None:
    server.timeout = POLL_S
    deadline_s = time.monotonic() + patience_s
    while not reception.answer and time.monotonic() < deadline_s:
        server.handle_request()


def _handler_for(reception: Reception) -> type[http.server.BaseHTTPRequestHandler]:
    class Handler(http.server.BaseHTTPRequestHandler):
        timeout = 2.0  # a browser may open a connection that it never uses

        def do_GET(self) -> None:
            is_in = reception.take(self.path)
            self.send_response(404 if is_in is None else 200)
            self.send_header("Content-Type", "text/plain")
            self.end_headers()
            self.wfile.write((DONE if is_in else FAILED).encode() if is_in is not None else b"")

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - its name in the base class
            pass

    return Handler
