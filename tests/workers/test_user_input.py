"""Listening to a real X server in a process of its own, because pynput looks for the display when it is imported."""

from __future__ import annotations

import math
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from gesture_app.workers import user_input
from tests.players.private_bus import require_program, stop_process

STORY = """
import sys, time
from gesture_app.workers.user_input import listen
heard = []
stop = listen(lambda: heard.append(1))
if len(sys.argv) > 1:
    from pynput import keyboard, mouse
    keys, pointer = keyboard.Controller(), mouse.Controller()
    def heard_after(*acts):
        # Again and again: at first, the listeners may not be connected yet.
        heard.clear()
        deadline_s = time.monotonic() + 30
        while not heard and time.monotonic() < deadline_s:
            for act in acts:
                act()
            time.sleep(0.05)
        time.sleep(0.2)  # what comes late still belongs to this act
        return bool(heard)
    print(heard_after(lambda: keys.tap("a")))
    print(heard_after(lambda: pointer.move(5, 5), lambda: pointer.move(-5, -5)))
    heard.clear()
    keys.tap(keyboard.Key.media_next)
    time.sleep(0.3)
    print(bool(heard))
stop()
print("stopped")
"""


def tell(*arguments: str, **environment: str) -> str:
    """Run the story; gives what it printed, and fails if anything complained."""
    inherited = {name: value for name, value in os.environ.items() if name != "DISPLAY"}
    told = subprocess.run(
        [sys.executable, "-c", STORY, *arguments],
        env={**inherited, "PYTHONPATH": str(Path(__file__).parents[2]), **environment},
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )
    assert told.stderr == ""
    return told.stdout


@pytest.fixture
def display() -> Iterator[str]:
    """A display of the test's own."""
    server = subprocess.Popen(
        [require_program("Xvfb"), "-displayfd", "1", "-screen", "0", "64x64x24"],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    assert server.stdout is not None
    with server.stdout as number:
        yield f":{number.readline().decode().strip()}"
    stop_process(server)


@pytest.mark.skipif(sys.platform != "linux", reason="X servers are asked on Linux only")
def test_keys_and_the_mouse_are_heard_but_not_the_media_keys_that_the_app_presses_itself(display: str) -> None:
    assert tell("act", DISPLAY=display).split() == ["True", "True", "False", "stopped"]


LEFT_ALONE = """
import threading
from gesture_app.workers.user_input import listen
listeners = set(threading.enumerate())
stop = listen(lambda: None)
listeners = set(threading.enumerate()) - listeners
for one in listeners:
    one.wait()
    one._display_record.close()
assert len(listeners) == 2
stop()
print("stopped")
"""


@pytest.mark.skipif(sys.platform != "linux", reason="X servers are asked on Linux only")
def test_listeners_that_have_lost_their_display_can_be_stopped_all_the_same(display: str) -> None:
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2]), "DISPLAY": display}
    told = subprocess.run(
        [sys.executable, "-c", LEFT_ALONE], env=environment, capture_output=True, text=True, timeout=60
    )
    assert told.stdout == "stopped\n", told.stderr


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux can be without a display")
def test_without_a_display_nothing_is_heard_and_nothing_fails() -> None:
    assert tell() == "stopped\n"


def test_macos_is_asked_when_input_was_used_and_never_for_the_right_to_read_every_key(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sys, "platform", "darwin")
    monkeypatch.setitem(sys.modules, "pynput", None)  # importing it would fail
    monkeypatch.setattr(user_input, "open_age", lambda: lambda: 0.0)
    heard = threading.Event()
    stop = user_input.listen(heard.set)
    assert heard.wait(60)
    stop()
    assert "last-input" not in [thread.name for thread in threading.enumerate()]


def test_a_system_that_can_be_asked_is_asked_and_listened_to(monkeypatch: pytest.MonkeyPatch) -> None:
    told = []
    monkeypatch.setattr(user_input, "open_age", lambda: lambda: math.inf)
    monkeypatch.setattr(user_input, "_listeners", lambda on_input, on_own: told.append((on_input, on_own)) or [])
    inputs: list[str] = []
    stop = user_input.listen(lambda: inputs.append("used"))
    ((on_input, on_own),) = told
    on_own()
    assert inputs == []
    on_input()
    assert inputs == ["used"]
    stop()


def test_only_one_input_in_a_while_is_passed_on() -> None:
    now_s, noted = 0.0, []
    on_input = user_input.seldom(noted.append, lambda: now_s)
    for now_s in (5.0, 5.01, 5.09, 5.11, 5.12):  # noqa: B007 - the clock reads it
        on_input()
    assert noted == [5.0, 5.11]
