"""The window as its user starts it: a process of its own, drawing into memory."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from gesture_app.core.control import Verb
from gesture_app.core.errors import ControlError
from gesture_app.core.paths import runtime_folder
from gesture_app.workers.control_client import ask, window_channel
from tests.players.private_bus import wait_until

RUN = ["run", "--source", "rendered", "--player", "dry_run"]
START = [sys.executable, "-m", "gesture_app", *RUN]
CLOSED_SOON = """
import sys
from PySide6.QtCore import QTimer
from gesture_app.cli import main
from gesture_app.window import composition

class ClosedSoon(composition.Desk):
    def start(self):
        super().start()
        QTimer.singleShot(300, self.window.close)

composition.Desk = ClosedSoon
sys.exit(main(sys.argv[1:]))
"""
ROOT = Path(__file__).parents[2]


def start(*options: str, command: Sequence[str] = START) -> subprocess.Popen[str]:
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "DISPLAY": ":of-no-matter"}
    return subprocess.Popen(
        [*command, *options], env=environment, cwd=ROOT, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )


def is_up() -> bool:
    """Whether a window answers; before that it would not hear the signal."""
    try:
        return ask(window_channel(runtime_folder()), Verb.STATUS) is not None
    except ControlError:
        return False


def has_kept_its_place(tmp_path: Path) -> bool:
    return any((tmp_path / "home").rglob("window"))


def end_of(process: subprocess.Popen[str]) -> tuple[int, str]:
    """The exit code, and what was complained about; the offscreen platform itself always complains of one thing."""
    _, complaints = process.communicate(timeout=100)
    return process.returncode, complaints.replace("This plugin does not support propagateSizeHints()\n", "")


def test_the_window_runs_for_the_time_it_was_given_and_keeps_its_place(tmp_path: Path) -> None:
    process = start("--seconds", "1")
    assert end_of(process) == (0, "")
    assert has_kept_its_place(tmp_path)


def test_a_window_that_closing_would_only_put_away_ends_all_the_same_when_its_time_is_up() -> None:
    process = start("--hidden", "--seconds", "1", "--set", "ui.close_window=tray")
    assert end_of(process) == (0, "")


def test_closing_the_window_ends_the_program_for_there_is_no_tray_to_hide_in(tmp_path: Path) -> None:
    process = start(command=[sys.executable, "-c", CLOSED_SOON, *RUN])
    assert end_of(process) == (0, "")
    assert has_kept_its_place(tmp_path)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signals")
def test_a_service_manager_can_end_it_in_an_orderly_way(tmp_path: Path) -> None:
    process = start("--seconds", "100")
    wait_until(is_up, 90.0, "There is no window.")
    process.send_signal(signal.SIGTERM)
    assert end_of(process) == (0, "")
    assert has_kept_its_place(tmp_path)


def test_json_without_headless_is_refused_with_a_way_out() -> None:
    process = start("--json")
    code, complaint = end_of(process)
    assert code == 2
    assert "add --headless" in complaint
