"""Takes a picture of everything there is to see, in every language, light and dark, at scale 1 and 2.

    python -m tests.i18n.pictures runs/pictures
    python -m tests.i18n.pictures runs/pictures --languages de --themes dark --scales 2 --size 0 0

Beside the single pictures lies one contact sheet for each language, theme and scale. A size of 0 is the smallest.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QApplication

from gesture_app.ui.theme import Appearance, Theme
from tests.i18n.gallery import gallery, speaking

LANGUAGES, THEMES, SCALES = ("en", "de", "pseudo"), ("light", "dark"), ("1", "2")
SIZE = (1280, 800)
TILE_PX, COLUMNS, GAP_PX = (640, 400), 4, 8
CHILD = "--child"  # of the process that has a scale


def take(folder: Path, languages: Sequence[str], themes: Sequence[str], size: tuple[int, int]) -> None:
    """Take them all at the scale that this process was started with."""
    app = QApplication([])
    scale = round(app.devicePixelRatio())
    for language in languages:
        for theme in themes:
            name = f"{language}_{theme}_{scale}x"
            (folder / name).mkdir(parents=True, exist_ok=True)
            shots: list[QImage] = []
            with speaking(app, language), gallery(Theme(app, Appearance(theme)), size) as views:
                for number, (view, widget) in enumerate(views):
                    shots.append(widget.grab().toImage())
                    shots[-1].save(str(folder / name / f"{number:02}_{view}.png"))
            contact_sheet(shots).save(str(folder / f"{name}.png"))


def contact_sheet(shots: Sequence[QImage]) -> QImage:
    """All of them in one picture, in rows."""
    width, height = TILE_PX[0] + GAP_PX, TILE_PX[1] + GAP_PX
    sheet = QImage(COLUMNS * width, -(-len(shots) // COLUMNS) * height, QImage.Format.Format_RGB32)
    sheet.fill(QColor("#808080"))
    with QPainter(sheet) as painter:
        for number, shot in enumerate(shots):
            place = QPoint(number % COLUMNS * width, number // COLUMNS * height)
            painter.drawImage(place, _tile(shot))
    return sheet


def _tile(shot: QImage) -> QImage:
    shot.setDevicePixelRatio(1)
    if shot.width() <= TILE_PX[0] and shot.height() <= TILE_PX[1]:
        return shot
    keep, smooth = Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
    return shot.scaled(*TILE_PX, keep, smooth)


def main(arguments: Sequence[str]) -> None:
    """Take the pictures of each scale in a process of its own: a program learns it when it starts."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--languages", nargs="+", choices=LANGUAGES, default=LANGUAGES)
    parser.add_argument("--themes", nargs="+", choices=THEMES, default=THEMES)
    parser.add_argument("--scales", nargs="+", choices=SCALES, default=SCALES)
    parser.add_argument("--size", nargs=2, type=int, default=SIZE, metavar=("WIDTH", "HEIGHT"))
    parser.add_argument(CHILD, action="store_true", help=argparse.SUPPRESS)
    args = parser.parse_args(arguments)
    if args.child:
        take(args.folder, args.languages, args.themes, tuple(args.size))
        return
    for scale in args.scales:
        environment = {"QT_QPA_PLATFORM": "offscreen", **os.environ, "QT_SCALE_FACTOR": scale}
        again = [sys.executable, "-m", "tests.i18n.pictures", *arguments, CHILD]
        subprocess.run(again, check=True, env=environment)


if __name__ == "__main__":
    main(sys.argv[1:])
