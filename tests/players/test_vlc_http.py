from __future__ import annotations

import asyncio
import socket
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from gesture_app.core.closed_loop import Patience, perform
from gesture_app.core.errors import PlayerError, PlayerStartingError
from gesture_app.core.player import Player, PlayerRequest
from gesture_app.core.types import Command, Order, Playback
from gesture_app.core.undo import undo
from gesture_app.players import vlc_http
from gesture_app.players._vlc_web import read_status
from gesture_app.players._volume_memory import VolumeMemory
from tests.players.fake_vlc_web import PASSWORD, fake_vlc_web
from tests.players.real_players import VLC, as_somebody, require_program, stagehand


@asynccontextmanager
async def opened(request: PlayerRequest) -> AsyncIterator[Player]:
    player = vlc_http.KIND.open(request)
    try:
        await player.open()
        yield player
    finally:
        await player.close()


def attached_to(port: int, password: str = PASSWORD) -> PlayerRequest:
    return PlayerRequest(f"vlc_http:{port}", options={"password": password})


def test_the_genre_of_a_track_is_told():
    status = {"information": {"category": {"meta": {"genre": "Podcast"}}}}
    assert read_status(status, VolumeMemory()).genres == ("Podcast",)
    assert read_status({}, VolumeMemory()).genres == ()


@pytest.mark.parametrize(
    ("order", "words"),
    [
        (Order(Command.PLAY_PAUSE), {"command": "pl_pause"}),
        (Order(Command.SEEK_FORWARD, 15), {"command": "seek", "val": "+15s"}),
        (Order(Command.SEEK_BACK, 15), {"command": "seek", "val": "-0s"}),
        (Order(Command.SET_VOLUME, 0.25), {"command": "volume", "val": "64"}),
        (Order(Command.MUTE), {"command": "volume", "val": "0"}),
        (Order(Command.FULLSCREEN), {"command": "fullscreen"}),
    ],
)
def test_orders_become_the_words_of_vlc(order, words):
    async def story(fake):
        async with opened(attached_to(fake.port)) as player:
            await player.send(order)

    with fake_vlc_web() as fake:
        asyncio.run(story(fake))
        assert fake.received == [words]


def test_play_after_stop_starts_the_list_again():
    async def story(fake):
        async with opened(attached_to(fake.port)) as player:
            await player.send(Order(Command.STOP))
            await player.send(Order(Command.PLAY))

    with fake_vlc_web() as fake:
        asyncio.run(story(fake))
        assert [words["command"] for words in fake.received] == ["pl_stop", "pl_play"]


def test_without_a_picture_there_is_nothing_to_fill_the_screen():
    async def story(fake):
        fake.has_video = False
        async with opened(attached_to(fake.port)) as player:
            assert Command.FULLSCREEN not in player.commands
            assert (await player.state()).is_fullscreen is None

    with fake_vlc_web() as fake:
        asyncio.run(story(fake))


def test_a_volume_of_zero_is_unknown_until_it_was_set():
    async def story(fake):
        fake.volume = 0
        async with opened(attached_to(fake.port)) as player:
            assert (await player.state()).volume is None
            await player.send(Order(Command.SET_VOLUME, 0.0))
            assert (await player.state()).volume == 0

    with fake_vlc_web() as fake:
        asyncio.run(story(fake))


async def open_and_close(request: PlayerRequest) -> None:
    async with opened(request):
        pass


def sentence_of(request: PlayerRequest) -> str:

    with pytest.raises(PlayerError) as caught:
        asyncio.run(open_and_close(request))
    return str(caught.value)


def test_a_wrong_password_is_told():
    with fake_vlc_web() as fake:
        assert "refuses the password" in sentence_of(attached_to(fake.port, "wrong"))


def test_a_vlc_that_hangs_is_told():
    with fake_vlc_web() as fake:
        fake.answer_after_s = 0.7
        assert "did not answer within 500 ms" in sentence_of(attached_to(fake.port))


@pytest.mark.parametrize("body", [b"", b"<html>", b"[1]", b"\xff\xfe"])
def test_something_else_at_that_port_is_told(body):
    with fake_vlc_web() as fake:
        fake.body = body
        assert "is another program listening there?" in sentence_of(attached_to(fake.port))


