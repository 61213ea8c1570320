"""Every trigger mode, from drawn hands in pictures to a real VLC that another program is asked about."""

from __future__ import annotations

import pytest

from tests.end_to_end.app_process import ARMED, running_app
from tests.end_to_end.slides import drawn_slides, lowered_slides
from tests.players.private_bus import wait_until

SECONDS = 2.0  # that each picture is shown: longer than a lost hand is waited for
SETTLE_S = 30.0


def bound(gesture, command, mode=None):
    """The options that bind a gesture."""
    wishes = [f"bindings.{gesture}.command={command}"] + ([f"bindings.{gesture}.mode={mode}"] if mode else [])
    return [*ARMED, *(word for wish in wishes for word in ("--set", wish))]


@pytest.fixture
def watched(real_vlc, tmp_path):
    """Run the app on slides; gives each order with what VLC then says about one of its properties."""

    def watch(source, asked, *more):
        with running_app(source, "mpris:vlc", *more, bus=real_vlc.bus) as app:
            told = [(order["command"], order["obeyed"], real_vlc.ask(asked)) for order in app.orders()]
            assert app.end() == (0, "")
        return told

    return watch


def test_once_a_palm_held_for_long_pauses_once(watched, tmp_path):
    source = drawn_slides(tmp_path / "slides", ["palm"], seconds=4.0)
    assert watched(source, "PlaybackStatus", *ARMED) == [("play_pause", True, "Paused")]


def test_repeat_three_fingers_held_turn_the_volume_down_step_by_step(watched, tmp_path):
    source = drawn_slides(tmp_path / "slides", ["three"], seconds=3.0)
    told = watched(source, "Volume", *ARMED)
    volumes = [float(volume) for _, _, volume in told]
    assert {(command, obeyed) for command, obeyed, _ in told} == {("volume_down", True)}
    assert len(volumes) >= 3
    assert volumes == sorted(volumes, reverse=True)
    assert volumes[-1] < 0.9


def test_hold_vlc_is_paused_only_while_the_gesture_is_held(watched, tmp_path):
    source = drawn_slides(tmp_path / "slides", ("ok", None), SECONDS)
    told = watched(source, "PlaybackStatus", *bound("ok", "pause", "hold"))
    assert told == [("pause", True, "Paused"), ("play", True, "Playing")]


def test_toggle_the_gesture_shown_again_takes_back_what_it_did(watched, tmp_path):
    source = drawn_slides(tmp_path / "slides", ("ok", None, "ok"), SECONDS)
    told = watched(source, "PlaybackStatus", *bound("ok", "pause", "toggle"))
    assert told == [("pause", True, "Paused"), ("play", True, "Playing")]


def test_continuous_a_sinking_hand_turns_the_volume_down_as_far_as_it_sinks(watched, real_vlc, tmp_path):
    steps_px = [0] * 6 + [*range(0, 160, 20), 160, 160]
    source = lowered_slides(tmp_path / "slides", "ok", steps_px, seconds=0.25)
    told = watched(source, "Volume", *bound("ok", "set_volume"))
    assert {(command, obeyed) for command, obeyed, _ in told} == {("set_volume", True)}
    volumes = [float(volume) for _, _, volume in told]
    assert volumes == sorted(volumes, reverse=True)
    assert len(volumes) >= 4
    wait_until(lambda: 0.5 < float(real_vlc.ask("Volume")) < 0.9, SETTLE_S, "The volume is not where the hand is.")
