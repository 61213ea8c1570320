from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import replace

import pytest
from dbus_fast import Variant

from gesture_app.core.closed_loop import Patience, perform
from gesture_app.core.errors import PlayerError
from gesture_app.core.player import PlayerRequest
from gesture_app.core.types import Command, Order, Playback
from gesture_app.players import mpris
from tests.players.fake_mpris import FakeMpris, Mood, Script, dedicated

SHORT = Patience(ceiling_s=0.1)


@asynccontextmanager
async def on_stage(address: str, *fakes: FakeMpris, spec: str = "mpris", **options: str):
    """Put fake players on the bus and give a player that has chosen among them."""
    for fake in fakes:
        await fake.start(address)
    player = mpris.KIND.open(PlayerRequest(spec, options={"bus": address, **options}))
    try:
        await player.open()
        yield player
    finally:
        await player.close()
        for fake in fakes:
            fake.stop()


def run(story: Callable[[], Awaitable[None]]) -> None:
    asyncio.run(story())


@pytest.mark.parametrize(
    ("command", "member"),
    [
        (Command.PLAY_PAUSE, "PlayPause"),
        (Command.PLAY, "Play"),
        (Command.PAUSE, "Pause"),
        (Command.STOP, "Stop"),
        (Command.NEXT, "Next"),
        (Command.PREVIOUS, "Previous"),
        (Command.SEEK_FORWARD, "Seek"),
        (Command.SEEK_BACK, "Seek"),
        (Command.VOLUME_UP, "Volume"),
        (Command.VOLUME_DOWN, "Volume"),
        (Command.MUTE, "Volume"),
        (Command.FULLSCREEN, "Fullscreen"),
    ],
)
def test_a_command_reaches_the_player_and_is_read_back(bus_address, command, member):
    async def story():
        fake = FakeMpris()
        async with on_stage(bus_address, fake) as player:
            outcome = await perform(player, Order(command))
            assert fake.received == [member]
            assert outcome.obeyed is True
            assert outcome.player == "Fake"

    run(story)


@pytest.mark.parametrize("genre", [Variant("as", ["Podcast"]), Variant("s", "Podcast")], ids=["as agreed", "one text"])
def test_what_is_played_is_told_with_its_address_and_genres(bus_address, genre):
    async def story():
        fake = FakeMpris(Script(tracks=("One",), addresses=("https://open.spotify.com/episode/1",), genre=genre))
        async with on_stage(bus_address, fake) as player:
            state = await player.state()
            assert (state.track, state.address) == ("/track/0", "https://open.spotify.com/episode/1")
            assert state.genres == ("Podcast",)

    run(story)


def test_seek_is_relative_and_in_microseconds(bus_address):
    async def story():
        fake = FakeMpris()
        async with on_stage(bus_address, fake) as player:
            await player.send(Order(Command.SEEK_BACK, 5.0))
            assert fake.position_us == 25_000_000

    run(story)


@pytest.mark.parametrize(
    "length",
    [Variant("x", 35_000_000), Variant("t", 35_000_000), Variant("s", "35000000"), Variant("d", 35e6)],
    ids=["signed", "unsigned as in Spotify", "text", "float"],
)
def test_a_seek_past_the_end_stops_three_seconds_before_it(bus_address, length):
    async def story():
        fake = FakeMpris(Script(length=length))
        async with on_stage(bus_address, fake) as player:
            await player.send(Order(Command.SEEK_FORWARD, 60.0))
            assert fake.position_us == 32_000_000

    run(story)


def test_mute_remembers_the_volume_and_brings_it_back(bus_address):
    async def story():
        fake = FakeMpris()
        fake.volume = 0.7
        async with on_stage(bus_address, fake) as player:
            muted = await perform(player, Order(Command.MUTE))
            assert (fake.volume, muted.text) == (0.0, "Fake is muted.")
            loud = await perform(player, Order(Command.MUTE))
            assert (fake.volume, loud.text) == (0.7, "Fake is no longer muted.")

    run(story)


def test_a_volume_of_zero_that_nobody_set_is_unknown_not_mute(bus_address):
    async def story():
        fake = FakeMpris()
        fake.volume = 0.0
        async with on_stage(bus_address, fake) as player:
            state = await player.state()
            assert (state.volume, state.is_muted) == (None, None)

    run(story)


def test_what_the_player_cannot_do_now_is_not_among_its_commands(bus_address):
    async def story():
        fake = FakeMpris(Script(can=("CanPlay", "CanPause", "CanControl"), can_set_fullscreen=False))
        async with on_stage(bus_address, fake) as player:
            outcome = await perform(player, Order(Command.NEXT))
            assert outcome.obeyed is False
            assert outcome.text == "Fake cannot do 'next' at the moment."
            assert Command.FULLSCREEN not in player.commands
            assert fake.received == []

    run(story)


