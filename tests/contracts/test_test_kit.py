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

def test_leaves_a_thread(pytestconfig):
    kit = next(one for one in pytestconfig.pluginmanager.get_plugins() if hasattr(one, "GRACE_S"))
    kit.GRACE_S = 0.01
    threading.Thread(target=time.sleep, args=(1,), name="left-over").start()

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

CROWD = """
import pathlib, time
import pytest
LOG = pathlib.Path("log")

@pytest.mark.parametrize("number", range(50))
def test_of_the_crowd(number):
    with LOG.open("a") as log:
        log.write("crowd\\n")
    time.sleep(0.01)
"""
LONER = """
import pathlib, time
import pytest
LOG = pathlib.Path("log")

def test_comes_when_the_others_are_there():
    while not LOG.exists():
        time.sleep(0.01)

@pytest.mark.alone
def test_wants_to_be_alone():
    before = LOG.read_text()
    time.sleep(0.3)
    assert LOG.read_text() == before
    LOG.with_name("was_alone").touch()
"""


def run_in(folder: Path, *options: str, **tests: str) -> str:
    """What pytest says, with our own conftest and settings, of these tests: on a build server without pictures."""
    shutil.copy(ROOT / "pyproject.toml", folder)
    (folder / "tests").mkdir()
    shutil.copy(ROOT / "tests" / "conftest.py", folder / "tests")
    for name, text in tests.items():
        (folder / "tests" / f"test_{name}.py").write_text(text, encoding="utf-8")
    surroundings = {name: value for name, value in os.environ.items() if name != "GESTURE_DATA"}
    run = subprocess.run(
        [sys.executable, "-m", "pytest", "-rA", "--tb=short", "-p", "no:cacheprovider", *options],
        cwd=folder,
        env=surroundings | {"CI": "true", "DISPLAY": ":77"},
        capture_output=True,
        text=True,
        check=False,
    )
    return run.stdout


@pytest.fixture(scope="module")
def verdicts(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """What our own kit makes of the naughty tests."""
    said = run_in(tmp_path_factory.mktemp("naughty"), naughty=NAUGHTY)
    found: dict[str, str] = {}
    for line in said.splitlines():
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


@pytest.mark.skipif(sys.platform == "win32", reason="there the tests run in one process")
def test_whoever_needs_the_machine_alone_has_it_beside_other_processes(tmp_path: Path) -> None:
    said = run_in(tmp_path, "-n", "2", "--dist", "loadfile", crowd=CROWD, loner=LONER)
    assert "52 passed" in said
    assert (tmp_path / "was_alone").exists()
