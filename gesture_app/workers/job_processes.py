"""Processes of the lab's jobs: started with few threads, made to stand back, recognised later, and ended as a whole."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import IO

import psutil

from gesture_app.core.lab.lab_job import PROGRAMS, ProcessMark

NICE = 19  # the least there is: whatever else wants the processor goes first
# Linux shares the processor out among sessions before it looks at niceness, so that a job in a session of its own would
# have as much as all of the app. This file lets a session as a whole stand back; not every kernel has it.
_SESSION_NICE = "/proc/{pid}/autogroup"
_TRIES, _PAUSE_S = 20, 0.05  # the kernel lets somebody who is not root write it ten times a second, all users together
# Every library that counts with several threads reads one of these when it is loaded.
THREAD_LIMITS = (
    "OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS", "NUMEXPR_NUM_THREADS", "VECLIB_MAXIMUM_THREADS",
)  # fmt: skip
_HURRIED_TRIES = 3
_PATIENCE_S = 0.6  # from being asked to end to being ended
_LOOK_S = 0.02

if sys.platform == "win32":
    _APART = subprocess.CREATE_NEW_PROCESS_GROUP
    _WITHOUT_WINDOW, _DETACHED = subprocess.CREATE_NO_WINDOW, subprocess.DETACHED_PROCESS
    _LEAST = psutil.IDLE_PRIORITY_CLASS
else:
    _APART = _WITHOUT_WINDOW = _DETACHED = 0  # there, a session of its own sets a process apart
    _LEAST = NICE


def modest_threads() -> int:
    """How many threads a job may count with: half the cores, so that detection has the others."""
    return max(1, (os.cpu_count() or 1) // 2)


def modest_environment(environment: Mapping[str, str]) -> dict[str, str]:
    """An environment in which libraries keep to few threads and what is printed is seen at once."""
    threads = str(modest_threads())
    return {**environment, **dict.fromkeys(THREAD_LIMITS, threads), "PYTHONUNBUFFERED": "1"}


def step_back(pid: int) -> None:
    """Leave a process that leads a session, and all that it will start, only what others do not want.

    It has just begun, and may have ended.
    """
    with contextlib.suppress(psutil.NoSuchProcess):
        psutil.Process(pid).nice(_LEAST)
    _set_session_nice(pid, NICE, _TRIES)


def _set_session_nice(pid: int, nice: int, tries: int) -> None:
    """Say how far back the session of a process stands, where there is such a thing."""
    if sys.platform != "linux":
        return
    for _ in range(tries):
        try:
            Path(_SESSION_NICE.format(pid=pid)).write_text(str(nice))
        except BlockingIOError:
            time.sleep(_PAUSE_S)
        except OSError:  # this kernel shares out otherwise, or the process is gone
            return
        else:
            return


def program(words: Sequence[str]) -> list[str]:
    """A job's command as this system starts it: by the same Python."""
    return [sys.executable, "-m", PROGRAMS[words[0]], *words[1:]]


def start_command(words: Sequence[str], printed: IO[bytes], complaints: IO[bytes]) -> subprocess.Popen[bytes]:
    """Start a job's command in a process group of its own.

    Raises:
        OSError: It cannot be started.
    """
    return subprocess.Popen(
        program(words),
        stdin=subprocess.DEVNULL,
        stdout=printed,
        stderr=complaints,
        env=modest_environment(os.environ),
        creationflags=_APART | _WITHOUT_WINDOW,
        start_new_session=sys.platform != "win32",
    )


def start_runner(log: Path) -> subprocess.Popen[bytes]:
    """Start the process that works the queue off; it goes on when this one ends, and ends at once if there is one.

    Raises:
        OSError: It cannot be started.
    """
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("ab") as complaints:
        return subprocess.Popen(
            program(("gesture-app", "jobs", "run-queue")),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=complaints,
            creationflags=_APART | _DETACHED,
            start_new_session=sys.platform != "win32",
        )


def let_go(runner: subprocess.Popen[bytes]) -> None:
    """Expect nothing more of a process that outlives this one on purpose; Python would warn of it."""
    runner.returncode = 0


def mark_of(pid: int) -> ProcessMark | None:
    """What a process is known by; None if it is gone already."""
    try:
        return ProcessMark(pid, psutil.Process(pid).create_time())
    except psutil.NoSuchProcess:
        return None


def is_alive(mark: ProcessMark) -> bool:
    """Whether exactly this process runs; one that has ended and waits to be reaped does not."""
    try:
        process = psutil.Process(mark.pid)
        return process.create_time() == mark.created_s and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def end_tree(mark: ProcessMark) -> None:
    """Ask a process and all that it started to end, and end what has not within a moment.

    Nobody is waited for in the system's sense: that would take a child's exit code away from whoever started it.
    """
    if not is_alive(mark):
        return
    root = psutil.Process(mark.pid)
    family = [root, *_children(root)]
    _hurry(root)
    for member in family:
        _tell(member, psutil.Process.terminate)
    _wait(family)
    # Those that were started meanwhile, too.
    left = [member for member in family if _goes_on(member)]
    for member in {*left, *(child for one in left for child in _children(one))}:
        _tell(member, psutil.Process.kill)
    _wait(left)


def _hurry(root: psutil.Process) -> None:
    """Have a session that stands back do so no longer: on a busy machine even dying takes a share of the processor."""
    with contextlib.suppress(psutil.NoSuchProcess):
        if root.nice() == _LEAST and _leads_session(root.pid):
            _set_session_nice(root.pid, 0, _HURRIED_TRIES)


def _leads_session(pid: int) -> bool:
    try:
        return sys.platform != "win32" and os.getsid(pid) == pid
    except ProcessLookupError:
        return False


def _wait(processes: Sequence[psutil.Process]) -> None:
    """Wait a moment for processes to end."""
    deadline_s = time.monotonic() + _PATIENCE_S
    while any(_goes_on(process) for process in processes) and time.monotonic() < deadline_s:
        time.sleep(_LOOK_S)


def _goes_on(process: psutil.Process) -> bool:
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def _tell(process: psutil.Process, what: Callable[[psutil.Process], None]) -> None:
    """Do something to a process that may be gone."""
    with contextlib.suppress(psutil.NoSuchProcess):
        what(process)


def _children(process: psutil.Process) -> list[psutil.Process]:
    try:
        return process.children(recursive=True)
    except psutil.NoSuchProcess:
        return []
