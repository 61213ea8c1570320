from __future__ import annotations

import sys
import time
from types import SimpleNamespace

import pytest

from gesture_app.desktop.speaker import LEAST_PAUSE_S, Speaker, play_here
from gesture_app.desktop.ticks import Tick, wave_file


@pytest.fixture
def clock():
    return SimpleNamespace(now_s=100.0)


@pytest.fixture
def played():
    return []


@pytest.fixture
def speaker(tmp_path, played, clock):
    return Speaker(tmp_path / "ticks", played.append, lambda: clock.now_s)


def test_a_tick_is_written_once_and_played_each_time(speaker, played, clock):
    speaker.tick(Tick.ARMED)
    (file,) = played
    assert file.read_bytes() == wave_file(Tick.ARMED)
    assert [entry.name for entry in file.parent.iterdir()] == ["armed.wav"]
    file.write_bytes(b"as it is")
    clock.now_s += 1
    speaker.tick(Tick.ARMED)
    assert played == [file, file]
    assert file.read_bytes() == b"as it is"


def test_what_repeats_quickly_does_not_rattle_but_another_tick_is_heard(speaker, played, clock):
    for _ in range(4):
        speaker.tick(Tick.OBEYED)
        clock.now_s += LEAST_PAUSE_S / 2
    speaker.tick(Tick.REFUSED)
    assert [file.stem for file in played] == ["obeyed", "obeyed", "refused"]


def test_where_nothing_can_be_written_nothing_is_heard(tmp_path, played):
    (tmp_path / "full").write_text("a file")
    Speaker(tmp_path / "full", played.append).tick(Tick.ARMED)
    assert played == []


@pytest.mark.skipif(sys.platform == "win32", reason="scripts start otherwise there")
def test_a_program_of_the_system_plays_the_file_and_nobody_waits_for_it(tmp_path, qtbot):
    heard = tmp_path / "heard"
    program = tmp_path / "aplay"
    program.write_text(f'#!/bin/sh\nsleep 0.3\necho "$@" > {heard}\n')
    program.chmod(0o755)
    play = play_here("linux", lambda name: str(program) if name == "aplay" else None)
    began_s = time.monotonic()
    play(tmp_path / "armed.wav")
    assert time.monotonic() - began_s < 0.2
    qtbot.waitUntil(lambda: heard.exists() and heard.read_text() != "", timeout=5000)
    assert heard.read_text() == f"-q {tmp_path / 'armed.wav'}\n"


def test_the_best_program_that_is_there_is_taken():
    asked = []
    for platform in ("linux", "darwin"):
        play_here(platform, asked.append)  # which gives None: not there
    assert asked == ["pw-play", "paplay", "aplay", "ffplay", "afplay"]


@pytest.mark.parametrize("platform", ["linux", "amiga"])
def test_where_there_is_nothing_to_play_with_nothing_happens(platform, tmp_path):
    play_here(platform, lambda name: None)(tmp_path / "armed.wav")


def test_windows_plays_by_itself_and_goes_on_at_once(monkeypatch, tmp_path):
    played = []
    flags = {"SND_FILENAME": 1, "SND_ASYNC": 2, "SND_NODEFAULT": 4}
    winsound = SimpleNamespace(PlaySound=lambda file, how: played.append((file, how)), **flags)
    monkeypatch.setitem(sys.modules, "winsound", winsound)
    play_here("win32")(tmp_path / "armed.wav")
    assert played == [(str(tmp_path / "armed.wav"), 7)]
