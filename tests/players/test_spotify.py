from __future__ import annotations

import asyncio
import json
from contextlib import asynccontextmanager
from dataclasses import replace

import pytest

from gesture_app.core.closed_loop import Patience, perform
from gesture_app.core.errors import PlayerError
from gesture_app.core.player import PlayerRequest
from gesture_app.core.types import Command, Order
from gesture_app.players import spotify
from gesture_app.players._stream_volume import StreamVolume, run_command
from gesture_app.players.spotify import SpotifyOnLinux
from tests.players.fake_mpris import FakeMpris, Script

SHORT = Patience(ceiling_s=0.1)


class FakeSound:
    """PulseAudio with one stream, at first at 80 %."""

    def __init__(self, program: str = "Spotify") -> None:
        self.program = program
        self.percent = 80
        self.commands: list[tuple[str, ...]] = []

    async def run(self, *command: str) -> str:
        self.commands.append(command)
        if command[1] == "set-sink-input-volume":
            self.percent = int(command[3].rstrip("%"))
            return ""
        volume = {"front-left": {"value_percent": f"{self.percent}%"}}
        return json.dumps([{"index": 7, "properties": {"application.name": self.program}, "volume": volume}])


class Stubborn(FakeMpris):
    """A Spotify that says yes to a volume and keeps its own."""

    def _obey(self, message):
        if message.member != "Set":
            super()._obey(message)


@asynccontextmanager
async def on_stage(address: str, fake: FakeMpris, sound: FakeSound):
    fake.script = replace(Script(), name="spotify", title="Spotify")
    await fake.start(address)
    request = PlayerRequest("mpris:spotify", options={"bus": address})
    player = SpotifyOnLinux(spotify.mpris.KIND.open(request), StreamVolume("spotify", sound.run))
    try:
        await player.open()
        yield player
    finally:
        await player.close()
        fake.stop()


def test_a_volume_that_is_taken_needs_no_sound_server(bus_address):
    async def story():
        fake, sound = FakeMpris(), FakeSound()
        async with on_stage(bus_address, fake, sound) as player:
            outcome = await perform(player, Order(Command.SET_VOLUME, 0.3))
            assert (outcome.obeyed, fake.volume, sound.commands) == (True, 0.3, [])

    asyncio.run(story())


def test_a_volume_that_is_not_taken_is_set_on_its_sound_instead(bus_address):
    async def story():
        fake, sound = Stubborn(), FakeSound()
        async with on_stage(bus_address, fake, sound) as player:
            set_to = await perform(player, Order(Command.SET_VOLUME, 0.3), SHORT)
            assert (set_to.obeyed, set_to.text, sound.percent) == (True, "Spotify is at 30 % volume.", 30)
            louder = await perform(player, Order(Command.VOLUME_UP, 0.1), SHORT)
            assert (louder.obeyed, sound.percent) == (True, 40)
            await perform(player, Order(Command.MUTE), SHORT)
            assert sound.percent == 0
            await perform(player, Order(Command.MUTE), SHORT)
            assert sound.percent == 40
            assert fake.received.count("Volume") == 1

    asyncio.run(story())


def test_a_position_that_stands_at_zero_while_it_plays_is_unknown(bus_address):
    async def story():
        fake = FakeMpris()
        fake.position_us = 0
        async with on_stage(bus_address, fake, FakeSound()) as player:
            assert (await player.state()).position_s is None
            outcome = await perform(player, Order(Command.SEEK_FORWARD, 10), SHORT)
            assert outcome.obeyed is None

    asyncio.run(story())


def test_a_program_that_makes_no_sound_has_no_volume():
    volume = StreamVolume("spotify", FakeSound("Firefox").run)
    assert asyncio.run(volume.read()) is None
    with pytest.raises(PlayerError, match="only be set while it plays"):
        asyncio.run(volume.write(0.5))


def test_a_list_of_streams_that_is_none_is_told():
    async def gibberish(*_command: str) -> str:
        return "Connection failure"

    with pytest.raises(PlayerError, match="cannot be understood"):
        asyncio.run(StreamVolume("spotify", gibberish).read())


@pytest.mark.parametrize(
    ("command", "sentence"),
    [
        (("no-such-program",), "is not installed"),
        (("false",), "found no sound server"),
        (("sleep", "5"), "did not answer within 500 ms"),
    ],
)
def test_a_command_that_fails_costs_one_sentence(command, sentence):
    with pytest.raises(PlayerError, match=sentence):
        asyncio.run(run_command(*command))


def test_it_is_offered_while_it_runs(bus_address, monkeypatch):
    async def story():
        assert await spotify.available() == ()
        fake = FakeMpris(replace(Script(), name="spotify", title="Spotify"))
        await fake.start(bus_address)
        infos = await spotify.available()
        fake.stop()
        assert [(info.spec, info.detail) for info in infos] == [("spotify", "playing, One")]

    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", bus_address)
    asyncio.run(story())


@pytest.mark.parametrize(("system", "title"), [("linux", "Spotify"), ("win32", "spotify"), ("darwin", "spotify")])
def test_each_system_has_its_way(monkeypatch, system, title):
    monkeypatch.setattr("sys.platform", system)
    player = spotify.KIND.open(PlayerRequest("spotify"))
    assert player.title == title
    assert isinstance(player, SpotifyOnLinux) == (system == "linux")
