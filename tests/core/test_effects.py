from __future__ import annotations

import pytest

from gesture_app.core.effects import EFFECTS, Sign, sign_of
from gesture_app.core.types import Command, Order, Playback, PlayerState

SHOWN, PASSING, MISSING = Sign.SHOWN, Sign.PASSING, Sign.MISSING
PLAYING, PAUSED, STOPPED = Playback.PLAYING, Playback.PAUSED, Playback.STOPPED


def state(playback=Playback.UNKNOWN, **known):
    return PlayerState(playback, **known)


def test_every_command_has_an_effect():
    assert set(EFFECTS) == set(Command)


@pytest.mark.parametrize("command", list(Command))
def test_a_player_that_says_nothing_proves_nothing(command):
    assert sign_of(Order(command, 0.5), PlayerState(), PlayerState()) is Sign.SILENT


@pytest.mark.parametrize(
    ("command", "before", "after", "sign"),
    [
        pytest.param(Command.PLAY_PAUSE, state(PLAYING), state(PAUSED), SHOWN, id="play/pause pauses"),
        pytest.param(Command.PLAY_PAUSE, state(STOPPED), state(PLAYING), SHOWN, id="play/pause starts a stopped one"),
        pytest.param(Command.PLAY_PAUSE, state(PAUSED), state(STOPPED), MISSING, id="stopped is not what was asked"),
        pytest.param(Command.PLAY, state(PLAYING), state(PLAYING), SHOWN, id="play is fulfilled while it plays"),
        pytest.param(Command.PAUSE, state(PLAYING), state(PLAYING), MISSING, id="still playing is no pause"),
        pytest.param(Command.STOP, state(PLAYING), state(PAUSED), MISSING, id="paused is not stopped"),
        pytest.param(Command.NEXT, state(track="1"), state(track="2"), SHOWN, id="another track"),
        pytest.param(
            Command.NEXT,
            state(track="/firefox", title="A"),
            state(track="/firefox", title="B"),
            SHOWN,
            id="browsers give every track the same identity",
        ),
        pytest.param(
            Command.NEXT,
            state(PLAYING, track="1"),
            state(STOPPED, track="1"),
            PASSING,
            id="the end of the list, or VLC on its way",
        ),
        pytest.param(
            Command.PREVIOUS,
            state(PLAYING, track="1", position_s=40),
            state(PLAYING, track="1", position_s=0.3),
            SHOWN,
            id="previous may restart the track",
        ),
        pytest.param(
            Command.NEXT,
            state(PLAYING, track="1", position_s=40),
            state(PLAYING, track="1", position_s=0),
            PASSING,
            id="between two tracks the old one shows at 0:00",
        ),
        pytest.param(
            Command.PREVIOUS,
            state(track="1", position_s=40),
            state(track="1", position_s=40.3),
            MISSING,
            id="the track just went on",
        ),
        pytest.param(Command.VOLUME_UP, state(volume=0.5), state(volume=0.55), SHOWN, id="louder"),
        pytest.param(Command.VOLUME_UP, state(volume=1.0), state(volume=1.0), SHOWN, id="full is as loud as it gets"),
        pytest.param(Command.VOLUME_DOWN, state(volume=0.5), state(volume=0.5), MISSING, id="not quieter"),
        pytest.param(Command.SET_VOLUME, state(volume=0.1), state(volume=0.498), SHOWN, id="players round"),
        pytest.param(Command.SET_VOLUME, state(volume=0.1), state(volume=0.4), MISSING, id="but not that much"),
        pytest.param(Command.MUTE, state(is_muted=False), state(is_muted=True), SHOWN, id="muted"),
        pytest.param(Command.FULLSCREEN, state(is_fullscreen=True), state(is_fullscreen=True), MISSING, id="no change"),
    ],
)
def test_effect(command, before, after, sign):
    assert sign_of(Order(command, 0.5), before, after) is sign


@pytest.mark.parametrize(
    ("order", "from_s", "to_s", "sign"),
    [
        pytest.param(Order(Command.SEEK_FORWARD, 10), 20, 30, SHOWN, id="forward"),
        pytest.param(Order(Command.SEEK_FORWARD, 10), 20, 26, SHOWN, id="a key frame on the way"),
        pytest.param(Order(Command.SEEK_FORWARD, 10), 20, 20.7, MISSING, id="playback alone is no seek"),
        pytest.param(Order(Command.SEEK_BACK, 10), 20, 30, MISSING, id="the wrong way"),
        pytest.param(Order(Command.SEEK_BACK, 10), 5, 0, SHOWN, id="back to the beginning"),
        pytest.param(Order(Command.SEEK_FORWARD, 10), 99, 99, SHOWN, id="already at the end"),
    ],
)
def test_seek_effect(order, from_s, to_s, sign):
    before = PlayerState(position_s=from_s, length_s=100, track="1")
    assert sign_of(order, before, PlayerState(position_s=to_s, length_s=100, track="1")) is sign


def test_a_seek_that_lands_in_another_track_was_not_obeyed():
    before, after = PlayerState(position_s=50, track="1"), PlayerState(position_s=0, track="2")
    assert sign_of(Order(Command.SEEK_BACK, 10), before, after) is MISSING
