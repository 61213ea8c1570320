"""Replay: the same recording always gives the same bytes; other settings give other decisions."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from film import SIZE_PX, film

from gesture_app.core.bindings import default_bindings
from gesture_app.core.errors import RecordingError, SettingsError
from gesture_app.core.gestures import Gesture
from gesture_app.core.moments import Sighting
from gesture_app.core.recording import RecordedFrame, RecordingHeader, RecordingWriter
from gesture_app.core.replay import decide, replay_lines
from gesture_app.core.settings import EngineSettings, Settings
from gesture_app.core.types import Box, Command, Detection

VOCABULARY = {
    "palm": Gesture("palm", "Open palm", "palm", Command.PLAY_PAUSE, hold_ms=700),
    "peace": Gesture("peace", "Victory", "peace", Command.NEXT, hold_ms=500),
}


@pytest.fixture
def recording(tmp_path: Path) -> Path:
    """A palm for half a second, then victory for 0.7 s."""
    path = tmp_path / "palm_and_victory.jsonl"
    with RecordingWriter(path, RecordingHeader(SIZE_PX, "default", ("palm", "peace"))) as writer:
        for index, moment in enumerate(film("pppppvvvvvvv", fps=30)):
            writer.append(RecordedFrame(moment.at_s, index, moment.detections))
    return path


def orders(lines: list[str]) -> list[tuple[float, str]]:
    rows = [json.loads(line) for line in lines[:-1]]
    return [(row["at_s"], row["command"]) for row in rows if row["command"]]


def test_every_decision_is_a_line_and_the_last_is_the_sum(recording: Path) -> None:
    lines = list(replay_lines(recording, Settings(), VOCABULARY))
    assert len(lines) == 36 + 1
    assert json.loads(lines[0]) == {
        "index": 0,
        "at_s": 0.0,
        "hand": 1,
        "side": None,
        "gesture": "palm",
        "score": 0.9,
        "phase": "held",
        "progress": 0.0,
        "gate": "arming",
        "why": "arming 400 ms left",
        "shortfall": 400.0,
        "command": None,
        "amount": None,
    }
    assert json.loads(lines[-1]) == {"frames": 36, "seconds": 1.167, "orders": {"next": 1}}


def test_other_settings_give_other_decisions(recording: Path) -> None:
    ((usual_s, _),) = orders(list(replay_lines(recording, Settings(), VOCABULARY)))
    ((quick_s, _),) = orders(list(replay_lines(recording, Settings(), VOCABULARY, ["hold_ms=300"])))
    assert usual_s - quick_s == pytest.approx(0.2, abs=0.04)
    assert orders(list(replay_lines(recording, Settings(), VOCABULARY, ["bindings.peace.enabled=no"]))) == []


def test_a_profile_can_be_applied(recording: Path) -> None:
    changes = ["profiles.podcast.tracks=/episode/", "profiles.podcast.bindings.peace.command=seek_forward"]
    lines = list(replay_lines(recording, Settings(), VOCABULARY, changes, "podcast"))
    assert [command for _, command in orders(lines)] == ["seek_forward"]
    assert [command for _, command in orders(list(replay_lines(recording, Settings(), VOCABULARY, changes)))] == [
        "next"
    ]
    with pytest.raises(SettingsError, match=r"There is no profile talk; there are: podcast."):
        replay_lines(recording, Settings(), VOCABULARY, changes, "talk")
    with pytest.raises(SettingsError, match=r"There is no profile talk; there are none yet."):
        replay_lines(recording, Settings(), VOCABULARY, profile="talk")


def test_the_same_file_gives_the_same_bytes_in_another_process(recording: Path) -> None:
    program = (
        "import sys; from pathlib import Path\n"
        "from gesture_app.core.gestures import Gesture; from gesture_app.core.types import Command\n"
        "from gesture_app.core.replay import replay_lines; from gesture_app.core.settings import Settings\n"
        "vocabulary = {'palm': Gesture('palm', 'Open palm', 'palm', Command.PLAY_PAUSE, hold_ms=700),\n"
        "              'peace': Gesture('peace', 'Victory', 'peace', Command.NEXT, hold_ms=500)}\n"
        "for line in replay_lines(Path(sys.argv[1]), Settings(), vocabulary): print(line)\n"
    )
    here = "".join(f"{line}\n" for line in replay_lines(recording, Settings(), VOCABULARY))
    for seed in ("1", "2"):
        environment = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(Path(__file__).parents[2])}
        there = subprocess.run(
            [sys.executable, "-c", program, str(recording)], capture_output=True, text=True, env=environment, check=True
        )
        assert there.stdout == here


def test_a_recording_without_frames_has_a_sum_of_nothing(tmp_path: Path) -> None:
    path = tmp_path / "empty.jsonl"
    RecordingWriter(path, RecordingHeader(SIZE_PX, "default", ())).close()
    (line,) = replay_lines(path, Settings(), VOCABULARY)
    assert json.loads(line) == {"frames": 0, "seconds": 0.0, "orders": {}}


def test_nonsense_is_refused_before_the_first_line(recording: Path, tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"did you mean engine\.hold_ms"):
        replay_lines(recording, Settings(), VOCABULARY, ["hld_ms=3"])
    with pytest.raises(RecordingError, match="cannot be read"):
        replay_lines(tmp_path / "none.jsonl", Settings(), VOCABULARY)


def test_a_moment_keeps_what_was_seen_beside_what_was_decided() -> None:
    sighting = Sighting(1.0, (1280, 720), (Detection("palm", 0.9, Box(0, 0, 300, 300)),))
    (moment,) = decide([sighting], EngineSettings(), default_bindings(VOCABULARY))
    assert moment.sighting is sighting
    assert [decision.gesture for decision in moment.decisions] == ["palm"]
    assert moment.at_s == 1.0
    assert moment.armed_left_s is None
