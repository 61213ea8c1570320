"""The command line as its user meets it: a process of its own, from pictures to a player."""

from __future__ import annotations

import json
import signal
import subprocess
import sys

import cv2
import pytest
from colour_network import LABELS, RED, frame_with, write_colour_model

# Makes the palm fire at once, so that the tests need not wait for a person's pace; and a busy machine that looks away
# for a moment shall not take it for another palm afterwards.
HASTY = ("always_armed=true", "entry_quiet_ms=0", "vote_window_ms=0", "hold_ms=100", "cooldown_ms=100", "grace_ms=1000")

CELL = (512, 232, 640, 360)  # of a 720p frame: exactly one cell of the test's network, hence one hand


@pytest.fixture
def model(tmp_path):
    """A network to which red is a palm."""
    return write_colour_model(tmp_path / "colours").parent


@pytest.fixture
def palm(tmp_path):
    """A source: a picture of a palm, shown for a second."""
    folder = tmp_path / "pictures"
    folder.mkdir()
    cv2.imwrite(str(folder / "palm.png"), frame_with([(RED, CELL)], (1280, 720)).pixels)
    return f"pictures:{folder}?seconds=1"


def command(*arguments, hasty=True):
    wishes = [part for wish in HASTY for part in ("--set", wish)] if hasty else []
    return [sys.executable, "-m", "gesture_app", *map(str, arguments), *wishes]


def run(*arguments, hasty=True):
    return subprocess.run(command(*arguments, hasty=hasty), capture_output=True, text=True, timeout=100, check=False)


def rows(text):
    return [json.loads(line) for line in text.splitlines()]


def test_a_held_gesture_is_told_with_what_the_player_made_of_it(model, palm):
    done = run("run", "--headless", "--json", "--source", palm, "--model", model, "--player", "dry_run")
    assert (done.returncode, done.stderr) == (0, "")
    *decisions, summary = rows(done.stdout)
    fired = [row for row in decisions if row["phase"] == "fired"]
    assert [(row["gesture"], row["command"], row["player"], row["obeyed"]) for row in fired] == [
        ("palm", "play_pause", "Dry run", True)
    ]
    assert fired[0]["player_ms"] >= 0
    assert {"time", "gesture", "score", "phase", "gate", "command", "player", "obeyed", "latency_ms"} <= set(fired[0])
    assert summary["summary"] is True
    assert (summary["orders"], summary["obeyed"], summary["refused"]) == (1, 1, 0)
    assert summary["frames"] > 5
    assert summary["decisions"] == len(decisions)


def test_what_holds_a_gesture_back_is_told(model, palm):
    done = run("run", "--headless", "--json", "--source", palm, "--model", model, "--player", "dry_run", hasty=False)
    *decisions, summary = rows(done.stdout)
    assert (decisions[0]["gate"], decisions[0]["command"]) == ("arming", None)
    assert decisions[0]["why"] == "arming 400 ms left"
    assert summary["orders"] == 0


def test_without_json_only_orders_are_told(model, palm):
    done = run("run", "--headless", "--source", palm, "--model", model, "--player", "dry_run")
    order, summary = done.stdout.splitlines()
    assert order.endswith("palm -> play_pause: Dry run paused.")
    assert summary.endswith("1 orders, 1 obeyed.")


def test_without_a_display_it_says_so_and_runs_all_the_same(model, palm):
    done = run("run", "--source", palm, "--model", model, "--player", "dry_run")
    assert done.stderr == "gesture-app: There is no display, so this runs without a window; stop it with Ctrl-C.\n"
    assert done.returncode == 0
    assert "1 obeyed" in done.stdout


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no signals between processes")
@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGTERM])
def test_stopping_it_still_gives_the_summary(model, palm, stop):
    line = command("run", "--headless", "--json", "--model", model, "--player", "dry_run", "--source", f"{palm}000")
    with subprocess.Popen(line, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        process.stdout.readline()
        process.send_signal(stop)
        out, err = process.communicate(timeout=100)
    assert (process.returncode, err) == (130, "")
    assert rows(out)[-1]["summary"] is True


def test_a_reader_who_goes_away_ends_it_quietly(model, palm):
    line = command("run", "--headless", "--json", "--model", model, "--player", "dry_run", "--source", f"{palm}000")
    with subprocess.Popen(line, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        process.stdout.readline()
        process.stdout.close()
        assert process.wait(100) == 1
        assert process.stderr.read() == ""


def test_a_recording_can_be_decided_again_and_always_in_the_same_way(model, palm, tmp_path):
    recording = tmp_path / "seen.jsonl"
    done = run("record", recording, "--source", palm, "--model", model, hasty=False)
    assert done.returncode == 0, done.stderr
    first, second = (run("replay", recording).stdout for _ in range(2))
    assert first == second
    assert rows(first)[-1]["orders"] == {"play_pause": 1}
    assert set(rows(recording.read_text())[0]["labels"]) == set(LABELS)


def test_a_recording_stands_in_for_a_network(model, palm, tmp_path):
    recording = tmp_path / "seen.jsonl"
    run("record", recording, "--source", palm, "--model", model, hasty=False)
    done = run("run", "--headless", "--json", "--source", palm, "--model", recording, "--player", "dry_run")
    assert rows(done.stdout)[-1]["orders"] == 1
