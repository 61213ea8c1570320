"""The queue as the window sees it: real jobs of this project, run by a process that the window does not need."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import psutil
import pytest
from pytestqt.qtbot import QtBot

from gesture_app.core.lab.growing_file import Event
from gesture_app.core.lab.job_folder import JobFolder
from gesture_app.core.lab.lab_job import JobOrder, JobState, LabJob
from gesture_app.core.paths import jobs_folder
from gesture_app.workers import lab_jobs
from gesture_app.workers.job_processes import is_alive
from gesture_app.workers.lab_jobs import LabJobs

LIMIT_MS = 110_000  # jobs have the least priority, and the machine may be busy
LIST = JobOrder("List the models", "test", ("gesture-app", "models", "--json"))
LONG = JobOrder("Never ends", "test", ("gesture-app", "soak", "--minutes", "60", "--player", "dry_run", "--json"))
SEEDS = 2
# The app as far as its jobs go: it queues what it is given and watches, until it is killed.
APP = """
import json, sys
from PySide6.QtCore import QCoreApplication
from gesture_app.core.lab.job_folder import JobFolder
from gesture_app.core.lab.lab_job import JobOrder
from gesture_app.core.paths import jobs_folder
from gesture_app.workers.job_processes import is_alive
from gesture_app.workers.lab_jobs import LabJobs
app = QCoreApplication([])
queue = LabJobs(JobFolder(jobs_folder(), is_alive))
for number, command in enumerate(json.loads(sys.argv[1])):
    queue.add(JobOrder(f"Job {number}", "test", tuple(command)))
