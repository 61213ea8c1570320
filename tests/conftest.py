"""What every test gets: a home of its own, no way to the real desktop, and a check that it leaves nothing behind."""

from __future__ import annotations

import contextlib
import gc
import logging
import os
import signal
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest

from gesture_app.core.paths import settings_file
from gesture_app.core.settings import LabSettings, Settings, save_settings

ROOT = Path(__file__).parents[1]
GRACE_S = 10.0  # a thread that was told to stop may need a moment on a busy machine

# What leads to the developer's own screen and session bus: a test must neither open windows nor pause their music.
DESKTOP = ("DISPLAY", "WAYLAND_DISPLAY", "DBUS_SESSION_BUS_ADDRESS")
FFMPEG_SPEAKS = "OPENCV_FFMPEG_LOGLEVEL"
# Libraries that count with several threads let them wait for each other by counting on, which the other tests pay for.
THREADS = ("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS")
# transformers keeps its log from the root's unless CI is set; what fails on the build server is to fail here, too.
LOGS = ("", "transformers")
HOME = ("HOME", "USERPROFILE", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME")


def pytest_configure(config: pytest.Config) -> None:
    """Settle what holds for the whole process: where Qt draws, what FFmpeg says, and that Ctrl-C is heard."""
    # The same examples every time: who lands a change is not stopped by a case that has been there for months. To look
    # for such a case: --hypothesis-profile=default
    hypothesis.settings.register_profile("steady", derandomize=True)
    if not config.getoption("--hypothesis-profile", default=None):
        hypothesis.settings.load_profile("steady")
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    # The app silences FFmpeg when it opens a source; here a test may have written a film before that.
    os.environ.setdefault(FFMPEG_SPEAKS, "-8")
    # Read when huggingface_hub is imported: no test asks the hub.
    os.environ.setdefault("HF_HUB_OFFLINE", "1")
    for name in THREADS:  # read when torch and numpy are imported
        os.environ.setdefault(name, "1")
    # A shell starts what it puts in the background deaf to Ctrl-C, and children inherit that; some tests press it.
    signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what asks for the pictures, so that `-m "not needs_data"` leaves exactly those out."""
    for item in items:
        if "gesture_data" in getattr(item, "fixturenames", ()):
            item.add_marker("needs_data")


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[None]:
    """Let a test with the mark `alone` have the machine for itself, also when several are run at a time.

    Before all other wrappers, so that the wait counts neither as the test's duration nor against its time limit.
    """
    if not hasattr(item.config, "workerinput"):
        return (yield)
    with _turn(is_alone=item.get_closest_marker("alone") is not None):
        return (yield)


@contextlib.contextmanager
def _turn(*, is_alone: bool) -> Iterator[None]:
    """Hold the machine together with other tests, or alone; taken between the processes of one checkout.

    What is locked are files that are there anyway, so that nothing is left to be cleared away. Whoever waits for the
    machine holds the door: else those that share it would go on sharing it, and one who wants it alone starve.
    """
    import fcntl  # not on Windows, where the tests run in one process

    with (ROOT / "tests" / "conftest.py").open() as door, (ROOT / "pyproject.toml").open() as machine:
        fcntl.flock(door, fcntl.LOCK_EX)
        fcntl.flock(machine, fcntl.LOCK_EX if is_alone else fcntl.LOCK_SH)
        fcntl.flock(door, fcntl.LOCK_UN)
        try:
            yield
        finally:
            fcntl.flock(machine, fcntl.LOCK_UN)  # said, because a child that was forked may have the file open


@pytest.fixture(scope="session")
def gesture_data() -> Path:
    """Give the folder with hands/, clips/ ...: pictures of real people, which never lie in this repository."""
    named = os.environ.get("GESTURE_DATA")
    if not named and os.environ.get("CI") == "true":
        pytest.fail("GESTURE_DATA is not set, and on the build server no test may be skipped for that.")
    if not named:
        pytest.skip("GESTURE_DATA is not set; let it name the folder that holds hands/ and clips/.")
    if not Path(named).is_dir():
        pytest.fail(f"GESTURE_DATA names {named}, which is not a folder.")
    return Path(named).resolve()


@pytest.fixture(scope="session")
def runtime_folder() -> Iterator[Path]:
    """A folder for sockets; its path is short because the system allows a socket only about 100 characters."""
    with tempfile.TemporaryDirectory(prefix="gesture-") as folder:
        yield Path(folder)


@pytest.fixture(autouse=True)
def isolated(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, runtime_folder: Path) -> None:
    """Keep the test away from the user's settings, screen, players and sockets."""
    for name in HOME:
        monkeypatch.setenv(name, str(tmp_path / "home"))
    for name in DESKTOP:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(runtime_folder))
    # Nor may it hear that the developer locks the screen; without the variable a well-known path would be tried.
    monkeypatch.setenv("DBUS_SYSTEM_BUS_ADDRESS", f"unix:path={tmp_path / 'no-bus'}")


