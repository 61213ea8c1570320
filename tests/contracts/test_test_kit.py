"""The test kit itself: what it forbids must really fail, or every other green test means less."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

NAUGHTY = """
import logging, os, threading, time, warnings
from PySide6.QtCore import qWarning

def test_leaves_a_thread():
    threading.Thread(target=time.sleep, args=(4,), name="left-over").start()

def test_logs_an_error():
    logging.getLogger("gesture_app").error("something broke")

def test_lets_qt_complain():
    qWarning("a widget is unhappy")

def test_warns():
    warnings.warn("old", DeprecationWarning)

def test_wants_pictures(gesture_data):
    pass

def test_reads_its_own_log(caplog):
    logging.getLogger("gesture_app").error("expected")
    assert caplog.messages == ["expected"]

def test_sees_no_desktop():
    assert not {"DISPLAY", "WAYLAND_DISPLAY", "DBUS_SESSION_BUS_ADDRESS"} & set(os.environ)
    assert os.path.expanduser("~").endswith("home")
"""


@pytest.fixture(scope="module")
def verdicts(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """What our own conftest and settings make of the naughty tests, on a build server without pictures."""
    folder = tmp_path_factory.mktemp("naughty")
    shutil.copy(ROOT / "pyproject.toml", folder)
    (folder / "tests").mkdir()
    shutil.copy(ROOT / "tests" / "conftest.py", folder / "tests")
    (folder / "tests" / "test_naughty.py").write_text(NAUGHTY, encoding="utf-8")
    surroundings = {name: value for name, value in os.environ.items() if name != "GESTURE_DATA"}
    run = subprocess.run(
        [sys.executable, "-m", "pytest", "-rA", "--tb=no", "-p", "no:cacheprovider"],
        cwd=folder,
        env=surroundings | {"CI": "true", "DISPLAY": ":77"},
        capture_output=True,
        text=True,
        check=False,
    )
    found: dict[str, str] = {}
    for line in run.stdout.splitlines():
        verdict, _, rest = line.partition(" tests/test_naughty.py::")
        if rest and found.get(rest.split(" ")[0]) in (None, "PASSED"):
            found[rest.split(" ")[0]] = verdict
    return found


@pytest.mark.parametrize(
    ("test", "verdict"),
    [
        pytest.param("test_leaves_a_thread", "ERROR", id="a thread that outlives its test is an error"),
        pytest.param("test_logs_an_error", "ERROR", id="a stray line in the log is an error"),
        pytest.param("test_lets_qt_complain", "FAILED", id="a message of Qt is a failure"),
        pytest.param("test_warns", "FAILED", id="a warning is a failure"),
        pytest.param("test_wants_pictures", "ERROR", id="missing pictures are an error on the build server"),
        pytest.param("test_reads_its_own_log", "PASSED", id="a test may read its own log"),
        pytest.param("test_sees_no_desktop", "PASSED", id="no test sees the real desktop or home"),
    ],
)
def test_the_kit_judges(verdicts: dict[str, str], test: str, verdict: str) -> None:
    assert verdicts[test] == verdict
