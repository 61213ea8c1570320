"""Measures how long a user waits for the window, its first picture and the first look at a hand.

    xvfb-run -s "-screen 0 1280x800x24" python tests/bench/first_frame.py --runs 5
    xvfb-run -s "-screen 0 1280x800x24" python tests/bench/first_frame.py --runs 5 --cold     # as root, on Linux

Each run is a process of its own with the drawn hand, the shipped model and a dry run; the times count from the moment
that it is started (not from what the system says of that, which on Linux is only as good as the second in which it
booted) and hence include Python's own start and every import. One run that does not count comes first: it writes
the byte code, which whoever installs the app has as well. `--cold` has the system forget every file before each run, as
after booting. The medians are printed as one JSON object; `thread_s` is what the window's thread worked until the
first picture, whatever else the machine did.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

CHILD = "--child"
GIVE_UP_MS = 60_000
FORGET = Path("/proc/sys/vm/drop_caches")


def measure(started_s: float) -> None:
    """Be the app until the model has looked at a frame; print when what was there.

    Args:
        started_s: When this process was started, by the clock of the day.
    """
    from PySide6.QtCore import QEvent, QObject, QTimer, Slot
    from PySide6.QtWidgets import QApplication

    from gesture_app.core.settings import PlayerSettings, Settings, SourceSettings
    from gesture_app.ui.theme import Theme
    from gesture_app.window.composition import Desk
    from gesture_app.window.parts import window_parts

    times_s: dict[str, float] = {}
    worked_s: dict[str, float] = {}

    def note(what: str) -> None:
        if what not in times_s:
            times_s[what] = round(time.time() - started_s, 2)
            worked_s[what] = round(time.thread_time(), 2)

    class Watch(QObject):
        """Looks at the picture being painted and the model being ready."""

        def __init__(self, desk: Desk) -> None:
            super().__init__()
            self._picture = desk.window.live.picture
            self._picture.installEventFilter(self)
            self._status = desk.window.live.status
            desk.bridge.figures_ready.connect(self._look)

        def eventFilter(self, _watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
            if event.type() is QEvent.Type.Paint:
                note("window_s" if self._picture.picture_place().isEmpty() else "first_frame_s")
            return False

        @Slot()
        def _look(self) -> None:
            if self._status.engine_text:
                note("model_s")
            if {"model_s", "first_frame_s"} <= times_s.keys():
                QApplication.quit()

    note("imports_s")
    app = QApplication([])
    settings = Settings(source=SourceSettings("rendered"), player=PlayerSettings("dry_run"))
    parts = window_parts(settings)
    desk = Desk(Theme(app), parts)
    watch = Watch(desk)
    desk.start()
    QTimer.singleShot(GIVE_UP_MS, app.quit)
    app.exec()
    watch.deleteLater()
    desk.window.hide()
    desk.close()
    sys.stdout.write(json.dumps(times_s | {"thread_s": worked_s["first_frame_s"]}) + "\n")


def main() -> None:
    """Start the app several times and print the medians."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--cold", action="store_true", help="forget all files before each run; needs root and Linux")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as byte_code:
        _run(byte_code)
        rows = [_run(byte_code, is_cold=args.cold) for _ in range(args.runs)]
    medians = {name: statistics.median(row[name] for row in rows) for name in rows[0]}
    sys.stdout.write(json.dumps({"runs": args.runs, "cold": args.cold} | medians) + "\n")


def _run(byte_code: str, *, is_cold: bool = False) -> dict[str, float]:
    """Start the app once; gives its times."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    if is_cold:
        os.sync()
        FORGET.write_text("3")
    told = subprocess.run(
        [sys.executable, __file__, CHILD, str(time.time())],
        check=True,
        text=True,
        stdout=subprocess.PIPE,
        env=environment | {"PYTHONPYCACHEPREFIX": byte_code},
    )
    times: dict[str, float] = json.loads(told.stdout)
    return times


if __name__ == "__main__":
    if CHILD in sys.argv:
        measure(float(sys.argv[-1]))
    else:
        main()
