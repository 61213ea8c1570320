"""The jobs of one page of the lab, the newest in front."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from gesture_app.core.lab.lab_job import LabJob
from gesture_app.ui.lab.job_row import JobRow
from gesture_app.ui.theme import GAP_PX, Theme


class JobList(QWidget):
    """A card for each job; a job keeps its card, so that a button that is being pressed stays where it is.

    Signals:
        cancel_wished(str): The job of this key shall end.
        resume_wished(str): It shall go on.
        remove_asked(str): It shall be forgotten, unless it made something that may be wanted: then `ask_removal`.
        remove_wished(str): It shall be forgotten.
        remove_all_wished(str): And what it made on the way shall be deleted.
        chosen(str): It shall be shown.
    """

    cancel_wished = Signal(str)
    resume_wished = Signal(str)
    remove_asked = Signal(str)
    remove_wished = Signal(str)
    remove_all_wished = Signal(str)
    chosen = Signal(str)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._rows: dict[str, JobRow] = {}
        self._lines = QVBoxLayout(self)
        self._lines.setContentsMargins(0, 0, 0, 0)
        self._lines.setSpacing(GAP_PX)
        self.hide()

    def show_jobs(self, jobs: Sequence[LabJob]) -> None:
        """Show these jobs, the last of them in front; nothing where there are none."""
        keys = {job.key for job in jobs}
        for key in [key for key in self._rows if key not in keys]:
            self._lines.removeWidget(self._rows[key])
            self._rows.pop(key).deleteLater()
        for job in jobs:
            if job.key in self._rows:
                self._rows[job.key].show_job(job)
            else:
                self._rows[job.key] = self._new_row(job)
        for place, job in enumerate(reversed(jobs)):
            if self._lines.indexOf(self._rows[job.key]) != place:
                self._lines.insertWidget(place, self._rows[job.key])
        self.setVisible(bool(jobs))

    def ask_removal(self, key: str, folder: Path) -> None:
        """Ask on a job's card whether this folder, which it made, goes with it."""
        if key in self._rows:
            self._rows[key].ask_removal(folder)

    def _new_row(self, job: LabJob) -> JobRow:
        row = JobRow(self._theme, job)
        row.cancel_wished.connect(self.cancel_wished)
        row.resume_wished.connect(self.resume_wished)
        row.remove_asked.connect(self.remove_asked)
        row.remove_wished.connect(self.remove_wished)
        row.remove_all_wished.connect(self.remove_all_wished)
        row.chosen.connect(self.chosen)
        return row
