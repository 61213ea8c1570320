from __future__ import annotations

import json

import cv2
import pytest
from colour_network import BLUE, RED, frame_with, write_colour_model
from film import SIZE_PX, film

from gesture_app.commands import audit
from gesture_app.core.errors import SourceError
from gesture_app.core.recording import RecordedFrame, RecordingHeader, RecordingWriter

CELL = (64, 64, 96, 96)  # one cell of the network: one hand


@pytest.fixture
def model(tmp_path):
    """A network to which red is a palm and blue a victory sign."""
    return write_colour_model(tmp_path / "colours").parent


@pytest.fixture
def idle(tmp_path):
    """A folder of pictures: a palm, then a victory sign that nobody meant."""
    folder = tmp_path / "idle"
    folder.mkdir()
    for name, colour in (("1.png", RED), ("2.png", BLUE)):
        cv2.imwrite(str(folder / name), frame_with([(colour, CELL)]).pixels)
    return f"pictures:{folder}?seconds=0.6&fps=20"


@pytest.fixture
def recording(tmp_path):
    """A recording of somebody who is not sure to arm and give the sign of victory."""

    def write(seen, score=0.65):
        path = tmp_path / "seen.jsonl"
        with RecordingWriter(path, RecordingHeader(SIZE_PX, "default", ("palm", "peace"))) as writer:
            for index, moment in enumerate(film(seen, fps=30, score=score)):
                writer.append(RecordedFrame(moment.at_s + 5, index, moment.detections))
        return path

    return write


def test_pictures_are_watched_in_their_own_time_and_orders_counted(call, idle, model):
    code, (line,) = call(audit.COMMAND, idle, "--model", model, "--json", "--set", "engine.entry_quiet_ms=0")
    row = json.loads(line)
    assert code == 1
    assert row["minutes"] == pytest.approx(1.15 / 60, abs=0.005)
    assert row["as_set"]["armed_first"]["armed"] == 1
    assert row["as_set"]["always_armed"]["orders"] == {"peace": 1}


def test_settings_are_proposed_that_reach_the_target_with_what_they_cost(call, recording, model):
    path = recording("pppppp.vvvvvvvv" + "." * 46, score=0.95)
    path.with_suffix(".toml").write_text('[[shown]]\ngesture = "peace"\nstart_s = 0.7\nend_s = 1.5\n')
    code, (line,) = call(audit.COMMAND, path, "--gestures", path, "--model", model, "--json")
    row = json.loads(line)
    assert (code, row["as_set"]["armed_first"]["orders"], row["as_set"]["obeyed"]) == (1, {"peace": 1}, 1)
    assert row["proposed"]["armed_first"]["orders"] == {}
    # A palm of 0.6 s no longer arms, but the sign of victory is still long enough for who is armed.
    assert row["proposed"]["changes"] == ["engine.enter_score=0.6", "engine.hold_ms=700", "engine.arm_hold_ms=700"]
    assert (row["proposed"]["shown"], row["proposed"]["obeyed"]) == (1, 1)


def test_quiet_settings_are_left_alone_and_the_minutes_it_takes_are_told(call, recording, model):
    code, lines = call(audit.COMMAND, recording("ffffffffff"), "--model", model)
    assert code == 0
    assert "orders an hour (95 %: at most" in lines[2]
    assert lines[-1].endswith("to be 95 % sure of it takes 180 idle minutes without any order.")


def test_people_read_which_settings_to_change(call, recording, model):
    code, lines = call(audit.COMMAND, recording("pppppp.vvvvvvvv"), "--model", model)
    assert code == 1
    assert "peace 1; armed 1 times" in lines[2]
    assert lines[-1] == "gesture-app config set KEY VALUE for each of: engine.enter_score=0.7"


def test_an_unreachable_target_is_admitted(call, recording, model):
    _, lines = call(audit.COMMAND, recording("p" * 18 + "v" * 18, score=1.0), "--model", model)
    assert lines[-1] == "No choice of thresholds and hold times reaches fewer than 1 an hour."


def test_only_so_much_is_watched(call, recording, model):
    _, (line,) = call(audit.COMMAND, recording("f" * 50), "--model", model, "--json", "--seconds", "2")
    assert json.loads(line)["minutes"] == pytest.approx(2 / 60, abs=0.01)


def test_the_drawn_film_says_itself_what_it_shows(call, recording, model):
    film_of_one = "rendered:peace?seconds=1.2&pause=0.2"
    small = ("--set", "source.width_px=160", "--set", "source.height_px=120", "--set", "source.fps=5")
    _, (line,) = call(audit.COMMAND, recording("f"), "--gestures", film_of_one, "--model", model, "--json", *small)
    assert json.loads(line)["as_set"]["shown"] == 1


def test_gestures_that_nobody_described_are_refused(call, recording, model):
    with pytest.raises(SourceError, match="Nothing says which gestures"):
        call(audit.COMMAND, recording("f"), "--gestures", recording("p"), "--model", model)
