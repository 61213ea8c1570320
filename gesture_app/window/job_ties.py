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
        queue.listed.connect(self._show)
        rows.cancel_wished.connect(queue.cancel)
        rows.resume_wished.connect(queue.resume)
        rows.remove_wished.connect(queue.remove)
        rows.chosen.connect(queue.follow)

    @Slot(object)
    def _show(self, jobs: tuple[LabJob, ...]) -> None:
        mine = tuple(job for job in jobs if job.order.kind in self._kinds)
        self._rows.show_jobs(mine)
        self.listed.emit(mine)
