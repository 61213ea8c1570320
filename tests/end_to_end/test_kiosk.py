"""The kiosk as it is started on site: supervisor, window, network and VLC are real, and its processes are abused."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest

from gesture_app.core.paths import assets_folder
from tests.ports import free_port

KIOSK = (sys.executable, "-m", "gesture_app", "kiosk")
TOKEN = "a token of some length"
LIMIT_S = 100.0  # ends a test that hangs
FILE = """
show.playlist = ["{film}"]
status = {{ port = {port}, token = "{token}" }}
care = {{ silence_s = 4.0, first_wait_s = 0.1, self_test_at = "" }}
source.spec = "rendered:palm?pause=60"
"""


class Kiosk:
    """A running kiosk, asked by its status."""

    def __init__(self, process: subprocess.Popen[str], port: int) -> None:
        self.process = process
        self._port = port

    def status(self) -> dict[str, Any]:
        """What it says; nothing before it listens."""
        request = urllib.request.Request(
            f"http://127.0.0.1:{self._port}/status", headers={"Authorization": f"Bearer {TOKEN}"}
        )
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:
                row: dict[str, Any] = json.load(answer)
                return row
        except OSError:
            return {}

    def until(self, is_so: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
        """Ask until the status is as wanted."""
        deadline_s = time.monotonic() + LIMIT_S
        while not is_so(status := self.status()):
            assert time.monotonic() < deadline_s, status
            assert self.process.poll() is None, self.process.communicate()
            time.sleep(0.1)
        return status

    def window(self) -> psutil.Process:
        """Its one child."""
        (child,) = psutil.Process(self.process.pid).children()
        return child


@pytest.fixture
def kiosk(tmp_path: Path) -> Iterator[Kiosk]:
    port = free_port()
    film = assets_folder() / "demo" / "gestures.mp4"
    path = tmp_path / "kiosk.toml"
    path.write_text(FILE.format(film=film, port=port, token=TOKEN))
    pipe = subprocess.PIPE
    with subprocess.Popen([*KIOSK, str(path)], stdout=pipe, stderr=pipe, text=True) as process:
        try:
            yield Kiosk(process, port)
        finally:
            process.kill()


def is_well(status: dict[str, Any]) -> bool:
    return status.get("state") == "running" and status["scene"] == "attract" and status["player"] == "paused"


def test_a_kiosk_that_is_killed_and_hung_comes_back_and_ends_in_order(kiosk: Kiosk) -> None:
    assert kiosk.until(is_well)["restarts"] == 0
    first = kiosk.window()
    first.kill()
    status = kiosk.until(lambda status: status["restarts"] == 1 and is_well(status))
    assert status["last_failure"] == "The window ended by signal 9."
    second = kiosk.window()
    second.suspend()
    status = kiosk.until(lambda status: status["restarts"] == 2 and is_well(status))
    assert "no sign of life" in status["last_failure"]
    window = kiosk.window()
    kiosk.process.send_signal(signal.SIGTERM)
    out, complaints = kiosk.process.communicate(timeout=LIMIT_S)
    assert (kiosk.process.returncode, out) == (0, "")
    assert not window.is_running()
    assert all(line.startswith("gesture-app: ") for line in complaints.splitlines())
    assert "Traceback" not in complaints


def test_a_window_whose_supervisor_is_killed_does_not_stay_behind(kiosk: Kiosk) -> None:
    kiosk.until(lambda status: status.get("scene") == "attract")
    window = kiosk.window()
    os.kill(kiosk.process.pid, signal.SIGKILL)
    window.wait(LIMIT_S)
