"""The queue is worked off by a real process; what is killed in the middle is found again and goes on."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import psutil
import pytest

from gesture_app.core.lab.job_folder import JobFolder
from gesture_app.core.lab.lab_job import PROGRAMS, JobOrder, JobState, LabJob
from gesture_app.core.paths import jobs_folder
from gesture_app.workers import job_processes, job_runner
from gesture_app.workers.job_processes import NICE, is_alive, mark_of, modest_threads
from gesture_app.workers.job_runner import settle_if_idle, work_off

LIMIT_S = 110.0  # the machine may be busy

# Prints what it was given and then waits, with a child of its own, until it is ended or told to go on.
WAITING = """
import json, os, subprocess, sys, time
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
limits = os.environ["OMP_NUM_THREADS"]
print(json.dumps({"words": sys.argv[1:], "pid": os.getpid(), "child": child.pid, "threads": limits}), flush=True)
if "--resume" in sys.argv:
    child.kill()
    sys.exit(0)
print('{"torn', end="", flush=True)
time.sleep(600)
"""
FAILING = "import sys; print('first', file=sys.stderr); print('the reason', file=sys.stderr); sys.exit(3)"

pytestmark = [pytest.mark.alone, pytest.mark.timeout(300)]


def now() -> datetime:
    return datetime.now(UTC)


def never() -> bool:
    return False


@pytest.fixture
def folder() -> JobFolder:
    return JobFolder(jobs_folder(), is_alive)


@pytest.fixture
def add(folder: JobFolder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], LabJob]:
    """Queues a command whose module is written by the test; the name of a program stays that of a real one."""
    monkeypatch.setenv("PYTHONPATH", str(Path.cwd()))
    monkeypatch.chdir(tmp_path)  # where `python -m` looks first

    def added(text: str, program: str = "gesture-train") -> LabJob:
        package = tmp_path / PROGRAMS[program]
        package.mkdir(exist_ok=True)
        (package / "__init__.py").touch()
        (package / "__main__.py").write_text(text)
        return folder.add(JobOrder("A job", "test", (program, "go"), ("--resume",)), now())

    return added


@pytest.fixture
def runner() -> Iterator[Callable[[], subprocess.Popen[bytes]]]:
    """Starts real runners and leaves none behind."""
    started = []

    def start() -> subprocess.Popen[bytes]:
        started.append(subprocess.Popen([sys.executable, "-m", "gesture_app", "jobs", "run-queue"]))
        return started[-1]

    yield start
    for process in started:
        process.kill()
        process.wait()


def wait_for(happened: Callable[[], object]) -> None:
    deadline_s = time.monotonic() + LIMIT_S
    while not happened():
        assert time.monotonic() < deadline_s
        time.sleep(0.02)


def goes_on(pid: int) -> bool:
    """Whether a process runs; one that only waits to be reaped does not."""
    mark = mark_of(pid)
    return mark is not None and is_alive(mark)


def processor_s(pid: int) -> float:
    """How long a process has computed, without its children."""
    times = psutil.Process(pid).cpu_times()
    return times.user + times.system


def told(job: LabJob) -> list[dict[str, object]]:
    """What its command has printed, where it is whole."""
    text = job.printed.read_text() if job.printed.exists() else ""
    return [json.loads(line) for line in text.splitlines() if line.endswith("}")]


def test_jobs_are_run_in_turn_and_how_they_ended_is_kept(folder: JobFolder, add: Callable[..., LabJob]) -> None:
    good, bad = add("print('done')"), add(FAILING, "pip")
    assert work_off(folder, now, never)
    assert good.printed.read_text() == "done\n"
    ended = folder.job(bad.key).standing
    assert folder.job(good.key).state is JobState.DONE
    assert (ended.state, ended.code, ended.complaint) == (JobState.FAILED, 3, "the reason")


def session_nice(pid: int) -> str:
    """How far back the session of a process stands, where the kernel tells."""
    file = Path(f"/proc/{pid}/autogroup")
    return file.read_text().split()[-1] if file.exists() else str(NICE)


def test_a_job_has_the_least_priority_and_half_the_cores(
    folder: JobFolder, add: Callable[..., LabJob], runner: Callable[[], subprocess.Popen[bytes]]
) -> None:
    job = add(WAITING)
    process = runner()
    wait_for(lambda: told(job))
    facts = told(job)[0]
    pid, child = (int(str(facts[name])) for name in ("pid", "child"))
    wait_for(lambda: psutil.Process(pid).nice() == NICE and session_nice(child) == str(NICE))
    assert facts["threads"] == str(modest_threads()) == str(max(1, os.cpu_count() // 2))
    assert not work_off(folder, now, never), "a second runner must give up"
    folder.cancel(job.key)
    assert process.wait(LIMIT_S) == 0


@pytest.mark.usefixtures("brisk_jobs")
def test_a_job_competes_where_the_user_wants_that(
    folder: JobFolder, add: Callable[..., LabJob], runner: Callable[[], subprocess.Popen[bytes]]
) -> None:
    job, after = add("import psutil; print(psutil.Process().nice())"), add("print('after')", "pip")
    assert runner().wait(LIMIT_S) == 0
    assert job.printed.read_text() == f"{psutil.Process().nice()}\n"
    assert after.printed.read_text() == "after\n"


def test_cancelling_ends_a_job_and_all_it_started_within_a_second(
    folder: JobFolder, add: Callable[..., LabJob], runner: Callable[[], subprocess.Popen[bytes]]
) -> None:
    deaf = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN)\n"
    job = add(deaf + WAITING)
    process = runner()
    wait_for(lambda: told(job) and folder.job(job.key).standing.process)
    pids = [int(str(told(job)[0][name])) for name in ("pid", "child")]
    computed_s = [processor_s(process.pid)]

    def is_cancelled() -> bool:
        with contextlib.suppress(psutil.Error):  # it may have ended
            computed_s.append(processor_s(process.pid))
        return folder.job(job.key).state is JobState.CANCELLED

    begun_s = time.monotonic()
    folder.cancel(job.key)
    wait_for(is_cancelled)
    took_s = time.monotonic() - begun_s
    assert not any(goes_on(pid) for pid in pids)
    assert process.wait(LIMIT_S) == 0
    waited_s = job_processes._PATIENCE_S + job_runner._LOOK_S  # at most, in all
    assert waited_s + computed_s[-1] - computed_s[0] < 1.0, "what others have of the machine is not counted"
    assert took_s < 10.0


def test_a_killed_command_is_interrupted_and_the_queue_goes_on(
    folder: JobFolder, add: Callable[..., LabJob], runner: Callable[[], subprocess.Popen[bytes]]
) -> None:
    job = add(WAITING)
    after = add("print('after')", "pip")
    process = runner()
    wait_for(lambda: told(job))
    for name in ("pid", "child"):
        psutil.Process(int(str(told(job)[0][name]))).kill()
    assert process.wait(LIMIT_S) == 0
    assert folder.job(job.key).state is JobState.INTERRUPTED
    assert folder.job(after.key).state is JobState.DONE


def test_a_killed_runner_leaves_nothing_running_and_its_job_goes_on(
    folder: JobFolder, add: Callable[..., LabJob], runner: Callable[[], subprocess.Popen[bytes]]
) -> None:
    job = add(WAITING)
    process = runner()
    wait_for(lambda: told(job) and folder.job(job.key).standing.process)
    process.kill()
    process.wait()
    assert folder.job(job.key).state is JobState.INTERRUPTED
    settle_if_idle(folder, now)
    assert not goes_on(int(str(told(job)[0]["pid"])))
    assert folder.job(job.key).standing.ended_at_s is not None
    folder.resume(job.key, now())
    assert work_off(folder, now, never)
    assert folder.job(job.key).state is JobState.DONE
    assert [line["words"] for line in told(job)] == [["go"], ["go", "--resume"]]


def test_a_runner_that_is_asked_to_end_says_what_it_interrupted(
    folder: JobFolder, add: Callable[..., LabJob], runner: Callable[[], subprocess.Popen[bytes]]
) -> None:
    job = add(WAITING)
    process = runner()
    wait_for(lambda: told(job) and folder.job(job.key).standing.process)
    process.terminate()
    assert process.wait(LIMIT_S) == 130
    assert folder.job(job.key).standing.state is JobState.INTERRUPTED
    assert not goes_on(int(str(told(job)[0]["pid"])))
