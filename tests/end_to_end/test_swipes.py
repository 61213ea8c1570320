"""A hand that moves across the picture: through the network that ships to orders, and to a real VLC."""

from __future__ import annotations

import json

import pytest

from gesture_app.app import load_vocabulary, open_detector
from gesture_app.core.recording import RecordedFrame, RecordingHeader, RecordingWriter
from gesture_app.core.replay import replay_lines
from gesture_app.core.settings import DetectorSettings, Settings
from gesture_app.core.types import Frame
from gesture_app.hands.film import HandFilm, acts
from tests.end_to_end.app_process import ARMED, running_app

SIZE_PX = (480, 270)
FPS = 15
SWIPES = {"left": "next", "down": "volume_down"}
READY = ("always_armed=yes", "bindings.palm.enabled=no")
BOUND = (*READY, "cooldown_ms=0", *(f"bindings.swipe_{way}.command={command}" for way, command in SWIPES.items()))


@pytest.fixture(scope="module")
def recording(tmp_path_factory):
    """What the network that ships makes of a drawn hand that swipes in every direction, and is put down in between."""
    film = HandFilm(SIZE_PX, acts([f"swipe_{way}" for way in SWIPES], 1.3, 0.5), rooms=1)
    detector = open_detector(DetectorSettings(), load_vocabulary())
    path = tmp_path_factory.mktemp("swipes") / "swipes.jsonl"
    with RecordingWriter(path, RecordingHeader(SIZE_PX, "default", ())) as writer:
        for index in range(int(film.length_s * FPS)):
            at_s = index / FPS
            writer.append(RecordedFrame(at_s, index, detector.detect(Frame(film.draw(at_s), index, at_s))))
    detector.close()
    return path


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
