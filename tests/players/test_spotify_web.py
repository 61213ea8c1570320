"""Against a server that answers as the documented Web API: this has not been run against the real service."""

from __future__ import annotations

import asyncio
import socket
import stat
import sys
import threading
import time

import pytest

from gesture_app.core.closed_loop import perform
from gesture_app.core.errors import PlayerError
from gesture_app.core.player import PlayerRequest
from gesture_app.core.types import Command, Order, Playback
from gesture_app.core.undo import undo
from gesture_app.players import spotify_web
from gesture_app.players._spotify_access import Addresses, SpotifyAccess, TokenFile
from gesture_app.players.spotify_web import SpotifyWebPlayer
from tests.players.fake_spotify_web import access_to, error, fake_spotify_web, signed_in


@pytest.fixture
def fake():
    with fake_spotify_web() as server:
        yield server


def play(access, story, timeout_s=5.0):
    """Run a story with a player that is open."""

    async def whole():
        player = SpotifyWebPlayer(access, timeout_s)
        try:
            await player.open()
            return await story(player)
        finally:
            await player.close()

    return asyncio.run(whole())


def sentence_of(access, order=None):
    """What is said of a state that cannot be read, or of an order that cannot be carried out."""

    async def story(player):
        await (player.state() if order is None else player.send(order))

    with pytest.raises(PlayerError) as caught:
        play(access, story)
    return str(caught.value)


def test_its_state_is_that_of_the_active_device(fake, tmp_path):
    async def story(player):
        return await player.state()

    state = play(signed_in(fake, tmp_path), story)
    assert (state.playback, state.volume, state.is_muted, state.length_s) == (Playback.PLAYING, 0.5, False, 180)
    assert (state.track, state.title) == ("spotify:track:4", "Song 4")
    assert 60 <= state.position_s < 61


@pytest.mark.parametrize(
    ("order", "words"),
    [
        (Order(Command.PLAY_PAUSE), ["PUT pause"]),
        (Order(Command.PAUSE), ["PUT pause"]),
        (Order(Command.PLAY), []),  # it plays already, and the service refuses to be told so
        (Order(Command.NEXT), ["POST next"]),
        (Order(Command.PREVIOUS), ["POST previous"]),
        (Order(Command.SET_VOLUME, 0.25), ["PUT volume volume_percent=25"]),
        (Order(Command.MUTE), ["PUT volume volume_percent=0"]),
    ],
)
def test_orders_become_calls(fake, tmp_path, order, words):
    play(signed_in(fake, tmp_path), lambda player: player.send(order))
    assert fake.received == words


def test_a_seek_is_an_absolute_position(fake, tmp_path):
    fake.is_playing = False
    play(signed_in(fake, tmp_path), lambda player: player.send(Order(Command.SEEK_BACK, 15)))
    assert fake.received == ["PUT seek position_ms=45000"]


@pytest.mark.parametrize(
    ("order", "text"),
    [
        (Order(Command.NEXT), "Back to “Song 4”, 1:00, playing."),
        (Order(Command.SEEK_FORWARD, 30), "Back to “Song 4”, 1:00, playing."),
        (Order(Command.SET_VOLUME, 0.1), "Back to “Song 4”, 1:00, playing."),
        (Order(Command.PAUSE), "Back to “Song 4”, 1:00, playing."),
    ],
)
def test_an_order_is_read_back_and_undone(fake, tmp_path, order, text):
    async def story(player):
        outcome = await perform(player, order)
        assert outcome.obeyed is True, outcome
        return await undo(player, outcome)

    undone = play(signed_in(fake, tmp_path), story)
    assert (undone.obeyed, undone.text) == (True, text)
    assert (fake.track, fake.is_playing, fake.volume) == (4, True, 50)
    assert fake.progress_s == pytest.approx(60, abs=2)


def test_mute_remembers_the_volume(fake, tmp_path):
    async def story(player):
        return [await perform(player, Order(Command.MUTE)) for _ in range(2)]

    assert [outcome.obeyed for outcome in play(signed_in(fake, tmp_path), story)] == [True, True]
    assert fake.volume == 50


@pytest.mark.parametrize("order", [Order(Command.PAUSE), Order(Command.NEXT), Order(Command.SET_VOLUME, 0.2)])
def test_a_service_that_shows_late_what_it_did_is_waited_for(fake, tmp_path, order):
    fake.shows_after_s = 0.3

    async def story(player):
        return await perform(player, order)

    assert play(signed_in(fake, tmp_path), story).obeyed is True


def test_an_order_that_the_service_forgets_is_not_called_obeyed(fake, tmp_path):
    fake.order_answer = (204, b"", {})

    async def story(player):
        return await perform(player, Order(Command.PAUSE))

    assert play(signed_in(fake, tmp_path), story).obeyed is False
    assert fake.questions < 8  # one each FRESH_S, not one each time that the loop looks


