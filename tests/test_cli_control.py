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

import psutil
import pytest

from gesture_app.core.control import Status, Verb
from gesture_app.core.errors import ControlError
from gesture_app.core.paths import runtime_folder
from gesture_app.workers.control_client import ask, ask_running, headless_channel, window_channel

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
    out, err = process.communicate(timeout=100)
    return process.returncode, out, err


def answer() -> Status | None:
    """What an app answers that runs; None if there is none."""
    folder = runtime_folder()
    try:
        return ask_running((window_channel(folder), headless_channel(folder)), Verb.STATUS)
    except ControlError:
        return None


@pytest.fixture
def start() -> Iterator[Start]:
    """Starts an app and waits until it answers; it is ended after the test."""
    running = []

    def started(*arguments: str) -> subprocess.Popen[str]:
        running.append(popen(*arguments, "--seconds", "110"))
        deadline_s = time.monotonic() + 90
        while answer() is None and time.monotonic() < deadline_s:
            time.sleep(0.05)
        return running[-1]

    yield started
    for process in running:
        process.kill()  # which a process that was stopped obeys, too
        process.communicate(timeout=100)


def test_a_second_start_raises_the_window_of_the_first_and_ends(start: Start) -> None:
    first = start(*WINDOW)
    done = tell(*WINDOW)
    assert done == (0, "Gesture control is already running; its window was brought to the front.\n", "")
    assert first.poll() is None


@pytest.mark.parametrize(
    ("app", "where"),
    [pytest.param(WINDOW, "in the window", id="window"), pytest.param(HEADLESS, "without a window", id="headless")],
)
def test_it_is_paused_and_resumed_from_a_shell(start: Start, app: tuple[str, ...], where: str) -> None:
    start(*app)
    code, out, err = tell("pause")
    assert (code, err) == (0, "")
    assert out.startswith(f"Gestures are paused ({where})")
    code, out, err = tell("toggle", "--json")
    assert (code, err) == (0, "")
    assert json.loads(out)["is_paused"] is False


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signals")
def test_an_app_that_hangs_or_has_crashed_is_told_to_who_asks(start: Start) -> None:
    app = start(*HEADLESS)
    app.send_signal(signal.SIGSTOP)
    while psutil.Process(app.pid).status() != psutil.STATUS_STOPPED:
        time.sleep(0.01)
    with pytest.raises(ControlError, match="running but does not answer"):
        ask(headless_channel(runtime_folder()), Verb.PAUSE, limit_s=0.3)
    app.send_signal(signal.SIGKILL)
    app.wait(100)
    assert tell("pause") == (1, "", NONE_RUNS)
