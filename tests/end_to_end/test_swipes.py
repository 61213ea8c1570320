"""A hand that moves across the picture: through the network that ships to orders, and to a real VLC."""

from __future__ import annotations

import json

import pytest

from gesture_app.app import load_vocabulary
from gesture_app.core.replay import replay_lines
from gesture_app.core.settings import Settings
from gesture_app.hands.film import acts
from tests.end_to_end.app_process import ARMED, running_app
from tests.end_to_end.drawn_recording import record_acts

SWIPES = {"left": "next", "down": "volume_down"}
READY = ("always_armed=yes", "bindings.palm.enabled=no")
BOUND = (*READY, "cooldown_ms=0", *(f"bindings.swipe_{way}.command={command}" for way, command in SWIPES.items()))


@pytest.fixture(scope="module")
def recording(tmp_path_factory):
    """What the network that ships makes of a drawn hand that swipes in every direction, and is put down in between."""
    ways = acts([f"swipe_{way}" for way in SWIPES], 1.3, 0.5)
    return record_acts(ways, tmp_path_factory.mktemp("swipes") / "swipes.jsonl")


def test_every_swipe_is_recognised_and_neither_raising_nor_lowering_the_hand_is_one(recording):
    lines = list(replay_lines(recording, Settings(), load_vocabulary(), BOUND))
    rows = [json.loads(line) for line in lines[:-1]]
    fired = [(row["gesture"], row["command"]) for row in rows if row["phase"] == "fired"]
    assert fired == [(f"swipe_{way}", command) for way, command in SWIPES.items()]
    assert list(replay_lines(recording, Settings(), load_vocabulary(), BOUND)) == lines


def test_a_replay_with_other_settings_says_what_was_missing(recording):
    lines = list(replay_lines(recording, Settings(), load_vocabulary(), [*BOUND, "swipe_hands=4"]))
    assert not any('"phase": "fired"' in line for line in lines)
    assert any("of 4.0 hand sizes" in line for line in lines)


def test_by_default_nothing_is_ordered_by_a_hand_that_moves(recording):
    lines = list(
        replay_lines(recording, Settings(), load_vocabulary(), ["always_armed=yes", "bindings.palm.enabled=no"])
    )
    assert not any("swipe" in line or '"phase": "fired"' in line for line in lines)


def test_a_swipe_turns_the_volume_of_a_real_vlc_down(real_vlc):
    bound = ("--set", "bindings.palm.enabled=no", "--set", "bindings.swipe_down.command=volume_down")
    source = "rendered:swipe_down?seconds=1.6&pause=0.6"
    with running_app(source, "mpris:vlc", *ARMED, *bound, bus=real_vlc.bus) as app:
        order = next(app.orders())
        assert (order["gesture"], order["command"], order["obeyed"]) == ("swipe_down", "volume_down", True)
        assert float(real_vlc.ask("Volume")) < 1.0
        app.stop()
        assert app.end() == (130, "")