@pytest.mark.parametrize(
    ("change", "missing"),
    [
        ({"device": {"supports_volume": False}}, {Command.MUTE, Command.SET_VOLUME}),
        ({"volume": None}, {Command.MUTE, Command.VOLUME_UP}),
        ({"disallows": {"skipping_next": True, "pausing": True}}, {Command.NEXT}),
        ({"disallows": {"seeking": True}}, {Command.SEEK_BACK, Command.SEEK_FORWARD}),
        ({"device": {"is_restricted": True}}, {Command.PLAY_PAUSE, Command.NEXT}),
    ],
)
def test_what_device_or_track_forbid_is_no_command(fake, tmp_path, change, missing):
    for name, value in change.items():
        setattr(fake, name, value)

    async def story(player):
        await player.state()
        return player.commands

    commands = play(signed_in(fake, tmp_path), story)
    assert not missing & commands
    assert ("is_restricted" in str(change)) or {Command.PLAY_PAUSE, Command.PAUSE} <= commands


@pytest.mark.parametrize(
    ("answer", "complaint"),
    [
        (error(403, "Player command failed: Premium required", "PREMIUM_REQUIRED"), "obeys only Premium accounts"),
        (error(403, "Player command failed: Restriction violated"), "does not allow that at the moment"),
        (error(403, "Cannot control device volume", "VOLUME_CONTROL_DISALLOW"), "lets nobody set its volume"),
        (error(403, "Insufficient client scope"), "does not cover its player"),
        (error(404, "Player command failed: No active device found", "NO_ACTIVE_DEVICE"), "plays on no device"),
        (error(404, "Service not found"), "answered with error 404"),
        (error(500), "answered with error 500"),
        ((502, b"<html>", {}), "answered with error 502"),
        ((400, b"[1]", {}), "answered with error 400"),
        ((400, b'{"error": "no"}', {}), "answered with error 400"),
    ],
)
def test_a_refused_order_costs_one_sentence(fake, tmp_path, answer, complaint):
    fake.order_answer = answer
    assert complaint in sentence_of(signed_in(fake, tmp_path), Order(Command.PAUSE))


@pytest.mark.parametrize(
    ("answer", "complaint"),
    [
        ((204, b"", {}), "plays on no device"),
        ((200, b"<html>", {}), "makes no sense"),
        ((200, b"[1]", {}), "makes no sense"),
        (error(403, "User not registered in the Developer Dashboard"), "may not use the client id"),
    ],
)
def test_a_state_that_cannot_be_read_costs_one_sentence(fake, tmp_path, answer, complaint):
    fake.state_answer = answer
    assert complaint in sentence_of(signed_in(fake, tmp_path))


@pytest.mark.parametrize("body", [b"{}", b'{"item": null, "device": null}', b'{"is_playing": 1, "item": [2]}'])
def test_a_state_that_says_nothing_is_none(fake, tmp_path, body):
    fake.state_answer = (200, body, {})

    async def story(player):
        return await player.state()

    state = play(signed_in(fake, tmp_path), story)
    assert (state.playback, state.track, state.volume, state.position_s) == (Playback.UNKNOWN, None, None, None)


@pytest.mark.parametrize(("headers", "wait_s"), [({"Retry_After": "7"}, 7), ({}, 5), ({"Retry_After": "soon"}, 5)])
def test_after_too_many_requests_it_keeps_quiet(fake, tmp_path, headers, wait_s):
    fake.state_answer = error(429, "API rate limit exceeded", **headers)

    async def story(player):
        sentences = []
        for _ in range(3):
            with pytest.raises(PlayerError) as caught:
                await player.state()
            sentences.append(str(caught.value))
        return sentences

    assert all(f"none for the next {wait_s} s" in text for text in play(signed_in(fake, tmp_path), story))
    assert fake.questions == 1


def test_a_token_that_has_run_out_is_renewed_and_kept(fake, tmp_path):
    access = signed_in(fake, tmp_path, expires_in_s=-1)
    play(access, lambda player: player.send(Order(Command.PAUSE)))
    assert fake.received == ["refresh_token refresh-0", "PUT pause"]
    kept = access.tokens.read()
    assert (kept["access_token"], kept["refresh_token"]) == (fake.token, "refresh-1")


def test_a_token_that_is_refused_is_renewed_once(fake, tmp_path):
    access = signed_in(fake, tmp_path)
    fake.token = "another"
    play(access, lambda player: player.send(Order(Command.PAUSE)))
    assert fake.received == ["refresh_token refresh-0", "PUT pause"]
    assert fake.is_playing is False


def test_a_token_that_stays_refused_asks_for_a_new_sign_in(fake, tmp_path):
    fake.state_answer = error(401, "Invalid access token")
    assert "does not accept the sign-in any more; repeat it with" in sentence_of(signed_in(fake, tmp_path))
    assert fake.received == ["refresh_token refresh-0"]


