"""Works the lab's queue off, one job at a time, in a process of its own that outlives the window."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from io import BufferedRandom
from pathlib import Path

from gesture_app.core.lab.job_folder import JobFolder
from gesture_app.core.lab.lab_job import JobStanding, JobState, LabJob
from gesture_app.workers.file_lock import take_lock
from gesture_app.workers.job_processes import end_tree, mark_of, start_command, step_back

LOCK = "queue.lock"
LOG = "runner.log"
_LOOK_S = 0.1  # between two looks at whether a job shall end
_LAST_WORDS = 4096  # bytes at the end of what a command said, in which its reason is looked for

Now = Callable[[], datetime]
Asks = Callable[[], bool]


def work_off(folder: JobFolder, now: Now, stands_back: Asks) -> bool:
    """Run every job whose turn comes, until none is left; False if another process does that already.

    Args:
        folder: The queue.
        now: The time of day.
        stands_back: Asked as each job begins: whether it leaves the processor to everything else.
    """
    while folder.place.is_dir():
        lock = take_lock(folder.place / LOCK)
        if lock is None:
            return False
        with lock:
            settle(folder, now)
            while (job := folder.next()) is not None:
                _run(folder, job, now, stands_back)
        # Whoever added a job between the last look and giving the lock back has started a process that gave up.
        if folder.next() is None:
            return True
    return True


def settle_if_idle(folder: JobFolder, now: Now) -> None:
    """Clear up after a runner that was killed; nothing to do where one runs."""
    if not folder.place.is_dir():
        return
    lock = take_lock(folder.place / LOCK)
    if lock is not None:
        with lock:
            settle(folder, now)


def settle(folder: JobFolder, now: Now) -> None:
    """End what a killed runner has left running, and write down that it was interrupted; the lock must be held."""
    for job in folder.jobs():
        if job.state in (JobState.INTERRUPTED, JobState.CANCELLED) and job.standing.ended_at_s is None:
            if job.standing.process is not None:
                end_tree(job.standing.process)
            folder.write(_with(job, state=job.state, ended_at_s=now().timestamp(), runner=None, process=None))


def _run(folder: JobFolder, job: LabJob, now: Now, stands_back: Asks) -> None:
    """Run one job to its end, or until somebody wants it to end."""
    begun = replace(job.standing, state=JobState.RUNNING, started_at_s=now().timestamp(), runner=mark_of(os.getpid()))
    job = replace(job, standing=begun)
    folder.write(job)
    try:
        with _continued(job.printed) as printed, _continued(job.complaints) as complaints:
            process = start_command(job.order.words(is_resumed=job.standing.is_resumed), printed, complaints)
    except OSError as error:
        folder.write(_with(job, state=JobState.FAILED, ended_at_s=now().timestamp(), complaint=str(error)))
        return
    if stands_back():
        step_back(process.pid)
    job = _with(job, process=mark_of(process.pid))
    folder.write(job)
    try:
        _attend(folder, job, process)
    except KeyboardInterrupt:
        _end(job, process)
        folder.write(_with(job, state=JobState.INTERRUPTED, ended_at_s=now().timestamp(), runner=None, process=None))
        raise
    folder.write(replace(job, standing=_conclusion(folder, job, process.returncode, now)))


def _continued(path: Path) -> BufferedRandom:
    """A file that is written on from a line of its own, whatever its last writer was killed over."""
    file = path.open("a+b")
    if file.seek(0, os.SEEK_END) > 0:
        file.seek(-1, os.SEEK_END)
        if file.read(1) != b"\n":
            file.write(b"\n")
            file.flush()
    return file


def _attend(folder: JobFolder, job: LabJob, process: subprocess.Popen[bytes]) -> None:
    """Wait until a command is over, or end it when somebody wishes that."""
    while process.poll() is None:
        if folder.is_cancelled(job):
            _end(job, process)
            return
        try:
            process.wait(_LOOK_S)
        except subprocess.TimeoutExpired:
            continue


def _end(job: LabJob, process: subprocess.Popen[bytes]) -> None:
    if job.standing.process is not None:
        end_tree(job.standing.process)
    process.kill()
    process.wait()


def _conclusion(folder: JobFolder, job: LabJob, code: int, now: Now) -> JobStanding:
    """How a job stands whose command is over."""
    ended = replace(job.standing, ended_at_s=now().timestamp(), code=code, runner=None, process=None)
    if code == 0:
        return replace(ended, state=JobState.DONE)
    if folder.is_cancelled(job):
        return replace(ended, state=JobState.CANCELLED)
    if code < 0:  # by a signal: the kernel for want of memory, or a person
        return replace(ended, state=JobState.INTERRUPTED)
    return replace(ended, state=JobState.FAILED, complaint=_last_words(job))


def _last_words(job: LabJob) -> str:
    """The last line that a command said on standard error."""
    with job.complaints.open("rb") as file:
        file.seek(max(0, file.seek(0, os.SEEK_END) - _LAST_WORDS))
        lines = file.read().decode("utf-8", errors="replace").strip().splitlines()
    return lines[-1].strip() if lines else ""


def _with(job: LabJob, **changes: object) -> LabJob:
    """A job that stands differently."""
    return replace(job, standing=replace(job.standing, **changes))  # type: ignore[arg-type]
