"""Answers GET /status on this machine, for whoever has the token, and nothing else."""

from __future__ import annotations

import hmac
import json
import threading
from collections.abc import Callable
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from gesture_app.core.errors import SettingsError
from gesture_app.core.kiosk_status import StatusRow

HOST = "127.0.0.1"
PATH = "/status"
PATIENCE_S = 5.0  # for a caller that says nothing
_SCHEME = "Bearer "


class StatusServer:
    """Serves on threads of its own.

    Args:
        port: 0 takes any that is free.
        status: Gives what to answer; called on the server's threads.

    Raises:
        SettingsError: The port is taken.
    """

    def __init__(self, port: int, token: str, status: Callable[[], StatusRow]) -> None:
        try:
            self._server = _Server((HOST, port), _handler(token, status))
        except OSError as error:
            raise SettingsError(
                f"The kiosk's status cannot be served on port {port} ({error.strerror}); choose another status.port."
            ) from None
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.1,), name="kiosk-status")

    @property
    def port(self) -> int:
        """Where it answers."""
        return int(self._server.server_address[1])

    def start(self) -> None:
        """Begin to answer."""
        self._thread.start()

    def close(self) -> None:
        """Answer no more."""
        if self._thread.is_alive():
            self._server.shutdown()
            self._thread.join()
        self._server.server_close()


class _Server(ThreadingHTTPServer):
    daemon_threads = True


def _handler(token: str, status: Callable[[], StatusRow]) -> type[BaseHTTPRequestHandler]:
    """The class that http.server wants, knowing the token and whom to ask."""

    class Handler(BaseHTTPRequestHandler):
        timeout = PATIENCE_S
        server_version = "gesture-app"
        sys_version = ""

        def do_GET(self) -> None:
            """Ask for the token first: a stranger does not even learn which paths there are."""
            if not _is_allowed(self.headers.get("Authorization", ""), token):
                self._answer(HTTPStatus.UNAUTHORIZED, {"error": "Send the token as Authorization: Bearer TOKEN."})
            elif self.path != PATH:
                self._answer(HTTPStatus.NOT_FOUND, {"error": f"There is only {PATH}."})
            else:
                self._answer(HTTPStatus.OK, status())

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            """Nobody wants a line for each question."""

        def _answer(self, code: HTTPStatus, row: StatusRow) -> None:
            body = json.dumps(row, ensure_ascii=False).encode()
            self.send_response(code)
            self.send_header("Content-Type", "application/json; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            self.send_header("Cache-Control", "no-store")
            if code is HTTPStatus.UNAUTHORIZED:
                self.send_header("WWW-Authenticate", "Bearer")
            self.end_headers()
            self.wfile.write(body)

    return Handler


def _is_allowed(header: str, token: str) -> bool:
    given = header.removeprefix(_SCHEME) if header.startswith(_SCHEME) else ""
    return bool(token) and hmac.compare_digest(given.encode(), token.encode())
