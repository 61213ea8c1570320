from __future__ import annotations

import sys
import threading
from types import SimpleNamespace

import pytest

from gesture_app.desktop import speaker as speaker_module
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


def let_ticks_end():
    for thread in threading.enumerate():
        if thread.name == "tick":
            thread.join(5)


def test_a_tick_is_written_once_and_played_each_time(speaker, played, clock):
    speaker.tick(Tick.ARMED)
    let_ticks_end()
    (file,) = played
    assert file.read_bytes() == wave_file(Tick.ARMED)
    assert [entry.name for entry in file.parent.iterdir()] == ["armed.wav"]
    file.write_bytes(b"as it is")
    clock.now_s += 1
    speaker.tick(Tick.ARMED)
    let_ticks_end()
    assert played == [file, file]
    assert file.read_bytes() == b"as it is"


def test_what_repeats_quickly_does_not_rattle_but_another_tick_is_heard(speaker, played, clock):
    for _ in range(4):
        speaker.tick(Tick.OBEYED)
        clock.now_s += LEAST_PAUSE_S / 2
    speaker.tick(Tick.REFUSED)
    let_ticks_end()
    assert sorted(file.stem for file in played) == ["obeyed", "obeyed", "refused"]


def test_nobody_waits_for_a_tick_to_end(tmp_path):
    may_end = threading.Event()
    Speaker(tmp_path, lambda file: may_end.wait(5)).tick(Tick.ARMED)
    assert not may_end.is_set()
    may_end.set()
    let_ticks_end()


def test_where_nothing_can_be_written_nothing_is_heard(tmp_path, played):
    (tmp_path / "full").write_text("a file")
    Speaker(tmp_path / "full", played.append).tick(Tick.ARMED)
    let_ticks_end()
    assert played == []


@pytest.mark.skipif(sys.platform == "win32", reason="scripts start otherwise there")
def test_a_program_of_the_system_plays_the_file(tmp_path):
    heard = tmp_path / "heard"
    program = tmp_path / "aplay"
    program.write_text(f'#!/bin/sh\necho "$@" > {heard}\necho noise\necho noise >&2\nexit 1\n')
    program.chmod(0o755)
    play = play_here("linux", lambda name: str(program) if name == "aplay" else None)
    play(tmp_path / "armed.wav")
    assert heard.read_text() == f"-q {tmp_path / 'armed.wav'}\n"


def test_a_program_that_hangs_or_is_gone_is_no_reason_to_say_anything(tmp_path, monkeypatch):
    monkeypatch.setattr(speaker_module, "LONGEST_S", 0.05)
    program = tmp_path / "aplay"
    play = play_here("linux", lambda name: str(program) if name == "aplay" else None)
    play(tmp_path / "armed.wav")
    program.write_text("#!/bin/sh\nexec sleep 60\n")
    program.chmod(0o755)
    play(tmp_path / "armed.wav")


def test_the_best_program_that_is_there_is_taken():
    asked = []
    for platform in ("linux", "darwin"):
        play_here(platform, asked.append)  # which gives None: not there
    assert asked == ["pw-play", "paplay", "aplay", "ffplay", "afplay"]


@pytest.mark.parametrize("platform", ["linux", "amiga"])
def test_where_there_is_nothing_to_play_with_nothing_happens(platform, tmp_path):
    play_here(platform, lambda name: None)(tmp_path / "armed.wav")


def test_windows_plays_by_itself(monkeypatch, tmp_path):
    played = []
    flags = {"SND_FILENAME": 1, "SND_NODEFAULT": 4}
    winsound = SimpleNamespace(PlaySound=lambda file, how: played.append((file, how)), **flags)
    monkeypatch.setitem(sys.modules, "winsound", winsound)
    play_here("win32")(tmp_path / "armed.wav")
    assert played == [(str(tmp_path / "armed.wav"), 5)]
