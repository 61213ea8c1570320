"""Against fakes only: this has not been run on Windows."""

from __future__ import annotations

import asyncio

import pytest

from gesture_app.core.errors import PlayerError
from gesture_app.core.player import PlayerRequest
from gesture_app.core.types import Command, Order, Playback
from gesture_app.players import windows
from gesture_app.players._choice import Wish
from gesture_app.players.windows import WindowsPlayer, load_sessions
from tests.players.fake_winrt import NOW, FakeSession, fake_control

ANY = Wish()


def opened(*sessions: FakeSession, wish: Wish = ANY) -> WindowsPlayer:
    player = WindowsPlayer(wish, lambda: fake_control(*sessions), lambda: NOW)
    asyncio.run(player.open())
    return player


@pytest.mark.parametrize(
    ("app_id", "title"),
    [
        ("Spotify.exe", "Spotify"),
        ("SpotifyAB.SpotifyMusic_zpdnekdrzrea0!Spotify", "Spotify"),
        ("308046B0AF4A39CB", "Firefox"),
        ("MSEdge", "Msedge"),
    ],
)
def test_programs_have_names_for_people(app_id, title):
    assert opened(FakeSession(app_id)).title == title


def test_a_dedicated_player_that_plays_goes_before_a_browser():
    assert opened(FakeSession("chrome.exe"), FakeSession("Spotify.exe")).title == "Spotify"
    assert opened(FakeSession("chrome.exe"), FakeSession("Spotify.exe", Playback.PAUSED)).title == "Chrome"


def test_one_player_can_be_asked_for():
    sessions = FakeSession("chrome.exe"), FakeSession("Spotify.exe", Playback.PAUSED)
    assert opened(*sessions, wish=Wish(name="spotify")).title == "Spotify"
    with pytest.raises(PlayerError, match="vlc is not running"):
        opened(*sessions, wish=Wish(name="vlc"))


def test_an_old_position_is_brought_up_to_date_while_it_plays():
    session = FakeSession("Spotify.exe")
    session.updated_s_ago = 4.0
    player = opened(session)
    assert asyncio.run(player.state()).position_s == 64.0
    asyncio.run(player.send(Order(Command.PAUSE)))
    assert asyncio.run(player.state()).position_s == 60.0


def test_a_seek_is_an_absolute_position():
    player = opened(FakeSession("Spotify.exe"))
    asyncio.run(player.send(Order(Command.SEEK_BACK, 15)))
    assert asyncio.run(player.state()).position_s == 45.0


def test_what_the_session_does_not_allow_is_no_command():
    session = FakeSession("Spotify.exe")
    session.disabled = {"is_next_enabled", "is_playback_position_enabled"}
    player = opened(session)
    asyncio.run(player.state())
    assert player.commands == {Command.PLAY_PAUSE, Command.PLAY, Command.PAUSE, Command.STOP, Command.PREVIOUS}


def test_a_player_that_refuses_or_hangs_costs_one_sentence():
    session = FakeSession("Spotify.exe")
    player = opened(session)
    session.accepts = False
    with pytest.raises(PlayerError, match="Spotify refused 'next'"):
        asyncio.run(player.send(Order(Command.NEXT)))
    session.hangs = True
    with pytest.raises(PlayerError, match="Spotify did not answer within 500 ms"):
        asyncio.run(player.state())


def test_a_session_that_has_ended_is_gone():
    async def ended() -> None:
        raise OSError("RPC_E_DISCONNECTED")

    with pytest.raises(PlayerError, match="Spotify is gone"):
        asyncio.run(windows.in_time(ended(), "Spotify"))


def test_the_genres_of_a_track_are_told():
    session = FakeSession("Spotify.exe")
    session.genres = ["Podcast"]
    assert asyncio.run(opened(session).state()).genres == ("Podcast",)


def test_there_is_no_volume_and_the_sentence_names_the_way_out():
    with pytest.raises(PlayerError, match=r"allow media keys \(player.media_keys\)"):
        asyncio.run(opened(FakeSession("Spotify.exe")).send(Order(Command.MUTE)))


def test_sessions_are_listed_on_windows(monkeypatch):
    monkeypatch.setattr("sys.platform", "win32")
    monkeypatch.setattr(windows, "load_sessions", lambda: fake_control(FakeSession("Spotify.exe")))
    assert [info.spec for info in asyncio.run(windows.available())] == ["windows:spotify"]


@pytest.mark.skipif("sys.platform == 'win32'", reason="There the sessions are real ones.")
def test_elsewhere_the_sentence_says_where_sessions_are():
    assert asyncio.run(windows.available()) == ()
    with pytest.raises(PlayerError, match="on Windows only"):
        load_sessions()
    with pytest.raises(PlayerError, match="on Windows only"):
        asyncio.run(windows.KIND.open(PlayerRequest("windows")).open())
