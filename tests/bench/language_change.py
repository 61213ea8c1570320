"""Measures how long the window is gone when another language is chosen, with the drawn hand and the shipped model.

    QT_QPA_PLATFORM=offscreen python tests/bench/language_change.py --changes 5

Each change is chosen on the page Settings while the camera and the model run. The times count from that moment: until
the desk before has ended its threads and the new one is built, until its window is painted, until it shows the camera
again. `thread_s` is what the window's thread worked until it was painted, whatever else the machine did. Medians, as
one JSON object.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import time
from collections.abc import Callable

from PySide6.QtCore import QEvent, QEventLoop, QObject, QTimer
from PySide6.QtWidgets import QApplication

from gesture_app.core.settings import PlayerSettings, Settings, SourceSettings, UiSettings
from gesture_app.window.composition import Desk
from gesture_app.window.parts import window_parts
from gesture_app.window.stage import Stage

GIVE_UP_MS = 60_000
LANGUAGES = ("de", "en")


class Watch(QObject):
    """Notes when a desk's window is painted first, and when with the camera's picture."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.at_s: dict[str, float] = {}
        self.worked_s = 0.0  # by this thread, when the window was painted first
        self._desk = desk
        desk.window.installEventFilter(self)
        desk.window.live.picture.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Look on."""
        if event.type() is QEvent.Type.Paint:
            is_picture = watched is self._desk.window.live.picture
            has_frame = is_picture and not self._desk.window.live.picture.picture_place().isEmpty()
            if has_frame or not is_picture:
                self.at_s.setdefault("picture_s" if has_frame else "window_s", time.monotonic())
                self.worked_s = self.worked_s or time.thread_time()
        return False


def wait_until(is_there: Callable[[], bool]) -> None:
    """Let the app run until then."""
    loop, poll = QEventLoop(), QTimer(interval=5)
    poll.timeout.connect(lambda: loop.quit() if is_there() else None)
    poll.start()
    QTimer.singleShot(GIVE_UP_MS, loop.quit)
    loop.exec()


def changed(stage: Stage, language: str) -> dict[str, float]:
    """Choose a language while hands are detected, and wait until everything is there again."""
    wait_until(lambda: bool(stage.desk.window.live.status.engine_text))
    asked_s, worked_s = time.monotonic(), time.thread_time()
    before = stage.desk
    before.window.settings.edited.emit("ui.language", language)
    while stage.desk is before:
        QApplication.processEvents()
    built_s = time.monotonic()
    watch = Watch(stage.desk)
    stage.desk.window.show_page(0)
    wait_until(lambda: "picture_s" in watch.at_s)
    times = {"built_s": built_s} | watch.at_s
    waited = {name: round(at_s - asked_s, 3) for name, at_s in times.items()}
    return waited | {"thread_s": round(watch.worked_s - worked_s, 3)}


def main() -> None:
    """Change the language several times and print the medians."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--changes", type=int, default=5)
    count = parser.parse_args().changes
    app = QApplication([])
    settings = Settings(
        source=SourceSettings("rendered"), player=PlayerSettings("dry_run"), ui=UiSettings(language="en")
    )
    stage = Stage(app, window_parts(settings), Desk)
    watch = Watch(stage.desk)
    stage.start()
    wait_until(lambda: "picture_s" in watch.at_s)
    rows = [changed(stage, LANGUAGES[number % len(LANGUAGES)]) for number in range(count)]
    medians = {name: statistics.median(row[name] for row in rows) for name in rows[0]}
    sys.stdout.write(json.dumps({"changes": count} | medians) + "\n")
    stage.desk.window.hide()
    stage.close()


if __name__ == "__main__":
    main()
