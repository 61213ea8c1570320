"""The queue of the lab on disk: a folder for each job, which every process of this user may read and write.

<key>/job.toml        what is asked for; written last, so a job is whole or not there
<key>/state.json      how it stands
<key>/cancel          is there when the job shall end
<key>/printed.txt     what the command printed
<key>/complaints.txt  what it said on standard error
"""

from __future__ import annotations

import json
import shutil
import time
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import asdict, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import tomlkit

from gesture_app.core.errors import LabError
from gesture_app.core.files import write_atomically
from gesture_app.core.lab.lab_job import PROGRAMS, JobOrder, JobStanding, JobState, LabJob, ProcessMark

IsAlive = Callable[[ProcessMark], bool]

_ORDER, _STATE, _CANCEL = "job.toml", "state.json", "cancel"
_TRIES, _PAUSE_S = 10, 0.02
_GONE = ".removed-"  # before the name of a folder that is being deleted


class JobFolder:
    """All jobs of a user; any process may hold one of these.

    Args:
        place: The folder of the jobs' folders; made when the first one comes.
        is_alive: Whether a process still runs.
    """

    def __init__(self, place: Path, is_alive: IsAlive) -> None:
        self.place = place
        self._is_alive = is_alive

    def add(self, order: JobOrder, now: datetime) -> LabJob:
        """Put a job at the end of the queue.

        Raises:
            LabError: Its program is none of those that a job may run, or the disk refuses.
        """
        if not order.command or order.command[0] not in PROGRAMS:
            raise LabError(f"A job runs {', '.join(PROGRAMS)} and nothing else; {order.shown!r} begins otherwise.")
        try:
            folder = _new_folder(self.place, now)
            job = LabJob(folder.name, folder, order, JobStanding(JobState.QUEUED, now.timestamp()))
            self.write(job)
            write_atomically(folder / _ORDER, _order_text(order, now))
        except OSError as error:
            raise LabError(f"The job cannot be kept in {self.place} ({error.strerror}); make room there.") from error
        return job

    def jobs(self) -> tuple[LabJob, ...]:
        """All jobs, the one that was queued first in front; a folder that cannot be read is left out."""
        if not self.place.is_dir():
            return ()
        found = (self._read(folder) for folder in self.place.iterdir())
        there = [job for job in found if job is not None]
        return tuple(sorted(there, key=lambda job: (job.standing.queued_at_s, job.key)))

    def job(self, key: str) -> LabJob:
        """One job.

        Raises:
            LabError: There is none of this key.
        """
        job = next((job for job in self.jobs() if job.key == key), None)
        if job is None:
            raise LabError(f"There is no job {key}; `gesture-app jobs list` shows them.")
        return job

    def next(self) -> LabJob | None:
        """The job whose turn it is."""
        return next((job for job in self.jobs() if job.state is JobState.QUEUED), None)

    def write(self, job: LabJob) -> None:
        """Keep how a job stands.

        Raises:
            OSError: The disk refuses.
        """
        text = json.dumps(asdict(job.standing) | {"state": job.state.value}, indent=1)
        for _ in range(_TRIES - 1):
            try:
                write_atomically(job.folder / _STATE, text)
            except PermissionError:  # Windows replaces no file that somebody reads at this moment
                time.sleep(_PAUSE_S)
            else:
                return
        write_atomically(job.folder / _STATE, text)

    def cancel(self, key: str) -> None:
        """Let a job end; its runner looks many times a second, and one that waits is over at once.

        Raises:
            LabError: There is no such job.
        """
        job = self.job(key)
        if not job.state.is_over:
            (job.folder / _CANCEL).touch()

    def is_cancelled(self, job: LabJob) -> bool:
        """Whether somebody wants a job to end."""
        return (job.folder / _CANCEL).exists()

    def resume(self, key: str, now: datetime) -> LabJob:
        """Put a job that was stopped at the end of the queue once more; it goes on where it was.

        Raises:
            LabError: There is no such job, or nothing of it is left to do.
        """
        job = self.job(key)
        if not job.state.is_resumable:
            raise LabError(f"The job {key} is {job.state.value}, so there is nothing to resume.")
        has_begun = job.standing.is_resumed or job.standing.started_at_s is not None
        waiting = replace(job, standing=JobStanding(JobState.QUEUED, now.timestamp(), is_resumed=has_begun))
        self.write(waiting)
        (job.folder / _CANCEL).unlink(missing_ok=True)
        return waiting

    def remove(self, key: str) -> None:
        """Forget a job and what it printed; what it made elsewhere stays.

        Raises:
            LabError: There is no such job, or it runs.
        """
        self.cancel(key)  # or the runner might begin with it meanwhile
        job = self.job(key)
        if job.state is JobState.RUNNING:
            raise LabError(f"The job {key} is running; it is being ended and can be removed then.")
        gone = job.folder.rename(job.folder.with_name(f"{_GONE}{job.key}"))
        shutil.rmtree(gone, ignore_errors=True)

    def _read(self, folder: Path) -> LabJob | None:
        """A job as it stands; None for what is no whole job."""
        if folder.name.startswith("."):
            return None
        try:
            order = _order(tomllib.loads((folder / _ORDER).read_text(encoding="utf-8")))
            standing = _standing(json.loads((folder / _STATE).read_text(encoding="utf-8")))
        except (OSError, ValueError, KeyError, TypeError):
            return None
        has_cancel = (folder / _CANCEL).exists()
        return LabJob(folder.name, folder, order, replace(standing, state=self._state(standing, has_cancel)))

    def _state(self, standing: JobStanding, has_cancel: bool) -> JobState:
        """How a job really stands, whatever its runner could still write down."""
        if standing.state is JobState.QUEUED and has_cancel:
            return JobState.CANCELLED
        is_orphan = standing.runner is None or not self._is_alive(standing.runner)
        if standing.state is JobState.RUNNING and is_orphan:
            return JobState.CANCELLED if has_cancel else JobState.INTERRUPTED
        return standing.state


def _new_folder(place: Path, now: datetime) -> Path:
    """A folder that nobody else has, named by the time."""
    stem = now.astimezone(UTC).strftime("%Y%m%d-%H%M%S")
    number = 1
    while True:
        folder = place / (stem if number == 1 else f"{stem}-{number}")
        try:
            folder.mkdir(parents=True)
        except FileExistsError:
            number += 1
        else:
            return folder


def _order_text(order: JobOrder, now: datetime) -> str:
    """The file of an order."""
    values = asdict(order) | {"command": list(order.command), "resume": list(order.resume)}
    return tomlkit.dumps(values | {"created": now.isoformat(timespec="seconds")})


def _order(values: Mapping[str, Any]) -> JobOrder:
    """What the file of an order says."""
    command, resume = (tuple(map(str, values[name])) for name in ("command", "resume"))
    if not command or command[0] not in PROGRAMS:
        raise ValueError(f"no job runs {command}")
    return JobOrder(str(values["title"]), str(values["kind"]), command, resume)


def _standing(values: Mapping[str, Any]) -> JobStanding:
    """What the file of a state says."""
    marks = {name: ProcessMark(**values[name]) if values[name] else None for name in ("runner", "process")}
    return JobStanding(**{**values, **marks, "state": JobState(values["state"])})
