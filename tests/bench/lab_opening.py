"""Measures how long the lab takes to open over many reports of the suite: from the click until its rows are painted.

    QT_QPA_PLATFORM=offscreen python -m tests.bench.lab_opening --reports 1000 --openings 5

The reports are made up, two networks each. The first opening of the process is told apart from the later ones, which
find Python's and Qt's caches filled; each reads all reports anew. `waited_s` is what a user waits; `window_s` is how
much of it the window's thread was at work, and `longest_s` its longest step, during which the window answered nothing.
Medians of the later openings, as one JSON object.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PySide6.QtCore import QEvent, QEventLoop, QObject, QTimer
from PySide6.QtWidgets import QApplication

from gesture_app.core.gestures import read_vocabulary
from gesture_app.core.lab.job_folder import JobFolder
from gesture_app.core.lab.library import Library, read_library, report_files
from gesture_app.core.lab.timings import Timings
from gesture_app.core.paths import vocabulary_file
from gesture_app.ui.main_window import MainWindow
from gesture_app.ui.theme import Theme
from gesture_app.window.lab_helm import LabHelm
from gesture_app.window.lab_setting import LabParts
from gesture_app.workers.jobs import Jobs
from gesture_app.workers.lab_jobs import LabJobs
from tests.lab_entries import figures, line, write_report

BEAT_MS = 5
SEEDS, TASKS = 3, 4


class Pulse(QObject):
    """Feels how long the window's thread is at work between two of its beats, so its longest step is no longer."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.longest_s = 0.0
        self._last_s = time.thread_time()
        timer = QTimer(self, interval=BEAT_MS)
        timer.timeout.connect(self._beat)
        timer.start()

    def _beat(self) -> None:
        now_s = time.thread_time()
        self.longest_s = max(self.longest_s, now_s - self._last_s)
        self._last_s = now_s


class Painted(QObject):
    """Ends a loop when what it watches has been painted."""

    def __init__(self, loop: QEventLoop) -> None:
        super().__init__()
        self._loop = loop

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Look on."""
        if event.type() is QEvent.Type.Paint:
            QTimer.singleShot(0, self._loop.quit)  # after it has been painted
        return False


def write_reports(folder: Path, count: int) -> None:
    """Write so many reports, each of one run."""
    for number in range(count):
        pruned = figures(0.5 + number / (2 * count), 1000 - number % 90, 3.0 + number % 17)
        rows = [line(f"run{number}", seed, task=f"task{number % TASKS}", pruned=pruned) for seed in range(SEEDS)]
        write_report(folder / f"job{number}" / "report.jsonl", *rows)


@contextmanager
def lab_over(reports: Path, folder: Path, app: QApplication) -> Iterator[tuple[LabHelm, Jobs]]:
    """Who steers the lab of the real window, which shows another page, and who reads for it; nothing else is at work.

    Args:
        folder: Where the lab's own jobs would lie.
    """

    def read() -> Library:
        return read_library([], report_files([reports]), Timings("a machine", {}))

    window = MainWindow(Theme(app), read_vocabulary(vocabulary_file()))
    window.lab.complete()
    jobs, queue = Jobs(), LabJobs(JobFolder(folder, lambda *_: False))
    parts = LabParts(read=read, take_in=str, keep_time=lambda *_: None, engines=lambda: ())
    helm = LabHelm(window, parts, jobs, queue)
    window.show()
    app.processEvents()
    try:
        yield helm, jobs
    finally:
        helm.close()
        queue.close()
        jobs.close()


def opened(helm: LabHelm) -> dict[str, float]:
    """Turn to the lab and wait until its rows are painted."""
    window = helm.parent()
    assert isinstance(window, MainWindow)
    window.turn_to(window.live)
    QApplication.processEvents()
    loop, pulse = QEventLoop(), Pulse(window)
    helm.library_shown.connect(loop.quit)
    asked_s, worked_s = time.monotonic(), time.thread_time()
    window.turn_to(window.lab)
    loop.exec()
    painted = Painted(loop)
    rows = window.lab.library.rows.viewport()
    rows.installEventFilter(painted)
    rows.update()
    loop.exec()
    rows.removeEventFilter(painted)
    figures_s = time.monotonic() - asked_s, time.thread_time() - worked_s, pulse.longest_s
    pulse.deleteLater()
    return dict(zip(("waited_s", "window_s", "longest_s"), (round(one, 3) for one in figures_s), strict=True))


def main() -> None:
    """Open the lab several times and print what it took."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--reports", type=int, default=1000)
    parser.add_argument("--openings", type=int, default=5, help="after the first one")
    wanted = parser.parse_args()
    app = QApplication([])
    with tempfile.TemporaryDirectory() as name:
        write_reports(Path(name), wanted.reports)
        with lab_over(Path(name), Path(name) / "jobs", app) as (helm, _):
            first, *later = (opened(helm) for _ in range(1 + wanted.openings))
    again = {name: statistics.median(row[name] for row in later) for name in first}
    sys.stdout.write(json.dumps({"reports": wanted.reports, "first": first, "again": again}) + "\n")


if __name__ == "__main__":
    main()
