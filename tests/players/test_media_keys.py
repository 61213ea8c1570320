from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from gesture_app.core.errors import PlayerError
from gesture_app.core.player import PlayerRequest
from gesture_app.core.types import Command, Order, PlayerState
from gesture_app.players import media_keys
from tests.players.private_bus import require_program, stop_process

# What the X server calls the keys (XF86keysym.h).
KEYSYMS = {
    "play_pause": "1008ff14",
    "next": "1008ff17",
    "previous": "1008ff16",
    "volume_up": "1008ff13",
    "volume_down": "1008ff11",
    "mute": "1008ff12",
}


class FakeKeyboard:
    def __init__(self, *names: str) -> None:
        self.pressed: list[str] = []
        self._names = frozenset(names)

    def names(self) -> frozenset[str]:
        return self._names

    def tap(self, name: str) -> None:
        self.pressed.append(name)


def opened(monkeypatch, keyboard):
    monkeypatch.setattr(media_keys, "open_keyboard", lambda: keyboard)
    player = media_keys.KIND.open(PlayerRequest("media_keys"))
    asyncio.run(player.open())
    return player


def test_each_command_has_its_key(monkeypatch):
    keyboard = FakeKeyboard(*media_keys.KEYS.values(), media_keys.STOP_KEY)
    player = opened(monkeypatch, keyboard)
    for command in (Command.PLAY_PAUSE, Command.NEXT, Command.STOP):
        asyncio.run(player.send(Order(command)))
    assert keyboard.pressed == ["media_play_pause", "media_next", "media_stop"]


def test_a_key_that_this_system_does_not_have_is_no_command(monkeypatch):
    player = opened(monkeypatch, FakeKeyboard("media_next"))
    assert player.commands == {Command.NEXT}
    with pytest.raises(PlayerError, match="no media key for 'stop'"):
        asyncio.run(player.send(Order(Command.STOP)))


def test_nothing_is_ever_known_and_the_kind_says_so(monkeypatch):
    assert asyncio.run(opened(monkeypatch, FakeKeyboard()).state()) == PlayerState()
    assert media_keys.KIND.can_verify is False
    assert "best effort" in media_keys.KIND.title


def run_python(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """In a process of its own, because pynput looks for the display once, when it is imported."""
    root = str(Path(__file__).parents[2])
    inherited = {name: value for name, value in os.environ.items() if name != "DISPLAY"}
    return subprocess.run(
        [sys.executable, *arguments],
        env={**inherited, "PYTHONPATH": root, **environment},
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )


@pytest.mark.skipif(sys.platform != "linux", reason="Only Linux can be without a display.")
def test_without_a_display_the_sentence_says_so_and_importing_us_is_harmless():
    story = (
        "import asyncio; from gesture_app.core.player import PlayerRequest; from gesture_app.players import media_keys;"
        "asyncio.run(media_keys.KIND.open(PlayerRequest('media_keys')).open())"
    )
    last_line = run_python("-c", story).stderr.splitlines()[-1]
    assert last_line.endswith("no display was found; start the app from your desktop.")


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


@pytest.mark.skipif(sys.platform != "linux", reason="X servers are asked on Linux only.")
def test_the_x_server_sees_each_key_once(display):
    heard = run_python(str(Path(__file__).parent / "key_witness.py"), *KEYSYMS, DISPLAY=display)
    assert heard.stdout.split() == list(KEYSYMS.values()), heard.stderr
