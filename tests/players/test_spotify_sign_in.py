"""Against a stand-in for Spotify's accounts: this has not been run against the real service."""

from __future__ import annotations

import json
import socket
import threading
import urllib.request
from urllib.parse import parse_qs, urlparse

import pytest

from gesture_app.core.errors import PlayerError
from gesture_app.players import _spotify_sign_in, spotify_web
from gesture_app.players._spotify_access import SpotifyAccess, TokenFile
from gesture_app.players._spotify_sign_in import Browser
from tests.players.fake_spotify_web import access_to, fake_spotify_web
from tests.ports import free_port


@pytest.fixture
def fake():
    with fake_spotify_web() as server:
        yield server


class FakeBrowser:
    """Goes to the page, and comes back with what the user decided."""

    def __init__(self, port: int, answer: str, state: str | None = None) -> None:
        self.port, self.answer, self.state = port, answer, state
        self.asked: dict[str, list[str]] = {}
        self.said: list[str] = []
        self.threads: list[threading.Thread] = []

    def show(self, address: str) -> bool:
        self.asked = parse_qs(urlparse(address).query)
        self.threads.append(threading.Thread(target=self._come_back))
        self.threads[0].start()
        return True

    def _come_back(self) -> None:
        state = self.state or self.asked["state"][0]
        for path in ("/favicon.ico", f"/callback?{self.answer}&state={state}"):
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=30) as page:
                    self.page = page.read().decode()
            except OSError:  # not found
                continue


def sign_in(access, browser, patience_s=60.0):
    try:
        spotify_web.sign_in_with(access, Browser(browser.said.append, browser.show, patience_s, browser.port))
    finally:
        for thread in browser.threads:
            thread.join()


@pytest.fixture
def port():
    return free_port()


def test_a_user_signs_in_in_the_browser(fake, tmp_path, port):
    access, browser = access_to(fake, tmp_path), FakeBrowser(port, "code=let-in")
    sign_in(access, browser)
    assert browser.asked["code_challenge_method"] == ["S256"]
    assert browser.asked["redirect_uri"] == ["http://127.0.0.1:8917/callback"]
    assert "client_secret" not in json.dumps(browser.asked)
    assert fake.received == ["authorization_code let-in"]
    assert browser.said[0].startswith("Let gesture-app in")
    assert (browser.said[-1].startswith("Signed in"), browser.page) == (True, _spotify_sign_in.DONE)
    assert access.tokens.read()["access_token"] == fake.token


@pytest.mark.parametrize(
    ("answer", "state", "patience_s", "complaint"),
    [
        ("error=access_denied", None, 60.0, "because you did not allow it"),
        ("code=forged", "guessed", 0.5, "because no answer came in time"),
    ],
)
def test_whoever_is_not_let_in_is_told(fake, tmp_path, port, answer, state, patience_s, complaint):
    browser = FakeBrowser(port, answer, state)
    access = access_to(fake, tmp_path)
    with pytest.raises(PlayerError, match=complaint):
        sign_in(access, browser, patience_s)
    assert (access.tokens.read(), fake.received) == (None, [])


def test_a_port_that_is_taken_is_told(fake, tmp_path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(PlayerError, match="end what uses it, and sign in again"):
            sign_in(access_to(fake, tmp_path), FakeBrowser(taken.getsockname()[1], ""))


def test_a_client_id_is_needed_before_the_browser_opens(tmp_path):
    browser = FakeBrowser(0, "")
    with pytest.raises(PlayerError, match="client id of your own"):
        sign_in(SpotifyAccess("", TokenFile(tmp_path / "token.json")), browser)
    assert browser.said == []


def test_a_token_that_allows_less_is_not_kept(fake, tmp_path, port):
    fake.scope = "user-read-playback-state"
    access = access_to(fake, tmp_path)
    with pytest.raises(PlayerError, match="allow all of it"):
        sign_in(access, FakeBrowser(port, "code=let-in"))
    assert access.tokens.read() is None


def test_a_token_that_cannot_be_kept_is_told(fake, tmp_path, port):
    (tmp_path / "file").write_text("no folder")
    access = access_to(fake, tmp_path / "file")
    with pytest.raises(PlayerError, match=r"cannot be kept in .*token\.json: "):
        sign_in(access, FakeBrowser(port, "code=let-in"))
