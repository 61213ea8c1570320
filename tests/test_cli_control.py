"""A running app and the commands that talk to it: processes of their own over the real channel."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
WINDOW = ("run", "--source", "rendered", "--player", "dry_run")
HEADLESS = (*WINDOW, "--headless")
NONE_RUNS = "gesture-app: Gesture control is not running; start it with `gesture-app run`.\n"

Start = Callable[..., subprocess.Popen[str]]


def popen(*arguments: str) -> subprocess.Popen[str]:
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "DISPLAY": ":of-no-matter"}
    line = [sys.executable, "-m", "gesture_app", *arguments]
    return subprocess.Popen(line, env=environment, cwd=ROOT, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE)


def tell(*arguments: str) -> tuple[int, str, str]:
    """Run a command to its end: exit code, output, complaints."""
    process = popen(*arguments)
    out, err = process.communicate(timeout=30)
    return process.returncode, out, err


def status(verb: str = "status") -> dict[str, object]:
    code, out, err = tell(verb, "--json")
    assert (code, err) == (0, "")
    return json.loads(out)


@pytest.fixture
def start() -> Iterator[Start]:
    """Starts an app and waits until it answers; it is ended after the test."""
    running = []

    def started(*arguments: str) -> subprocess.Popen[str]:
        running.append(popen(*arguments, "--seconds", "60"))
        deadline_s = time.monotonic() + 30
        while tell("status")[0] and time.monotonic() < deadline_s:
            pass
        return running[-1]

    yield started
    for process in running:
        process.terminate()
        process.communicate(timeout=30)


def test_a_second_start_raises_the_window_of_the_first_and_ends(start: Start) -> None:
    first = start(*WINDOW)
    began_s = time.monotonic()
    code, out, err = tell(*WINDOW)
    assert (code, err) == (0, "")
    assert out == "Gesture control is already running; its window was brought to the front.\n"
    assert time.monotonic() - began_s < 10
    assert first.poll() is None
    assert status()["has_window"] is True


@pytest.mark.parametrize("app", [pytest.param(WINDOW, id="window"), pytest.param(HEADLESS, id="headless")])
def test_it_is_paused_and_resumed_from_a_shell(start: Start, app: tuple[str, ...]) -> None:
    start(*app)
    assert status("pause")["is_paused"] is True
    code, out, err = tell("status")
    assert (code, err) == (0, "")
    assert out.startswith("Gestures are paused (")
    assert status("toggle")["is_paused"] is False
    assert status("toggle")["standing"] == "paused"
    resumed = status("resume")
    assert (resumed["is_paused"], resumed["source"]) == (False, "rendered")


@pytest.mark.parametrize("verb", ["pause", "resume", "toggle", "status"])
def test_where_none_runs_that_is_one_sentence_and_an_exit_code(verb: str) -> None:
    assert tell(verb) == (1, "", NONE_RUNS)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signals")
def test_a_crash_does_not_keep_the_next_one_from_starting(start: Start) -> None:
    crashed = start(*HEADLESS)
    crashed.send_signal(signal.SIGKILL)
    crashed.wait(30)
    assert tell("pause") == (1, "", NONE_RUNS)
    start(*HEADLESS)
    assert status()["standing"] in ("watching", "armed")


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signals")
def test_an_app_that_hangs_is_told_to_who_asks(start: Start, monkeypatch: pytest.MonkeyPatch) -> None:
    """Stopped like this, not even its server answers."""
    app = start(*HEADLESS)
    app.send_signal(signal.SIGSTOP)
    code = "import sys\nfrom gesture_app import cli\nfrom gesture_app.workers import control_client\n"
    code += "control_client.ask.__defaults__ = (0.3,)\nsys.exit(cli.main(['pause']))"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    app.send_signal(signal.SIGCONT)
    sentence = "Gesture control is running but does not answer; end it and start it again."
    assert (done.returncode, done.stderr) == (1, f"gesture-app: {sentence}\n")


def test_several_runs_without_a_window_may_stand_side_by_side(start: Start) -> None:
    start(*HEADLESS)
    second = popen(*HEADLESS, "--seconds", "0.3")
    _, err = second.communicate(timeout=30)
    assert (second.returncode, err) == (0, "")
    assert status()["has_window"] is False
