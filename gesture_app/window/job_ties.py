"""Ties the jobs that one page of the lab asked for to its list of them."""

from __future__ import annotations

from collections.abc import Collection

from PySide6.QtCore import QObject, Signal, Slot

from gesture_app.core.lab.lab_job import LabJob
from gesture_app.ui.lab.job_list import JobList
from gesture_app.workers.lab_jobs import LabJobs


class JobTies(QObject):
    """Shows the jobs of some kinds, and passes on what is wished of them.

    Signals:
        listed(tuple): The jobs (LabJob) of these kinds, the one that was queued first in front.
    """

    listed = Signal(object)

    def __init__(self, rows: JobList, queue: LabJobs, kinds: Collection[str]) -> None:
        super().__init__(rows)
        self._rows = rows
        self._kinds = kinds
        self._queue = queue
        self._jobs: tuple[LabJob, ...] = ()
        queue.listed.connect(self._show)
        rows.cancel_wished.connect(queue.cancel)
        rows.resume_wished.connect(queue.resume)
        rows.remove_wished.connect(queue.remove)
        rows.remove_all_wished.connect(queue.remove_with_run)
        rows.remove_asked.connect(self._say_what_stays)
        rows.chosen.connect(queue.follow)

    @Slot(object)
    def _show(self, jobs: tuple[LabJob, ...]) -> None:
        mine = tuple(job for job in jobs if job.order.kind in self._kinds)
        self._jobs = mine
        self._rows.show_jobs(mine)
        self.listed.emit(mine)

    @Slot(str)
    def _say_what_stays(self, key: str) -> None:
        """Ask whether what a job made goes with it; where it made nothing that could, it is forgotten at once."""
        job = next((job for job in self._jobs if job.key == key), None)
        folder = self._queue.run_folder(job) if job is not None else None
        if folder is None:
            self._queue.remove(key)
        else:
            self._rows.ask_removal(key, folder)
