"""The lab's queue as the window sees it: jobs are added and ended here, and what their commands tell comes back."""

from __future__ import annotations

import contextlib
import queue
import subprocess
import threading
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from gesture_app.core.errors import LabError
from gesture_app.core.lab.growing_file import GrowingFile, told_apart
from gesture_app.core.lab.job_folder import JobFolder
from gesture_app.core.lab.job_made import delete_run, run_folder
from gesture_app.core.lab.lab_job import JobOrder, LabJob
from gesture_app.workers.job_processes import let_go, start_runner
from gesture_app.workers.job_runner import LOG, settle_if_idle

_LOOK_S = 0.35  # between two looks at the jobs while somebody sees them


class LabJobs(QObject):
    """Everything about jobs that touches the disk, on a thread of its own; the signals come on that of this object.

    Jobs are run by another process, which goes on when this one ends. Nothing is read while nobody watches.

    Args:
        homes: The folders below which what a job made may be deleted with it.

    Signals:
        listed(tuple): All jobs (LabJob), the one that was queued first in front; told when one of them changed.
        added(str, str): The key and the kind of a job that was just put into the queue.
        heard(str, tuple): The key of a job, and what its command told since the last time, one mapping a line. A job
            that waits or runs is heard by itself, from its first line on; one that is over when it is asked for by
            `follow`.
        printed(str, tuple): The same for lines that are for people, such as those of pip.
        failed(str): One sentence for a wish that could not be fulfilled.
    """

    listed = Signal(object)
    added = Signal(str, str)
    heard = Signal(str, object)
    printed = Signal(str, object)
    failed = Signal(str)

    def __init__(self, folder: JobFolder, homes: Sequence[Path] = ()) -> None:
        super().__init__()
        self._folder = folder
        self._homes = homes
        self._wishes: queue.SimpleQueue[Callable[[], None] | None] = queue.SimpleQueue()
        self._is_watched = False
        self._listed: tuple[LabJob, ...] | None = None
        self._followed: dict[str, GrowingFile] = {}
        self._runners: list[subprocess.Popen[bytes]] = []
        self._thread = threading.Thread(target=self._run, name="lab-jobs")
        self._thread.start()
        self._wishes.put(self._begin)

    def add(self, order: JobOrder) -> None:
        """Put a job into the queue; it begins when those before it are over."""
        self._wishes.put(lambda: self._add(order))

    def cancel(self, key: str) -> None:
        """End a job within a second; what it has finished is kept."""
        self._wishes.put(lambda: self._folder.cancel(key))

    def resume(self, key: str) -> None:
        """Let a job go on that was stopped."""
        self._wishes.put(lambda: self._resume(key))

    def remove(self, key: str) -> None:
        """Forget a job that does not run."""
        self._wishes.put(lambda: self._folder.remove(key))

    def remove_with_run(self, key: str) -> None:
        """Forget a job that does not run, and delete what it kept on the way; a network that came of it stays."""
        self._wishes.put(lambda: self._remove_with_run(key))

    def run_folder(self, job: LabJob) -> Path | None:
        """What would be deleted with a job; None if there is nothing."""
        folder = run_folder(job.order, self._homes)
        return folder if folder is not None and folder.is_dir() else None

    def follow(self, key: str) -> None:
        """Tell once more, from the first line on, what a job's command said, and go on with it."""
        self._wishes.put(lambda: self._follow(key))

    def watch(self, *, is_watched: bool) -> None:
        """Whether anybody sees the jobs; while nobody does, nothing is told and the disk is left alone."""
        self._wishes.put(lambda: self._watch(is_watched=is_watched))

    def close(self) -> None:
        """Watch no more; the jobs go on. May be called twice."""
        self._wishes.put(None)
        self._thread.join()
        for runner in self._runners:
            let_go(runner)

    def _run(self) -> None:
        while (wish := self._next()) is not None:
            try:
                wish()
                if self._is_watched:
                    self._look()
            except LabError as error:
                self.failed.emit(str(error))
            except OSError as error:
                self.failed.emit(
                    f"The queue in {self._folder.place} cannot be used ({error.strerror}); make room there."
                )

    def _next(self) -> Callable[[], None] | None:
        """The next wish; a look at the jobs when none comes for a while."""
        try:
            return self._wishes.get(timeout=_LOOK_S if self._is_watched else None)
        except queue.Empty:
            return _nothing

    def _begin(self) -> None:
        """Clear up what an earlier run was killed over, and let the queue go on if there is one."""
        with contextlib.suppress(OSError):  # said when a job is added
            settle_if_idle(self._folder, _now)
        if self._folder.next() is not None:
            self._ensure_runner()

    def _add(self, order: JobOrder) -> None:
        job = self._folder.add(order, _now())
        self._ensure_runner()
        self.added.emit(job.key, job.order.kind)

    def _resume(self, key: str) -> None:
        settle_if_idle(self._folder, _now)  # or what a killed runner left running would go on beside it
        self._folder.resume(key, _now())
        self._ensure_runner()

    def _remove_with_run(self, key: str) -> None:
        order = self._folder.job(key).order
        self._folder.remove(key)
        delete_run(order, self._homes)

    def _ensure_runner(self) -> None:
        """Start a process that works the queue off; one that finds another at work ends at once."""
        try:
            self._runners.append(start_runner(self._folder.place / LOG))
        except OSError as error:
            raise LabError(f"The queue cannot be worked off ({error.strerror}); start the app again.") from error

    def _follow(self, key: str) -> None:
        self._followed[key] = GrowingFile(self._folder.job(key).printed)

    def _watch(self, *, is_watched: bool) -> None:
        self._is_watched = is_watched
        self._listed = None  # whoever has come since then is told, too

    def _look(self) -> None:
        """Tell what is new."""
        self._runners = [runner for runner in self._runners if runner.poll() is None]  # or they would stay as zombies
        jobs = self._folder.jobs()
        if jobs != self._listed:
            self._listed = jobs
            self.listed.emit(jobs)
        for job in jobs:
            if not job.state.is_over and job.key not in self._followed:  # one that waits may be over at the next look
                self._followed[job.key] = GrowingFile(job.printed)
            self._hear(job)

    def _hear(self, job: LabJob) -> None:
        file = self._followed.get(job.key)
        events, others = told_apart(file.lines()) if file is not None else ((), ())
        if events:
            self.heard.emit(job.key, events)
        if others:
            self.printed.emit(job.key, others)


def _now() -> datetime:
    return datetime.now(UTC)


def _nothing() -> None:
    """Leave it at a look."""
