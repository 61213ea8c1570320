from __future__ import annotations

import pytest

from gesture_app.core.effects import EFFECTS, is_obeyed
from gesture_app.core.types import Command, Order, Playback, PlayerState

PLAYING, PAUSED, STOPPED = Playback.PLAYING, Playback.PAUSED, Playback.STOPPED


def state(playback=Playback.UNKNOWN, **known):
    return PlayerState(playback, **known)


def test_every_command_has_an_effect():
    assert set(EFFECTS) == set(Command)


@pytest.mark.parametrize("command", list(Command))
def test_a_player_that_says_nothing_proves_nothing(command):
    assert is_obeyed(Order(command, 0.5), PlayerState(), PlayerState()) is None


@pytest.mark.parametrize(
    ("command", "before", "after", "obeyed"),
    [
        pytest.param(Command.PLAY_PAUSE, state(PLAYING), state(PAUSED), True, id="play/pause pauses"),
        pytest.param(Command.PLAY_PAUSE, state(STOPPED), state(PLAYING), True, id="play/pause starts a stopped one"),
        pytest.param(Command.PLAY_PAUSE, state(PAUSED), state(STOPPED), False, id="stopped is not what was asked"),
        pytest.param(Command.PLAY, state(PLAYING), state(PLAYING), True, id="play is fulfilled while it plays"),
        pytest.param(Command.PAUSE, state(PLAYING), state(PLAYING), False, id="still playing is no pause"),
        pytest.param(Command.STOP, state(PLAYING), state(PAUSED), False, id="paused is not stopped"),
        pytest.param(Command.NEXT, state(track="1"), state(track="2"), True, id="another track"),
        pytest.param(
            Command.NEXT,
            state(track="/firefox", title="A"),
            state(track="/firefox", title="B"),
            True,
            id="browsers give every track the same identity",
        ),
        pytest.param(
            Command.NEXT, state(PLAYING, track="1"), state(STOPPED, track="1"), True, id="the end of the list"
        ),
        pytest.param(
            Command.PREVIOUS,
            state(PLAYING, track="1", position_s=40),
            state(PLAYING, track="1", position_s=0.3),
            True,
            id="previous may restart the track",
        ),
        pytest.param(
            Command.NEXT,
            state(PLAYING, track="1", position_s=40),
            state(PLAYING, track="1", position_s=0),
            False,
            id="between two tracks the old one shows at 0:00",
        ),
        pytest.param(
            Command.PREVIOUS,
            state(track="1", position_s=40),
            state(track="1", position_s=40.3),
            False,
            id="the track just went on",
        ),
        pytest.param(Command.VOLUME_UP, state(volume=0.5), state(volume=0.55), True, id="louder"),
        pytest.param(Command.VOLUME_UP, state(volume=1.0), state(volume=1.0), True, id="full is as loud as it gets"),
        pytest.param(Command.VOLUME_DOWN, state(volume=0.5), state(volume=0.5), False, id="not quieter"),
        pytest.param(Command.SET_VOLUME, state(volume=0.1), state(volume=0.498), True, id="players round"),
        pytest.param(Command.SET_VOLUME, state(volume=0.1), state(volume=0.4), False, id="but not that much"),
        pytest.param(Command.MUTE, state(is_muted=False), state(is_muted=True), True, id="muted"),
        pytest.param(Command.FULLSCREEN, state(is_fullscreen=True), state(is_fullscreen=True), False, id="no change"),
    ],
)
def test_effect(command, before, after, obeyed):
    assert is_obeyed(Order(command, 0.5), before, after) is obeyed


@pytest.mark.parametrize(
    ("order", "from_s", "to_s", "obeyed"),
    [
        pytest.param(Order(Command.SEEK_FORWARD, 10), 20, 30, True, id="forward"),
        pytest.param(Order(Command.SEEK_FORWARD, 10), 20, 26, True, id="a key frame on the way"),
        pytest.param(Order(Command.SEEK_FORWARD, 10), 20, 20.7, False, id="playback alone is no seek"),
        pytest.param(Order(Command.SEEK_BACK, 10), 20, 30, False, id="the wrong way"),
        pytest.param(Order(Command.SEEK_BACK, 10), 5, 0, True, id="back to the beginning"),
        pytest.param(Order(Command.SEEK_FORWARD, 10), 99, 99, True, id="already at the end"),
    ],
)
def test_seek_effect(order, from_s, to_s, obeyed):
    before = PlayerState(position_s=from_s, length_s=100, track="1")
    assert is_obeyed(order, before, PlayerState(position_s=to_s, length_s=100, track="1")) is obeyed


def test_a_seek_that_lands_in_another_track_was_not_obeyed():
    before, after = PlayerState(position_s=50, track="1"), PlayerState(position_s=0, track="2")
    assert is_obeyed(Order(Command.SEEK_BACK, 10), before, after) is False
