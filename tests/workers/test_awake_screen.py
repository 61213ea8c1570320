from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from gesture_app.workers.awake_screen import keep_screen_awake
from tests.players.private_bus import private_bus, wait_until

ASK = """
import sys
from PySide6.QtCore import QCoreApplication
from gesture_app.workers.awake_screen import keep_screen_awake
app = QCoreApplication([])
print(keep_screen_awake())
"""
SERVE = """
import asyncio
from dbus_fast.aio import MessageBus
from dbus_fast.service import ServiceInterface, method

class ScreenSaver(ServiceInterface):
    @method()
    def Inhibit(self, app: 's', why: 's') -> 'u':
        print(app, why, flush=True)
        return 7

async def serve():
    bus = await MessageBus().connect()
    bus.export('/org/freedesktop/ScreenSaver', ScreenSaver('org.freedesktop.ScreenSaver'))
    await bus.request_name('org.freedesktop.ScreenSaver')
    print('ready', flush=True)
    await asyncio.Future()

asyncio.run(serve())
"""
on_linux = pytest.mark.skipif(sys.platform != "linux", reason="elsewhere the system is asked, not the bus")


def answer(bus: str) -> str:
    """What the app says when it asks in a process of its own; Qt knows one session bus for each process."""
    environment = os.environ | {"DBUS_SESSION_BUS_ADDRESS": bus}
    done = subprocess.run(
        [sys.executable, "-c", ASK], env=environment, capture_output=True, text=True, timeout=100, check=False
    )
    assert done.stderr == ""
    return done.stdout.strip()


@on_linux
def test_without_a_desktop_nothing_is_promised(runtime_folder: Path) -> None:
    assert answer(f"unix:path={runtime_folder}/no-bus") == "False"


@on_linux
def test_a_desktop_is_asked_by_name(runtime_folder: Path) -> None:
    with private_bus(runtime_folder) as bus:
        environment = os.environ | {"DBUS_SESSION_BUS_ADDRESS": bus}
        line = [sys.executable, "-c", SERVE]
        with subprocess.Popen(line, env=environment, stdout=subprocess.PIPE, text=True) as desktop:
            try:
                assert desktop.stdout is not None
                assert desktop.stdout.readline() == "ready\n"
                assert answer(bus) == "True"
                assert desktop.stdout.readline() == "gesture-app A kiosk is being shown.\n"
            finally:
                desktop.kill()


def test_on_macos_its_own_program_is_asked_for_as_long_as_this_process_lives(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(sys, "platform", "darwin")
    monkeypatch.setenv("PATH", str(tmp_path))
    assert not keep_screen_awake()
    program, note = tmp_path / "caffeinate", tmp_path / "note"
    program.write_text(f'#!/bin/sh\necho "$$ $@" > {note}\n')
    program.chmod(0o755)
    assert keep_screen_awake()
    wait_until(lambda: note.exists() and note.read_text(), 60.0, "The program was not run.")
    pid, words = note.read_text().split(maxsplit=1)
    os.waitpid(int(pid), 0)
    assert words == f"-d -w {os.getpid()}\n"
