"""Measures what the live picture costs: the processor's time with it on the screen, on another page, and hidden.

    xvfb-run -s "-screen 0 1280x800x24" python tests/bench/preview_cost.py --seconds 10

The drawn hand, 640 x 360 at 60 frames a second, is shown by the app as it is; no detector looks, so that what differs
between the three is painting alone: `preview` is what it costs to show the picture, and the rest is the drawing of the
hand. Shares of one core, as one JSON object; what is measured at the moment is said on standard error.
"""

from __future__ import annotations

import argparse
import dataclasses
import json
import sys
import time

import psutil
from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QApplication

from gesture_app.core.settings import PlayerSettings, Settings, SourceSettings
from gesture_app.ui.theme import Theme
from gesture_app.window.composition import Desk
from gesture_app.window.parts import window_parts
from gesture_app.workers.engine_room import BlindDetector

SETTLING_S = 4.0  # the model is opened and the gestures are drawn


def wait(seconds: float) -> None:
    """Let the app run."""
    loop = QEventLoop()
    QTimer.singleShot(round(seconds * 1000), loop.quit)
    loop.exec()


def share_of_core(name: str, seconds: float) -> float:
    """What this process takes of one core."""
    sys.stderr.write(f"{name}: {SETTLING_S + seconds:g} s ...\n")
    wait(SETTLING_S)
    process, started_s = psutil.Process(), time.monotonic()
    before = process.cpu_times()
    wait(seconds)
    after = process.cpu_times()
    used_s = after.user + after.system - before.user - before.system
    return round(used_s / (time.monotonic() - started_s), 3)


def main() -> None:
    """Measure the three one after the other."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--seconds", type=float, default=10.0, help="of each of the three")
    seconds = parser.parse_args().seconds
    app = QApplication([])
    settings = Settings(source=SourceSettings("rendered"), player=PlayerSettings("dry_run"))
    parts = window_parts(settings)
    blind = dataclasses.replace(parts.openers, detector=lambda _settings: BlindDetector())
    parts = dataclasses.replace(parts, openers=blind)
    desk = Desk(Theme(app), parts)
    desk.start()
    shares = {"live": share_of_core("live", seconds)}
    desk.window.turn_to(desk.window.history)
    shares["other_page"] = share_of_core("other_page", seconds)
    desk.window.hide()
    shares["hidden"] = share_of_core("hidden", seconds)
    shares["preview"] = round(shares["live"] - shares["hidden"], 3)
    sys.stdout.write(json.dumps(shares) + "\n")
    desk.close()


if __name__ == "__main__":
    main()
