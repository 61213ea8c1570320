"""A page of the lab shows its own jobs only, and what is wished of them reaches the queue."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from pytestqt.qtbot import QtBot

from gesture_app.core.lab.job_folder import JobFolder
from gesture_app.core.lab.lab_job import JobOrder
from gesture_app.ui.lab.job_list import JobList
from gesture_app.ui.lab.job_row import JobRow
from gesture_app.ui.theme import Theme
from gesture_app.window.job_ties import JobTies
from gesture_app.workers.job_processes import is_alive
from gesture_app.workers.lab_jobs import LabJobs


def test_jobs_of_other_pages_are_left_out_and_wishes_are_passed_on(qapp, qtbot: QtBot, tmp_path: Path) -> None:
    folder = JobFolder(tmp_path, is_alive)
    now = datetime.now(UTC)
    for kind in ("prune", "retrain"):
        job = folder.add(JobOrder(kind, kind, ("gesture-app", "models")), now)
        folder.cancel(job.key)  # or the queue would be worked off
    rows = JobList(Theme(qapp))
    qtbot.addWidget(rows)
    queue = LabJobs(folder)
    ties = JobTies(rows, queue, {"prune"})
    try:
        with qtbot.waitSignal(ties.listed, timeout=5000) as listed:
            queue.watch(is_watched=True)
        (mine,) = listed.args[0]
        assert mine.order.kind == "prune"
        with qtbot.waitSignal(ties.listed, timeout=5000) as listed:
            rows.findChild(JobRow).remove_wished.emit(mine.key)
        assert listed.args[0] == ()
    finally:
        queue.close()