@pytest.mark.parametrize(
    ("mood", "sentence"),
    [
        (Mood.HANGS, "The player fake did not answer within 500 ms; restart it."),
        (Mood.REFUSES, "The player fake refused 'Pause': not in the mood."),
        (Mood.DIES, "The player fake is gone; start it again."),
    ],
)
def test_a_player_that_fails_gives_one_sentence(bus_address, mood, sentence):
    async def story():
        fake = FakeMpris()
        async with on_stage(bus_address, fake) as player:
            fake.mood = mood
            with pytest.raises(PlayerError) as caught:
                await perform(player, Order(Command.PAUSE), SHORT)
            assert str(caught.value) == sentence

    run(story)


def test_a_player_that_lies_is_found_out(bus_address):
    async def story():
        fake = FakeMpris()
        async with on_stage(bus_address, fake) as player:
            fake.mood = Mood.LIES
            outcome = await perform(player, Order(Command.NEXT), SHORT)
            assert outcome.obeyed is False
            assert outcome.text == "Fake did not react to 'next'."

    run(story)


def test_a_player_that_comes_back_is_found_again(bus_address):
    async def story():
        fake, again = FakeMpris(), FakeMpris()
        async with on_stage(bus_address, fake, spec="mpris:fake") as player:
            fake.stop()
            with pytest.raises(PlayerError, match="fake is not running"):
                await player.open()
            await again.start(bus_address)
            await player.open()
            assert (await player.state()).playback is Playback.PLAYING
            again.stop()

    run(story)


@pytest.mark.parametrize(
    ("firefox", "vlc", "mpv", "chosen"),
    [
        pytest.param("Playing", "Playing", "Paused", "Vlc", id="a dedicated player that plays comes first"),
        pytest.param("Playing", "Paused", "Paused", "Firefox", id="then a browser that plays"),
        pytest.param("Paused", "Stopped", "Paused", "Mpv", id="then a dedicated player that is paused"),
        pytest.param("Paused", "Stopped", "Stopped", "Firefox", id="then a browser that is paused"),
    ],
)
def test_the_choice_is_what_a_person_means(bus_address, firefox, vlc, mpv, chosen):
    async def story():
        fakes = [dedicated("firefox", firefox), dedicated("vlc", vlc), dedicated("mpv", mpv)]
        async with on_stage(bus_address, *fakes) as player:
            assert player.title == chosen

    run(story)


def test_of_two_paused_players_the_one_that_played_last_is_chosen(bus_address):
    async def story():
        mpv, vlc = dedicated("mpv", "Paused"), dedicated("vlc", "Playing")
        async with on_stage(bus_address, mpv, vlc) as player:
            vlc.playback = "Paused"
            await player.open()
            assert player.title == "Vlc"

    run(story)


def test_the_choice_follows_the_music_but_only_when_opened_again(bus_address):
    async def story():
        mpv, vlc = dedicated("mpv", "Paused"), dedicated("vlc", "Playing")
        async with on_stage(bus_address, mpv, vlc) as player:
            mpv.playback, vlc.playback = "Playing", "Paused"
            assert (await player.state()).playback is Playback.PAUSED
            await player.open()
            assert player.title == "Mpv"

    run(story)


@pytest.mark.parametrize(
    ("options", "chosen"),
    [
        pytest.param({"pin": "mpv"}, "Mpv", id="a pinned player goes before one that plays"),
        pytest.param({"pin": "rhythmbox"}, "Vlc", id="a pinned player that does not run does not matter"),
        pytest.param({"ignore": "vlc, firefox"}, "Mpv", id="ignored players are left out"),
    ],
)
def test_pin_and_ignore(bus_address, options, chosen):
    async def story():
        async with on_stage(bus_address, dedicated("vlc", "Playing"), dedicated("mpv", "Paused"), **options) as player:
            assert player.title == chosen

    run(story)


def test_one_player_with_two_names_is_listed_once_and_the_proxy_never(bus_address, monkeypatch):
    async def story():
        vlc = FakeMpris(replace(Script(), name="vlc", title="VLC media player", more_names=("vlc.instance42",)))
        async with on_stage(bus_address, vlc, dedicated("playerctld", "Playing")):
            assert [info.spec for info in await mpris.available()] == ["mpris:vlc"]

    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", bus_address)
    run(story)


def test_a_player_that_hangs_costs_the_others_half_a_second_once(bus_address):
    async def story():
        vlc, mpv = dedicated("vlc", "Paused"), dedicated("mpv", "Paused")
        async with on_stage(bus_address, vlc, mpv) as player:
            vlc.mood = Mood.HANGS
            await player.open()
            started_at_s = asyncio.get_running_loop().time()
            await player.open()
            assert player.title == "Mpv"
            assert asyncio.get_running_loop().time() - started_at_s < 0.25

    run(story)


@pytest.mark.parametrize("spec", ["mpris", "mpris:vlc"])
def test_without_a_player_the_sentence_says_what_to_start(bus_address, spec):
    async def story():
        with pytest.raises(PlayerError, match="start"):
            async with on_stage(bus_address, spec=spec):
                pass

    run(story)


def test_without_a_session_bus_nothing_is_offered_and_the_sentence_says_why():
    async def story():
        assert await mpris.available() == ()
        with pytest.raises(PlayerError, match="no D-Bus session"):
            await mpris.KIND.open(PlayerRequest("mpris")).open()

    run(story)
