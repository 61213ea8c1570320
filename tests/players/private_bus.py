"""A D-Bus daemon of a test's own, so that no test can reach the players of the person who runs it."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

START_S = 60.0

# Any user may connect: as root the players run as somebody else, because VLC refuses root.
CONFIG = """<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type><listen>unix:path={socket}</listen><auth>EXTERNAL</auth>
  <policy context="default">
    <allow user="*"/><allow own="*"/><allow send_destination="*" eavesdrop="true"/><allow receive_sender="*"/>
  </policy>
</busconfig>
"""


def require_program(name: str) -> str:
    """Give the path of a program; without it the test is skipped, and on the build server it fails."""
    path = shutil.which(name)
    if path is not None:
        return path
    if os.environ.get("CI") == "true":
        pytest.fail(f"{name} is not installed, and on the build server no test may be skipped for that.")
    pytest.skip(f"{name} is not installed.")


@contextlib.contextmanager
def private_bus(folder: Path, command_prefix: tuple[str, ...] = ()) -> Iterator[str]:
    """Run a daemon in a folder and give its address.

    Args:
        command_prefix: Put before the command line, to run it as another user.
    """
    daemon, socket, config = require_program("dbus-daemon"), folder / "bus", folder / "bus.conf"
    config.write_text(CONFIG.format(socket=socket))
    process = subprocess.Popen([*command_prefix, daemon, f"--config-file={config}", "--nofork", "--nopidfile"])
    try:
        wait_until(socket.exists, START_S, "The D-Bus daemon did not open its socket.")
        yield f"unix:path={socket}"
    finally:
        stop_process(process)


def wait_until(is_so: object, limit_s: float, otherwise: str) -> None:
    """Look every 20 ms until a function says yes."""
    assert callable(is_so)
    deadline_s = time.monotonic() + limit_s
    while not is_so():
        if time.monotonic() > deadline_s:
            pytest.fail(otherwise)
        time.sleep(0.02)


def stop_process(process: subprocess.Popen[bytes]) -> None:
    """End a process that a test started, politely first."""
    process.terminate()
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
