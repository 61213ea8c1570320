"""A page of the lab shows its own jobs only, and what is wished of them reaches the queue."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton
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
            rows.findChild(JobRow).remove_asked.emit(mine.key)
        assert listed.args[0] == ()
    finally:
        queue.close()


def test_a_job_is_asked_about_before_its_run_is_deleted_with_it(qapp, qtbot: QtBot, tmp_path: Path) -> None:
    runs = tmp_path / "runs"
    (runs / "mine" / "steps").mkdir(parents=True)
    folder = JobFolder(tmp_path / "jobs", is_alive)
    words = ("gesture-train", "retrain", "hands", "--out", str(runs / "mine"), "--model", str(tmp_path / "model"))
    key = folder.add(JobOrder("mine", "retrain", words), datetime.now(UTC)).key
    folder.cancel(key)
    rows = JobList(Theme(qapp))
    qtbot.addWidget(rows)
    queue = LabJobs(folder, (runs,))
    ties = JobTies(rows, queue, {"retrain"})
    try:
        with qtbot.waitSignal(ties.listed, timeout=5000):
            queue.watch(is_watched=True)
        card = rows.findChild(JobRow)
        qtbot.mouseClick(button(card, "Forget this job"), Qt.MouseButton.LeftButton)
        assert str(runs / "mine") in "".join(label.text() for label in card.findChildren(QLabel))
        assert (runs / "mine").is_dir()
        with qtbot.waitSignal(ties.listed, timeout=5000) as listed:
            qtbot.mouseClick(button(card, "Delete it too"), Qt.MouseButton.LeftButton)
        assert listed.args[0] == ()
        assert not (runs / "mine").exists()
        assert runs.is_dir()
    finally:
        queue.close()


def button(card: JobRow, name: str) -> QPushButton:
    return next(one for one in card.findChildren(QPushButton) if name in (one.text(), one.accessibleName()))
