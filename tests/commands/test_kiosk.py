from __future__ import annotations

import io
import json
import tomllib
from pathlib import Path

import pytest

from gesture_app.app import load_vocabulary
from gesture_app.commands import _self_test
from gesture_app.commands.kiosk import COMMAND
from gesture_app.core.errors import SettingsError, UsageError
from gesture_app.core.kiosk_file import load_kiosk
from gesture_app.core.kiosk_lock import fits
from gesture_app.core.kiosk_selftest import Verdict


@pytest.fixture
def file(tmp_path: Path) -> Path:
    (tmp_path / "film.mp4").touch()
    path = tmp_path / "kiosk.toml"
    path.write_text('show.playlist = ["film.mp4"]\n')
    return path


def test_the_example_can_be_used_as_it_is(call, tmp_path: Path) -> None:
    code, lines = call(COMMAND, "--example")
    path = tmp_path / "kiosk.toml"
    path.write_text("\n".join(lines))
    assert code == 0
    assert load_kiosk(path, load_vocabulary()).show.playlist


def test_a_key_becomes_a_line_of_the_file(call, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("2468\n"))
    code, (line,) = call(COMMAND, "--hash-key")
    assert code == 0
    assert fits("2468", tomllib.loads(line)["key_hash"])
    assert "2468" not in line


@pytest.mark.parametrize("key", ["\n", "", "a\x1bb\n", "x" * 65 + "\n"])
def test_a_key_that_nobody_can_type_is_refused(call, monkeypatch: pytest.MonkeyPatch, key: str) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(key))
    with pytest.raises(UsageError, match="A key has"):
        call(COMMAND, "--hash-key")


@pytest.mark.parametrize("option", ["--systemd", "--autostart"])
def test_what_starts_a_kiosk_names_its_whole_path(call, file: Path, option: str) -> None:
    code, lines = call(COMMAND, option, file)
    assert code == 0
    assert any(line.startswith(("ExecStart=", "Exec=")) and str(file.resolve()) in line for line in lines)


@pytest.mark.parametrize("option", [None, "--self-test", "--systemd", "--autostart", "--window"])
def test_a_file_with_a_fault_is_refused_before_anything_happens(call, file: Path, option: str | None) -> None:
    file.write_text("show.volume = 2\n")
    with pytest.raises(SettingsError, match=r"show.volume .*show.playlist"):
        call(COMMAND, *([option] if option else []), file)


def test_without_a_file_it_says_where_to_begin(call) -> None:
    with pytest.raises(UsageError, match="--example"):
        call(COMMAND)


@pytest.mark.parametrize("passed", [True, False])
def test_the_verdict_is_the_exit_code(call, file: Path, monkeypatch: pytest.MonkeyPatch, passed: bool) -> None:
    monkeypatch.setattr(_self_test, "run_self_test", lambda detector: Verdict(passed, "So it was.", 5, 5, 0))
    assert call(COMMAND, "--self-test", file) == (int(not passed), [f"{'Passed' if passed else 'Failed'}: So it was."])
    code, (line,) = call(COMMAND, "--self-test", "--json", file)
    assert (code, json.loads(line)["passed"]) == (int(not passed), passed)