queue.watch(is_watched=True)
app.exec()
"""

pytestmark = [pytest.mark.alone, pytest.mark.usefixtures("brisk_jobs"), pytest.mark.timeout(300)]


class Listener:
    """Keeps what the queue says last."""

    def __init__(self, queue: LabJobs) -> None:
        self.jobs: tuple[LabJob, ...] = ()
        self.events: list[Event] = []
        self.faults: list[str] = []
        queue.listed.connect(self.list)
        queue.heard.connect(self.hear)
        queue.failed.connect(self.faults.append)
        queue.watch(is_watched=True)

    def list(self, jobs: tuple[LabJob, ...]) -> None:
        self.jobs = jobs

    def hear(self, key: str, events: Sequence[Event]) -> None:
        self.events += events

    def states(self) -> list[JobState]:
        return [job.state for job in self.jobs]


@pytest.fixture
def open_queue(qapp: object) -> Iterator[Callable[[], LabJobs]]:
    """Opens the queue as the window does; nothing goes on after the test."""
    queues: list[LabJobs] = []

    def opened() -> LabJobs:
        queues.append(LabJobs(JobFolder(jobs_folder(), is_alive)))
        return queues[-1]

    yield opened
    for queue in queues:
        queue.close()
    for job in JobFolder(jobs_folder(), is_alive).jobs():
        for mark in (job.standing.runner, job.standing.process):
            if mark is not None and is_alive(mark):
                psutil.Process(mark.pid).kill()


def test_a_job_is_run_and_what_it_tells_is_heard(open_queue: Callable[[], LabJobs], qtbot: QtBot) -> None:
    queue = open_queue()
    listener = Listener(queue)
    with qtbot.waitSignal(queue.added, timeout=5000) as added:
        queue.add(LIST)
    queue.follow(added.args[0])
    qtbot.waitUntil(lambda: listener.states() == [JobState.DONE], timeout=LIMIT_MS)
    qtbot.waitUntil(lambda: bool(listener.events), timeout=5000)
    assert "default" in [event["name"] for event in listener.events]


def test_a_job_that_is_over_between_two_looks_is_heard_all_the_same(
    open_queue: Callable[[], LabJobs], qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lab_jobs, "_LOOK_S", 600.0)
    queue = open_queue()
    listener = Listener(queue)
    queue.add(LIST)
    folder = JobFolder(jobs_folder(), is_alive)
    qtbot.waitUntil(lambda: [job.state for job in folder.jobs()] == [JobState.DONE], timeout=LIMIT_MS)
    assert listener.events == []
    queue.watch(is_watched=True)
    qtbot.waitUntil(lambda: bool(listener.events))
    assert listener.states() == [JobState.DONE]


def test_closing_the_window_ends_no_job_and_the_next_one_hears_it_whole(
    open_queue: Callable[[], LabJobs], qtbot: QtBot
) -> None:
    queue = open_queue()
    listener = Listener(queue)
    queue.add(LONG)
    qtbot.waitUntil(lambda: bool(listener.events), timeout=LIMIT_MS)
    first = listener.events[0]
    queue.close()
    again = open_queue()
    listener = Listener(again)
    qtbot.waitUntil(lambda: listener.states() == [JobState.RUNNING], timeout=5000)
    qtbot.waitUntil(lambda: bool(listener.events), timeout=5000)
    assert listener.events[0] == first
    again.cancel(listener.jobs[0].key)
    qtbot.waitUntil(lambda: listener.states() == [JobState.CANCELLED], timeout=2000)
    again.remove(listener.jobs[0].key)
    qtbot.waitUntil(lambda: listener.jobs == (), timeout=5000)


def test_a_wish_that_cannot_be_fulfilled_is_a_sentence(open_queue: Callable[[], LabJobs], qtbot: QtBot) -> None:
    queue = open_queue()
    listener = Listener(queue)
    queue.resume("nosuch")
    qtbot.waitUntil(lambda: len(listener.faults) == 1, timeout=5000)
    assert "There is no job nosuch" in listener.faults[0]


def test_a_disk_that_refuses_is_a_sentence_and_no_end(
    open_queue: Callable[[], LabJobs], qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    queue = open_queue()
    listener = Listener(queue)

    def refuse(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(queue._folder, "remove", refuse)
    queue.remove("any")
    qtbot.waitUntil(lambda: len(listener.faults) == 1, timeout=5000)
    assert "No space left on device" in listener.faults[0]
    queue.resume("nosuch")
    qtbot.waitUntil(lambda: len(listener.faults) == 2, timeout=5000)


def test_while_nobody_watches_the_disk_is_left_alone(open_queue: Callable[[], LabJobs], qtbot: QtBot) -> None:
    queue = open_queue()
    queue.watch(is_watched=False)
    with qtbot.waitSignal(queue.failed, timeout=5000):  # so that all wishes before are fulfilled
        queue.cancel("nosuch")
    reads = []
    folder = queue._folder
    original = folder.jobs
    folder.jobs = lambda: reads.append(1) or original()
    qtbot.wait(800)
    assert reads == []


@contextlib.contextmanager
def app_with_jobs(*commands: Sequence[str]) -> Iterator[subprocess.Popen[bytes]]:
    """A process of its own that queues these, with a process group as a terminal gives it; it is gone at the end."""
    line = [sys.executable, "-c", APP, json.dumps(commands)]
    with subprocess.Popen(line, start_new_session=True) as process:
        try:
            yield process
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)


@pytest.mark.needs_torch
@pytest.mark.skipif(sys.platform == "win32", reason="there are no process groups to kill")
def test_jobs_go_on_when_the_app_is_killed_and_a_new_one_finds_all_that_was_finished(
    open_queue: Callable[[], LabJobs], qtbot: QtBot, tmp_path: Path
) -> None:
    """Killed after the first of two seeds, with another job behind: the runner knows nothing of the app."""
    words = ("gesture-train", "suite", "run", "l1", "--task", "tiny_shapes", "--seeds", str(SEEDS))
    training = (*words, "--set", "training.epochs=1", "--timing-runs", "0", "--out", str(tmp_path), "--json")
    report, deadline_s = tmp_path / "report.jsonl", time.monotonic() + LIMIT_MS / 1000
    with app_with_jobs(training, LIST.command) as app:
        while not report.exists():
            assert app.poll() is None
            assert time.monotonic() < deadline_s
            time.sleep(0.02)
        os.killpg(app.pid, signal.SIGKILL)
        assert app.wait() == -signal.SIGKILL
    assert [job.state for job in JobFolder(jobs_folder(), is_alive).jobs()] == [JobState.RUNNING, JobState.QUEUED]
    finished = report.read_text().splitlines()
    listener = Listener(open_queue())
    qtbot.waitUntil(lambda: listener.states() == [JobState.DONE] * 2, timeout=LIMIT_MS)
    lines = report.read_text().splitlines()
    assert lines[: len(finished)] == finished
    assert [json.loads(line)["seed"] for line in lines] == list(range(SEEDS))
    assert [job.standing.is_resumed for job in listener.jobs] == [False, False], "they were never stopped"
    assert "default" in listener.jobs[1].printed.read_text()
