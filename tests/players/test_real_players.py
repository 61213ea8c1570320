"""The closed loop against a real VLC and a real mpv: what we say happened is what they say happened."""

from __future__ import annotations

import asyncio
import contextlib
import queue
import time

import pytest

from gesture_app.core.closed_loop import Patience, perform
from gesture_app.core.errors import PlayerError
from gesture_app.core.player import PlayerRequest
from gesture_app.core.types import Command, Order, Playback
from gesture_app.core.undo import undo
from gesture_app.players import mpris
from gesture_app.workers.actuator import Actuator, ActuatorEvents

STORY = (
    (Order(Command.PAUSE), "paused"),
    (Order(Command.PLAY_PAUSE), "plays"),
    (Order(Command.VOLUME_DOWN, 0.2), "is at 80 % volume"),
    (Order(Command.SET_VOLUME, 0.5), "is at 50 % volume"),
    (Order(Command.VOLUME_UP, 0.1), "is at 60 % volume"),
    (Order(Command.MUTE), "is muted"),
    (Order(Command.MUTE), "is no longer muted"),
    (Order(Command.SEEK_FORWARD, 20.0), "jumped to 0:2"),
    (Order(Command.SEEK_FORWARD, 500.0), "jumped to 0:5"),
    (Order(Command.SEEK_BACK, 20.0), "jumped to 0:3"),
    (Order(Command.NEXT), "is at “track2.wav”"),
    (Order(Command.PREVIOUS), "is at “track1.wav”"),
    (Order(Command.STOP), "stopped"),
)


def connected(real, story):
    """Run a story with a player connected to a real one."""

    async def run():
        player = mpris.KIND.open(PlayerRequest("mpris", options={"bus": real.bus}))
        try:
            await player.open()
            return await story(player)
        finally:
            await player.close()

    return asyncio.run(run())


async def perform_story(player):
    for order, text in STORY:
        await player.open()
        outcome = await perform(player, order, Patience(ceiling_s=10.0))
        assert outcome.obeyed is True, str(outcome)
        assert outcome.text.startswith(f"{player.title} {text}"), str(outcome)


def test_a_real_vlc_obeys_every_command_that_it_says_it_can_do(real_vlc):
    async def story(player):
        await perform_story(player)
        assert player.title == "VLC"
        assert Command.FULLSCREEN not in player.commands  # it shows no picture

    connected(real_vlc, story)
    assert real_vlc.playback_status() == "Stopped"


def test_a_real_mpv_obeys_every_command_that_it_says_it_can_do(real_mpv):
    connected(real_mpv, perform_story)
    assert real_mpv.playback_status() == "Stopped"


def test_the_witness_sees_vlc_pause(real_vlc):
    assert real_vlc.playback_status() == "Playing"
    outcome = connected(real_vlc, lambda player: perform(player, Order(Command.PLAY_PAUSE)))
    assert outcome.text == "VLC paused."
    assert real_vlc.playback_status() == "Paused"


def test_vlc_with_its_two_names_is_offered_once(real_vlc, monkeypatch):
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", real_vlc.bus)
    assert [(info.spec, info.title) for info in asyncio.run(mpris.available())] == [("mpris:vlc", "VLC")]


@pytest.mark.parametrize("command", [Command.NEXT, Command.SEEK_FORWARD, Command.SET_VOLUME, Command.STOP])
def test_undo_brings_vlc_back(real_vlc, command):
    async def story(player):
        await perform(player, Order(Command.SEEK_FORWARD, 30.0))
        await perform(player, Order(Command.PAUSE))
        done = await perform(player, Order(command, 0.3 if command is Command.SET_VOLUME else None))
        assert done.obeyed is True
        return done, await undo(player, done)

    done, undone = connected(real_vlc, story)
    assert undone.obeyed is True, str(undone)
    assert undone.after.playback is Playback.PAUSED
    assert undone.after.track == done.before.track
    assert undone.after.volume == pytest.approx(done.before.volume)
    assert undone.after.position_s == pytest.approx(done.before.position_s, abs=1.0)


def test_a_frozen_vlc_costs_one_sentence_and_works_again_later(real_vlc):
    async def story(player):
        real_vlc.freeze()
        with pytest.raises(PlayerError, match="vlc did not answer within 500 ms"):
            await perform(player, Order(Command.PAUSE))
        real_vlc.thaw()
        await player.open()
        assert (await perform(player, Order(Command.PAUSE))).obeyed is True

    connected(real_vlc, story)


class Audience:
    """Listens to an actuator."""

    def __init__(self) -> None:
        self.outcomes: queue.Queue = queue.Queue()
        self.errors: queue.Queue = queue.Queue()
        self.titles: queue.Queue = queue.Queue()

    def events(self) -> ActuatorEvents:
        return ActuatorEvents(self.outcomes.put, self.errors.put, lambda state, title: self.titles.put(title))


@contextlib.contextmanager
def actuator_for(real, audience):
    actuator = Actuator({"mpris": mpris.KIND}, audience.events())
    actuator.start()
    try:
        actuator.choose(PlayerRequest("mpris:vlc", options={"bus": real.bus}))
        assert audience.titles.get(timeout=60) == "VLC"
        yield actuator
    finally:
        actuator.close()


def test_a_vlc_killed_in_the_middle_of_an_order_costs_one_sentence(real_vlc):
    audience = Audience()
    with actuator_for(real_vlc, audience) as actuator:
        real_vlc.freeze()
        actuator.submit(Order(Command.PAUSE))
        time.sleep(0.1)
        real_vlc.kill()
        outcome = audience.outcomes.get(timeout=60)
        assert outcome.obeyed is False
        assert outcome.text == "The player vlc is gone; start it again."
        assert "vlc is not running" in str(audience.errors.get(timeout=60))


def test_the_actuator_pauses_a_real_vlc_and_takes_it_back(real_vlc):
    audience = Audience()
    with actuator_for(real_vlc, audience) as actuator:
        actuator.submit(Order(Command.PLAY_PAUSE))
        assert audience.outcomes.get(timeout=60).text == "VLC paused."
        assert real_vlc.playback_status() == "Paused"
        actuator.undo_last()
        assert audience.outcomes.get(timeout=60).obeyed is True
        assert real_vlc.playback_status() == "Playing"
