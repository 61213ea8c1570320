"""Measures how long a user waits for the window, its first picture and the first look at a hand.

    xvfb-run -s "-screen 0 1280x800x24" python tests/bench/first_frame.py --runs 3

Each run is a process of its own with the drawn hand, the shipped model and a dry run; the times count from the start of
that process and hence include Python's own start and every import. The medians are printed as one JSON object.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import time

CHILD = "--child"
GIVE_UP_MS = 60_000


def measure() -> None:
    """Be the app until the model has looked at a frame; print when what was there."""
    import psutil
    from PySide6.QtCore import QEvent, QObject, QTimer, Slot
    from PySide6.QtWidgets import QApplication

    from gesture_app.core.settings import PlayerSettings, Settings, SourceSettings
    from gesture_app.ui.theme import Theme
    from gesture_app.window.composition import Desk
    from gesture_app.window.parts import window_parts

    times_s: dict[str, float] = {}

    def note(what: str) -> None:
        times_s.setdefault(what, round(time.time() - psutil.Process().create_time(), 2))

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
    sys.stdout.write(json.dumps(times_s) + "\n")


def main() -> None:
    """Start the app several times and print the medians."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--runs", type=int, default=3)
    runs = parser.parse_args().runs
    rows = [json.loads(_run()) for _ in range(runs)]
    medians = {name: statistics.median(row[name] for row in rows) for name in rows[0]}
    sys.stdout.write(json.dumps({"runs": runs} | medians) + "\n")


def _run() -> str:
    return subprocess.run([sys.executable, __file__, CHILD], check=True, text=True, stdout=subprocess.PIPE).stdout


if __name__ == "__main__":
    if CHILD in sys.argv:
        measure()
    else:
        main()
