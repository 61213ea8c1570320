"""The lab opens at once, however much the suite has reported: a thousand reports through the real page."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from gesture_app.ui.main_window import MainWindow
from gesture_app.window.lab_helm import LabHelm
from gesture_app.workers.jobs import Jobs
from tests.bench.lab_opening import BEAT_MS, Pulse, lab_over, write_reports
from tests.machine_speed import slowness

REPORTS = 1000
TRIES = 3  # what else a machine does costs everybody processor time, for caches must be filled anew: the best counts
# Of processor time: of both threads, and of the window's between two beats. On two quiet cores it is 0.23 to 0.29 and
# 0.02 to 0.04; the wish is 0.3. A table sorted by a proxy of Qt's kept the window waiting for 0.77.
WHOLE_S, STEP_S = 0.6, 0.15
# A slow or busy machine is granted so many times what only decoding the same JSON takes it; on quiet cores it is 25.
WHOLE_DECODINGS = 48


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of many reports, each of one run."""
    folder = tmp_path_factory.mktemp("lab")
    write_reports(folder, REPORTS)
    return folder


def decoded_s(folder: Path) -> float:
    """How long the processor decodes the lines of these reports, and does nothing else with them."""
    rows = [row for path in folder.rglob("*.jsonl") for row in path.read_text().splitlines()]
    before_s = time.thread_time()
    for row in rows:
        json.loads(row)
    return time.thread_time() - before_s


def worked_s(jobs: Jobs) -> float:
    """How long the thread of these jobs has been at work, asked on that thread after all jobs before."""
    found: list[float] = []
    asked = threading.Event()
    jobs.start("time", lambda: (found.append(time.thread_time()), asked.set()))
    assert asked.wait(60)
    return found[0]


@pytest.fixture
def lab(qapp: QApplication, qtbot: QtBot, reports: Path, tmp_path: Path) -> Iterator[tuple[LabHelm, Jobs]]:
    """Who steers the lab of the real window, and who reads for it."""
    with lab_over(reports, tmp_path / "jobs", qapp) as (helm, jobs):
        qtbot.addWidget(helm.parent())
        yield helm, jobs


@pytest.mark.alone
def test_a_thousand_reports_are_open_in_less_than_a_second_and_the_window_hardly_waits(
    lab: tuple[LabHelm, Jobs], reports: Path, qtbot: QtBot
) -> None:
    helm, jobs = lab
    tries = [opening_s(helm, jobs, qtbot) for _ in range(TRIES)]
    window = helm.parent()
    assert isinstance(window, MainWindow)
    assert window.lab.library.rows.model().rowCount() == 2 * REPORTS
    assert min(whole_s for whole_s, _ in tries) < max(WHOLE_S, WHOLE_DECODINGS * decoded_s(reports))
    assert min(step_s for _, step_s in tries) < STEP_S * slowness()


def opening_s(helm: LabHelm, jobs: Jobs, qtbot: QtBot) -> tuple[float, float]:
    """How long both threads are at work until the lab is read and painted, and the longest step of the window's."""
    window = helm.parent()
    assert isinstance(window, MainWindow)
    window.turn_to(window.live)
    before_s = time.thread_time() + worked_s(jobs)
    pulse = Pulse(window)
    with qtbot.waitSignal(helm.library_shown, timeout=20_000):
        window.turn_to(window.lab)
    qtbot.wait(10 * BEAT_MS)  # what the rows need to be painted
    pulse.deleteLater()
    return time.thread_time() + worked_s(jobs) - before_s, pulse.longest_s
