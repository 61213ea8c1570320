"""The supervisor with a real child: a small program that beats as the window does, and is killed and stopped."""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, time, timedelta
from pathlib import Path

import pytest

from gesture_app.core.clock import Clock
from gesture_app.core.kiosk_schedule import Daily
from gesture_app.core.kiosk_watch import KEY_CODE, Patience
from gesture_app.workers.kiosk_supervisor import Supervisor, SupervisorParts
from gesture_app.workers.service_manager import ServiceManager
from tests.players.private_bus import wait_until

LIMIT_S = 60.0  # ends a test that hangs
PATIENCE = Patience(start_s=LIMIT_S, silence_s=LIMIT_S, first_wait_s=0.05, slow_wait_s=0.1, failures=3)
HASTY = replace(PATIENCE, silence_s=1.5)  # for a window that is to be given up; a busy machine lets none pause so long
BEATS = """
import time
while True:
    for part in {parts}:
        print('{{"sign": "%s"}}' % part, flush=True)
    print('{{"scene": "film", "fps": 48.5, "camera": "live", "order": "mute"}}', flush=True)
    time.sleep(0.05)
"""
LIVES = BEATS.format(parts=["window", "line"])
HALF_HANGS = BEATS.format(parts=["window"])


class Wall:
    """The time of day, which a test moves on."""

    def __init__(self) -> None:
        self.now = datetime(2026, 3, 1, 3, 0)

    def __call__(self) -> datetime:
        return self.now


class Kiosk:
    """A supervisor that runs on a thread of its own."""

    def __init__(self, program: str, wall: Wall, patience: Patience = PATIENCE, test: str = "") -> None:
        self.log: list[str] = []
        self.code: list[int] = []
        self.supervisor = Supervisor(
            SupervisorParts(
                window=(sys.executable, "-c", program),
                self_test=(sys.executable, "-c", test),
                patience=patience,
                daily=Daily(time(4), wall),
                manager=ServiceManager({}),
                log=self.log.append,
                clock=Clock(),
            )
        )
        self._thread = threading.Thread(target=lambda: self.code.append(self.supervisor.run()))
        self._thread.start()

    def until(self, key: str, value: object) -> None:
        wait_until(lambda: self.supervisor.status()[key] == value, LIMIT_S, f"{key} never became {value}")

    def end(self) -> None:
        self.supervisor.stop()
        self._thread.join()


@pytest.fixture
def wall() -> Wall:
    return Wall()


@pytest.fixture
def start(wall: Wall) -> Iterator[Callable[..., Kiosk]]:
    kiosks = []

    def started(program: str, **more: object) -> Kiosk:
        kiosks.append(Kiosk(program, wall, **more))  # type: ignore[arg-type]
        return kiosks[-1]

    yield started
    for kiosk in kiosks:
        kiosk.end()


def test_the_status_is_what_the_window_tells(start) -> None:
    kiosk = start(LIVES)
    kiosk.until("state", "running")
    kiosk.until("scene", "film")
    status = kiosk.supervisor.status()
    assert (status["fps"], status["camera"], status["restarts"]) == (48.5, "live", 0)
    assert kiosk.log == []


def test_a_window_that_is_killed_comes_back_and_the_status_tells_so(start) -> None:
    kiosk = start(LIVES)
    kiosk.until("state", "running")
    first = kiosk.supervisor.window_pid
    os.kill(first, signal.SIGKILL)
    kiosk.until("restarts", 1)
    kiosk.until("state", "running")
    assert kiosk.supervisor.window_pid != first
    assert kiosk.supervisor.status()["last_failure"] == "The window ended by signal 9."
    assert kiosk.log == ["The window ended by signal 9. It is started again in 0.05 s."]


def test_a_window_that_hangs_is_killed_and_comes_back(start) -> None:
    kiosk = start(LIVES, patience=HASTY)
    kiosk.until("state", "running")
    first = kiosk.supervisor.window_pid
    os.kill(first, signal.SIGSTOP)
    kiosk.until("restarts", 1)
    kiosk.until("state", "running")
    assert "gave no sign of life" in kiosk.supervisor.status()["last_failure"]
    with pytest.raises(ProcessLookupError):
        os.kill(first, 0)


def test_a_window_of_which_only_the_detector_hangs_is_killed_too(start) -> None:
    kiosk = start(HALF_HANGS, patience=replace(PATIENCE, start_s=1.5, first_wait_s=0, slow_wait_s=5, failures=1))
    kiosk.until("state", "struggling")
    assert "its line gave no sign of life" in kiosk.supervisor.status()["last_failure"]


def test_a_window_that_fails_again_and_again_is_said_to_and_still_tried(start) -> None:
    kiosk = start("import sys; sys.exit('There is no VLC.')")
    kiosk.until("state", "struggling")
    wait_until(lambda: kiosk.supervisor.status()["restarts"] >= 4, LIMIT_S, "It is not tried any more.")
    assert "There is no VLC." in kiosk.log
    (slow,) = [line for line in kiosk.log if "tried slowly" in line]
    assert slow.startswith("The window ended with code 1.")


def test_a_window_that_cannot_be_started_is_a_failure_like_any_other(start, wall) -> None:
    kiosk = start("")
    kiosk.end()
    parts = kiosk.supervisor._parts
    lost = Supervisor(SupervisorParts(("/no/such/program",), *(getattr(parts, name) for name in parts.__slots__[1:])))
    lost.step()
    assert lost.status()["last_failure"] == "The window cannot be started: No such file or directory."


def test_the_key_ends_the_kiosk(start) -> None:
    kiosk = start(f"import sys; sys.exit({KEY_CODE})")
    wait_until(lambda: kiosk.code == [0], LIMIT_S, "The kiosk did not end.")
    assert kiosk.supervisor.status()["state"] == "ended"
    assert kiosk.log == ["The key was typed; the kiosk ends."]


def test_stopping_ends_the_window_in_order(start, tmp_path: Path) -> None:
    note = tmp_path / "note"
    farewell = (
        f"import signal, sys, pathlib\nsignal.signal(15, lambda *_: (pathlib.Path({str(note)!r}).touch(), sys.exit()))"
    )
    kiosk = start(farewell + LIVES)
    kiosk.until("state", "running")
    pid = kiosk.supervisor.window_pid
    kiosk.end()
    assert kiosk.code == [0]
    assert note.exists()
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


def test_at_its_hour_the_self_test_runs_and_the_status_tells_what_came_of_it(start, wall: Wall) -> None:
    verdict = '{"passed": false, "text": "4 of 5.", "shown": 5, "obeyed": 4, "strays": 0}'
    kiosk = start(LIVES, test=f"print({verdict!r})")
    kiosk.until("state", "running")
    assert kiosk.supervisor.status()["self_test"] is None
    wall.now += timedelta(hours=2)
    wait_until(lambda: kiosk.supervisor.status()["self_test"], LIMIT_S, "There was no self-test.")
    test = kiosk.supervisor.status()["self_test"]
    assert (test["passed"], test["text"]) == (False, "4 of 5.")
    assert kiosk.log == ["Self-test FAILED: 4 of 5."]
    assert kiosk.supervisor.status()["restarts"] == 0


def test_a_self_test_that_still_runs_does_not_outlive_the_kiosk(start, wall: Wall) -> None:
    kiosk = start(LIVES, test="import time; time.sleep(600)")
    kiosk.until("state", "running")
    wall.now += timedelta(hours=2)
    wait_until(lambda: kiosk.supervisor._test is not None, LIMIT_S, "There was no self-test.")
    kiosk.end()
    assert kiosk.code == [0]