def test_nobody_at_that_port_is_told():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        assert "cannot be reached" in sentence_of(attached_to(taken.getsockname()[1]))


def test_a_port_that_is_none_is_told():
    assert "'eighty' is not a port number" in sentence_of(PlayerRequest("vlc_http:eighty", options={"password": "x"}))


def test_a_port_without_its_password_is_told():
    request = PlayerRequest("vlc_http:8080", options={"program": sys.executable})
    assert "needs its password" in sentence_of(request)


def test_a_vlc_that_is_not_installed_is_told(monkeypatch):
    monkeypatch.setattr(vlc_http, "find_vlc", lambda: None)
    assert "VLC is not installed" in sentence_of(PlayerRequest("vlc_http"))
    assert asyncio.run(vlc_http.available()) == ()


def test_a_program_that_cannot_be_started_is_told(tmp_path):
    request = PlayerRequest("vlc_http", options={"program": str(tmp_path / "vlc")})
    assert "cannot be started" in sentence_of(request)


def test_a_vlc_that_ends_at_once_is_told_and_not_started_again(tmp_path):
    program = script(tmp_path / "vlc", "exit 3")

    async def story():
        player = vlc_http.KIND.open(PlayerRequest("vlc_http", options={"program": str(program)}))
        sentences = []
        for _ in range(2):
            with pytest.raises(PlayerError) as caught:
                await player.open()
            sentences.append(str(caught.value))
        await player.close()
        return sentences

    for ended in asyncio.run(story()):
        assert ended.startswith("VLC has ended (code 3;")


def test_a_vlc_that_is_slow_to_start_is_told_to_be_starting(tmp_path, monkeypatch):
    monkeypatch.setattr(vlc_http, "START_S", 0.2)
    program = script(tmp_path / "vlc", "exec sleep 60")
    with pytest.raises(PlayerStartingError, match="VLC is still starting; wait a moment"):
        asyncio.run(open_and_close(PlayerRequest("vlc_http", options={"program": str(program)})))


def script(path: Path, line: str) -> Path:
    path.write_text(f"#!/bin/sh\n{line}\n")
    path.chmod(0o755)
    return path


def test_a_real_vlc_that_we_started_obeys_and_ends_with_us(monkeypatch):
    monkeypatch.setattr(vlc_http, "START_S", 100.0)  # a busy machine starts it slowly
    cvlc = require_program("cvlc")
    sound = " ".join(VLC[3:])

    async def story(stage):
        program = script(stage.folder / "vlc", f'exec {" ".join(as_somebody(stage.folder))} {cvlc} "$@"')
        options = {"program": str(program), "arguments": sound}
        request = PlayerRequest("vlc_http", tuple(map(str, stage.media)), options)
        async with opened(request) as player:
            await wait_until_it_plays(player)
            for command, text in STORY:
                outcome = await perform(player, command, Patience(ceiling_s=10.0))
                assert outcome.obeyed is True, str(outcome)
                assert outcome.text.startswith(f"VLC {text}"), str(outcome)
            undone = await undo(player, outcome)
            assert undone.obeyed is True, str(undone)
            process = player._own.process
        assert process.returncode is not None

    with stagehand() as stage:
        asyncio.run(story(stage))


STORY = (
    (Order(Command.PAUSE), "paused"),
    (Order(Command.PLAY_PAUSE), "plays"),
    (Order(Command.SET_VOLUME, 0.5), "is at 50 % volume"),
    (Order(Command.MUTE), "is muted"),
    (Order(Command.MUTE), "is no longer muted"),
    (Order(Command.SEEK_FORWARD, 20.0), "jumped to 0:2"),
    (Order(Command.NEXT), "is at “track2.wav”"),
    (Order(Command.PREVIOUS), "is at “track1.wav”"),
    (Order(Command.SEEK_FORWARD, 20.0), "jumped to 0:2"),
    (Order(Command.STOP), "stopped"),
)


async def wait_until_it_plays(player: Player) -> None:
    async with asyncio.timeout(60):
        while True:
            state = await player.state()
            if state.playback is Playback.PLAYING and state.position_s:
                return
            await asyncio.sleep(0.02)
