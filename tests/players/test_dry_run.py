from __future__ import annotations

import asyncio
import logging

import pytest

from gesture_app.core.player import PlayerRequest
from gesture_app.core.types import Command, Order, Playback
from gesture_app.players.dry_run import KIND, TRACK_S, DryRunPlayer


class Clock:
    now_s = 0.0

    def __call__(self) -> float:
        return self.now_s


def state(player):
    return asyncio.run(player.state())


def send(player, command, amount=None):
    asyncio.run(player.send(Order(command, amount)))
    return state(player)


def test_the_position_follows_the_clock_only_while_playing():
    clock = Clock()
    player = DryRunPlayer(clock=clock)
    clock.now_s = 12.0
    assert state(player).position_s == 12.0
    send(player, Command.PAUSE)
    clock.now_s = 60.0
    assert state(player).position_s == 12.0


def test_tracks_follow_one_another_and_begin_anew():
    clock = Clock()
    player = DryRunPlayer(("a", "b"), clock)
    clock.now_s = TRACK_S + 5
    assert (state(player).title, state(player).position_s) == ("b", 5.0)
    assert send(player, Command.NEXT).title == "a"
    assert send(player, Command.PREVIOUS).title == "b"


def test_stop_goes_to_the_beginning():
    player = DryRunPlayer(clock=Clock())
    send(player, Command.SEEK_FORWARD, 30)
    stopped = send(player, Command.STOP)
    assert (stopped.playback, stopped.position_s) == (Playback.STOPPED, 0.0)


def test_what_it_would_do_is_logged(caplog):
    caplog.set_level(logging.INFO)
    send(DryRunPlayer(), Command.VOLUME_UP, 0.1)
    assert caplog.messages == ["Dry run: would do 'volume up 0.1'."]


def test_the_media_of_the_request_are_its_tracks():
    assert state(KIND.open(PlayerRequest("dry_run", media=("music/song.ogg",)))).title == "song.ogg"


def test_it_needs_a_track():
    with pytest.raises(ValueError, match="at least one track"):
        DryRunPlayer(())
