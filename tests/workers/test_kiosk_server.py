from __future__ import annotations

import http.client
import json
from collections.abc import Iterator

import pytest

from gesture_app.core.errors import SettingsError
from gesture_app.workers.kiosk_server import HOST, StatusServer

TOKEN = "a token of some length"


@pytest.fixture
def server() -> Iterator[StatusServer]:
    server = StatusServer(0, TOKEN, lambda: {"state": "running", "film": "Über"})
    server.start()
    yield server
    server.close()


def ask(server: StatusServer, path: str = "/status", token: str | None = TOKEN, method: str = "GET"):
    """The code, the header and the body of an answer."""
    connection = http.client.HTTPConnection(HOST, server.port, timeout=60)
    headers = {} if token is None else {"Authorization": f"Bearer {token}"}
    connection.request(method, path, headers=headers)
    answer = connection.getresponse()
    body = answer.read().decode()
    connection.close()
    return answer.status, answer.headers, body


def test_whoever_has_the_token_learns_the_status(server: StatusServer) -> None:
    code, headers, body = ask(server)
    assert (code, json.loads(body)) == (200, {"state": "running", "film": "Über"})
    assert headers["Content-Type"].startswith("application/json")
    assert headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("token", [None, "", "wrong", TOKEN[:-1], TOKEN + "x"])
@pytest.mark.parametrize("path", ["/status", "/", "/other"])
def test_without_the_token_nothing_is_told_not_even_which_paths_there_are(
    server: StatusServer, path: str, token: str | None
) -> None:
    code, headers, body = ask(server, path, token)
    assert (code, headers["WWW-Authenticate"]) == (401, "Bearer")
    assert "running" not in body


@pytest.mark.parametrize("path", ["/", "/statu", "/status/", "/status?token=1", "/../status", "/etc/passwd"])
def test_there_is_only_one_path(server: StatusServer, path: str) -> None:
    assert ask(server, path)[0] == 404


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "HEAD"])
def test_nothing_can_be_done_but_ask(server: StatusServer, method: str) -> None:
    assert ask(server, method=method)[0] == 501


def test_an_empty_token_opens_nothing() -> None:
    server = StatusServer(0, "", dict)
    server.start()
    assert ask(server, token="")[0] == 401
    server.close()


def test_a_port_that_is_taken_is_named(server: StatusServer) -> None:
    with pytest.raises(SettingsError, match=f"port {server.port}"):
        StatusServer(server.port, TOKEN, dict)


def test_a_server_that_never_began_can_be_closed() -> None:
    StatusServer(0, TOKEN, dict).close()