@pytest.fixture
def brisk_jobs(isolated: None) -> None:
    """Let the lab's jobs compete with the other tests, as a user can: on a busy machine they would come to nothing."""
    save_settings(Settings(lab=LabSettings(job_priority="normal")), settings_file())


@pytest.fixture
def qtbot(qapp: object, request: pytest.FixtureRequest) -> object:
    """pytest-qt's, with patience; imported here, for most tests need no Qt."""
    from tests.patient_bot import PatientBot

    return PatientBot(request)


@pytest.fixture(autouse=True)
def widgets_gone() -> Iterator[None]:
    """Delete the widgets that a test is done with: Qt would keep them, and every later theme would dress them too."""
    yield
    if (widgets := sys.modules.get("PySide6.QtWidgets")) and widgets.QApplication.instance():
        core = sys.modules["PySide6.QtCore"]
        widgets.QApplication.processEvents()  # what was told to them meanwhile must not find them gone
        widgets.QApplication.sendPostedEvents(None, core.QEvent.Type.DeferredDelete)


@pytest.fixture(autouse=True)
def garbage_stays_here(request: pytest.FixtureRequest) -> Iterator[None]:
    """Collect what a test with widgets leaves in its own thread, as the app does, and never in one of its workers.

    What is not garbage by then is never looked at again, so that the next time takes a moment only.
    """
    if "qapp" not in request.fixturenames:
        yield
        return
    gc.disable()
    yield
    gc.collect()
    gc.freeze()
    gc.enable()


class _Collector(logging.Handler):
    """Keeps every record that a person would be worried by."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.lines: dict[str, None] = {}  # a record may come by two logs

    def emit(self, record: logging.LogRecord) -> None:
        self.lines[f"{record.name}: {record.levelname}: {record.getMessage()}"] = None


@pytest.fixture(autouse=True)
def quiet(request: pytest.FixtureRequest) -> Iterator[None]:
    """Fail a test that logs a warning or worse; one that asks for `caplog` judges its own log."""
    collector = _Collector()
    for name in LOGS:
        logging.getLogger(name).addHandler(collector)
    yield
    for name in LOGS:
        logging.getLogger(name).removeHandler(collector)
    if collector.lines and "caplog" not in request.fixturenames:
        pytest.fail("The test logged:\n" + "\n".join(collector.lines), pytrace=False)


@pytest.fixture(autouse=True)
def no_threads_left() -> Iterator[None]:
    """Fail a test whose threads outlive it; a daemon thread dies with the process and is left alone."""
    before = set(threading.enumerate())
    yield
    deadline_s = time.monotonic() + GRACE_S
    left = [thread for thread in threading.enumerate() if thread not in before and not thread.daemon]
    for thread in left:
        thread.join(max(0.0, deadline_s - time.monotonic()))
    alive = [thread.name for thread in left if thread.is_alive()]
    if alive:
        pytest.fail(f"The test left threads running: {', '.join(alive)}.", pytrace=False)


@pytest.fixture
def announced(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What is read out by screen readers, in order."""
    from PySide6.QtGui import QAccessible, QAccessibleEvent

    texts: list[str] = []

    def hear(event: QAccessibleEvent) -> None:
        texts.append(event.message())  # type: ignore[attr-defined]

    monkeypatch.setattr(QAccessible, "updateAccessibility", hear)
    return texts
