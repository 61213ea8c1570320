"""Films the first run from start to finish, and takes a picture of each step.

    xvfb-run -s "-screen 0 1280x800x24" python -m tests.bench.first_run_film assets/screenshots --film first_run.mp4
    xvfb-run -s "-screen 0 1280x800x24" python -m tests.bench.first_run_film shots --theme dark --stills

A drawn person sits before the camera and does what is asked, once by mistake something else; the network is the shipped
one and the player a dry run. Everything is pressed on the keyboard, and the keys are written below. The film runs in
real time. Prints, as one JSON object, how long the walk took, and the film, which shows what comes after it, too.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QEventLoop, QObject, QRectF, Qt, QTimer, Slot
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QApplication

from gesture_app.core.settings import PlayerSettings, Settings, UiSettings
from gesture_app.ui.theme import BODY_PT, RADIUS_PX, Theme, font_of
from gesture_app.window.composition import Desk
from tests.actor import Actor
from tests.bench.window_pictures import small
from tests.first_run_walk import Stage, Walk, first_run_parts

SIZE = 1040, 680
CAMERA_PX = 640, 360
FPS = 8
KEY_SHOWN_S = 0.9
LIMIT_S = 120.0
EPILOGUE_S = 5.5  # the live page, with a palm that pauses the player
SLIPS = {("rock", 1): "call"}
QUALITY = "30"  # of x264; higher is smaller


class Camera(QObject):
    """Films a window by pictures of it, each as long as it is to be seen.

    Args:
        target: The film; None: there is none, only keys are counted.
    """

    def __init__(self, desk: Desk, target: Path | None) -> None:
        super().__init__()
        self._window = desk.window
        self._theme = desk.window._theme
        self._key, self._key_at_s = "", 0.0
        self._started_s = time.monotonic()
        self._count = 0
        self._encoder = None if target is None else _encoder(target)
        self._timer = QTimer(self, interval=1000 // FPS)
        self._timer.timeout.connect(self._take)
        if self._encoder is not None:
            self._timer.start()

    @property
    def seconds(self) -> float:
        """How long it has run."""
        return time.monotonic() - self._started_s

    def note_key(self, key: str) -> None:
        """Show this key for a moment."""
        self._key, self._key_at_s = key, time.monotonic()

    def close(self) -> None:
        """Finish the film."""
        self._timer.stop()
        if self._encoder is not None and self._encoder.stdin is not None:
            self._encoder.stdin.close()
            self._encoder.wait()

    @Slot()
    def _take(self) -> None:
        picture = self._window.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
        if time.monotonic() - self._key_at_s < KEY_SHOWN_S:
            self._paint_key(picture)
        wanted = round(self.seconds * FPS)
        if self._encoder is not None and self._encoder.stdin is not None:
            for _ in range(max(wanted - self._count, 0)):
                self._encoder.stdin.write(picture.constBits())
                self._count += 1

    def _paint_key(self, picture: QImage) -> None:
        """A key cap in the middle of the lower edge."""
        with QPainter(picture) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setFont(font_of(BODY_PT))
            cap = QRectF(0, 0, painter.fontMetrics().horizontalAdvance(self._key) + 36, 34)
            cap.moveCenter(QRectF(0, SIZE[1] - 60, SIZE[0], 60).center())
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(self._theme.colours.ink))
            painter.drawRoundedRect(cap, RADIUS_PX, RADIUS_PX)
            painter.setPen(QColor(self._theme.colours.page))
            painter.drawText(cap, Qt.AlignmentFlag.AlignCenter, self._key)


def _encoder(target: Path) -> subprocess.Popen[bytes]:
    size = f"{SIZE[0]}x{SIZE[1]}"
    line = ["ffmpeg", "-v", "error", "-y", "-f", "rawvideo", "-pix_fmt", "bgr0", "-video_size", size, "-framerate"]
    line += [str(FPS), "-i", "-", "-c:v", "libx264", "-preset", "veryfast", "-threads", "1", "-crf", QUALITY]
    return subprocess.Popen(
        [*line, "-pix_fmt", "yuv420p", "-movflags", "+faststart", str(target)], stdin=subprocess.PIPE
    )


def live_until(is_so: Callable[[], bool], limit_s: float = LIMIT_S) -> None:
    """Let the window live until something is so."""
    loop, began_s = QEventLoop(), time.monotonic()
    timer = QTimer(interval=10)
    timer.timeout.connect(loop.quit)
    timer.start()
    while not is_so():
        if time.monotonic() - began_s > limit_s:
            raise TimeoutError("expected the walk to go on, but nothing happened")
        loop.exec()


def live_for(seconds: float) -> None:
    """Let the window live for a while."""
    until_s = time.monotonic() + seconds
    live_until(lambda: time.monotonic() >= until_s)


def walk_through(app: QApplication, theme: str, film: Path | None, stills: Path | None) -> None:
    """Open the window for the first time and go through everything."""
    settings = Settings(player=PlayerSettings("dry_run"), ui=UiSettings(theme=theme))
    stage = Stage(Actor(CAMERA_PX), Actor(CAMERA_PX, seed=5, brightness=0.8))
    with tempfile.TemporaryDirectory() as folder:
        desk = Desk(Theme(app), first_run_parts(settings, stage, Path(folder)))
        desk.window.resize(*SIZE)
        desk.start()
        desk.window.resize(*SIZE)
        live_until(lambda: bool(desk._looks.pictures))
        camera = Camera(desk, film)

        def visit(moment: str) -> None:
            if stills is not None:
                small(desk.window.grab().toImage()).save(str(stills / f"first_run_{moment}_{theme}.png"))

        walk = Walk(desk, stage, live_until, live_for, SLIPS, camera.note_key, visit)
        walk.go()
        took_s = camera.seconds
        live_for(1.5)
        stage.actor.show("palm")
        live_for(EPILOGUE_S)
        visit("live")
        camera.close()
        told = {"seconds": round(took_s, 1), "film_seconds": round(camera.seconds, 1)}
        sys.stdout.write(json.dumps(told) + "\n")
        desk.window.hide()
        desk.close()


def main() -> None:
    """Film, take pictures, or both."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--theme", choices=("light", "dark"), default="light")
    parser.add_argument("--film", metavar="NAME", help="the film's name; .mp4")
    parser.add_argument("--stills", action="store_true", help="take a picture of each step")
    args = parser.parse_args()
    args.folder.mkdir(parents=True, exist_ok=True)
    film = args.folder / args.film if args.film else None
    walk_through(QApplication([]), args.theme, film, args.folder if args.stills else None)


if __name__ == "__main__":
    main()