@pytest.mark.parametrize(
    ("answer", "complaint"),
    [
        ((400, b'{"error": "invalid_grant"}', {}), "has ended the sign-in"),
        ((503, b"", {}), "answered with error 503"),
        ((200, b"<html>", {}), "makes no sense"),
        ((200, b'{"access_token": 7}', {}), "makes no sense"),
    ],
)
def test_a_renewal_that_fails_costs_one_sentence(fake, tmp_path, answer, complaint):
    fake.token_answer = answer
    access = signed_in(fake, tmp_path, expires_in_s=-1)
    before = access.tokens.path.read_bytes()
    assert complaint in sentence_of(access)
    assert access.tokens.path.read_bytes() == before


def test_a_disk_that_is_full_costs_no_order(fake, tmp_path, monkeypatch):
    access = signed_in(fake, tmp_path, expires_in_s=-1)

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("gesture_app.players._spotify_access.write_atomically", full)

    async def story(player):
        await player.send(Order(Command.PAUSE))
        await player.send(Order(Command.PLAY))

    play(access, story)
    assert fake.received == ["refresh_token refresh-0", "PUT pause", "PUT play"]  # renewed once: memory has it


def test_a_service_that_hangs_is_told(fake, tmp_path):
    async def story(player):
        fake.answer_after_s = 0.4
        sentences = []
        for _ in range(2):
            with pytest.raises(PlayerError) as caught:
                await player.state()
            sentences.append(str(caught.value))
        return sentences

    sentences = play(signed_in(fake, tmp_path), story, timeout_s=0.1)
    assert all("Spotify did not answer within 100 ms" in text for text in sentences)


def test_what_waits_behind_a_hung_call_is_dropped(fake, tmp_path):
    done, may_answer = [], threading.Event()

    async def story():
        calls = spotify_web.connect(signed_in(fake, tmp_path), timeout_s=0.1)
        for call in (lambda _: may_answer.wait(60), lambda _: done.append("late")):
            with pytest.raises(PlayerError, match="did not answer within 100 ms"):
                await calls.call(call)
        may_answer.set()
        await calls.close()

    asyncio.run(story())
    assert done == []


def test_no_order_comes_late(fake, tmp_path):
    """The token must be renewed first, and by then nobody waits for the order any more."""

    async def story(player):
        await player.state()
        fake.token, fake.answer_after_s = "another", 0.4
        with pytest.raises(PlayerError, match="did not answer within 500 ms"):
            await player.send(Order(Command.NEXT))
        await asyncio.sleep(0.9)

    play(signed_in(fake, tmp_path), story, timeout_s=0.5)
    assert (fake.received, fake.track) == (["refresh_token refresh-0"], 4)


def test_an_order_can_be_cancelled_while_the_service_hangs(fake, tmp_path):
    async def story(player):
        await player.state()
        fake.answer_after_s = 1.0
        started_s = time.monotonic()
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.05):
                await player.send(Order(Command.NEXT))
        return time.monotonic() - started_s

    assert play(signed_in(fake, tmp_path), story) < 0.8


def test_no_network_is_told(tmp_path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        here = f"http://127.0.0.1:{taken.getsockname()[1]}/"
        access = SpotifyAccess("my-client", TokenFile(tmp_path / "token.json"), Addresses(here, here, here + "token"))
        token = {"access_token": "a", "refresh_token": "b", "expires_at": int(time.time()) + 3600}
        access.tokens.write({**token, "scope": "user-read-playback-state user-modify-playback-state"})
        assert "cannot be reached; check the connection" in sentence_of(access)


def test_without_a_client_id_the_sentence_says_where_to_get_one():
    player = spotify_web.KIND.open(PlayerRequest("spotify_web"))
    with pytest.raises(PlayerError, match=r"client id of your own; make one at .* player\.spotify_client_id"):
        asyncio.run(player.open())


@pytest.mark.parametrize("text", [None, "", "[1]", "{", '{"access_token": "a"}', '{"scope": 3}'])
def test_without_a_usable_token_nobody_has_signed_in(fake, tmp_path, text):
    access = access_to(fake, tmp_path)
    if text is not None:
        access.tokens.path.write_text(text)
    assert "Nobody has signed in to Spotify; do it with `gesture-app players --sign-in" in sentence_of(access)
    assert fake.received == []


def test_without_spotipy_the_sentence_says_how_to_install_it(fake, tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "spotipy", None)
    monkeypatch.delitem(sys.modules, "gesture_app.players._spotify_calls", raising=False)
    assert "pip install 'spotipy>=2.24'" in sentence_of(signed_in(fake, tmp_path))


@pytest.mark.skipif("sys.platform == 'win32'", reason="There rights are no such bits.")
def test_only_its_user_may_read_the_token(fake, tmp_path):
    assert stat.S_IMODE(signed_in(fake, tmp_path).tokens.path.stat().st_mode) == 0o600


def test_it_is_listed_with_what_it_needs():
    (info,) = asyncio.run(spotify_web.available())
    assert (info.spec, "--sign-in spotify_web" in info.detail) == ("spotify_web", True)
