"""Makes pictures of the lab's page that prunes, light and dark: idle, running, finished and without torch.

    xvfb-run -s "-screen 0 1280x800x24" python -m tests.bench.prune_pictures assets/screenshots finished

Real jobs of a queue of their own are shown: a network of drawn shapes is trained, pruned and trained on. Without names
all four are taken; the file is called prune_STATE_THEME.png.
"""

from __future__ import annotations

import argparse
import dataclasses
import os
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton

from gesture_app.core.settings import PlayerSettings, Settings, SourceSettings, UiSettings
from gesture_app.ui.drop_down import DropDown
from gesture_app.ui.lab.prune_view import PruneView
from gesture_app.ui.theme import Theme
from gesture_app.window.composition import Desk
from gesture_app.window.lab_setting import prune_places
from gesture_app.window.parts import window_parts
from tests.bench.window_pictures import SETTLED_MS, SIZE, small
from tests.bench.window_scenes import open_film

STATES = ("idle", "running", "finished", "without")
SHOWN_LOSSES = 8  # of a job under way, so that its curve is seen; a fast machine tells no more than twice as many
GIVE_UP_S = 300.0


def wait_for(happened: Callable[[], object]) -> None:
    """Let the window live until something has happened."""
    deadline_s = time.monotonic() + GIVE_UP_S
    while not happened():
        if time.monotonic() > deadline_s:
            raise TimeoutError("The page does not come so far; run it on a less busy machine.")
        QApplication.processEvents()
        time.sleep(0.01)


def choose(view: PruneView, name: str, key: str) -> None:
    """Choose as a person does."""
    box = next(one for one in view.form.findChildren(DropDown) if one.accessibleName() == name)
    box.setCurrentIndex(box.findData(key))
    box.activated.emit(box.currentIndex())


def begin(view: PruneView, network: str, method: str) -> None:
    """Prune this."""
    choose(view, "Network", network)
    choose(view, "Method", method)
    next(one for one in view.form.findChildren(QPushButton) if one.objectName() == "primary").click()


def bring_about(desk: Desk, state: str) -> None:
    """Let the page come into a state."""
    view = desk.window.lab.prune
    desk.window.turn_to(desk.window.lab)
    desk.window.lab.turn_to(view)
    wait_for(lambda: view.form.subject is not None)
    if state == "running":
        begin(view, "vit:tiny_shapes_vit", "gradual")
        wait_for(lambda: len(view.progress.losses) > SHOWN_LOSSES)
    if state == "finished":
        begin(view, "cnn:tiny_shapes", "taylor")
        wait_for(lambda: view.progress.result)
    QTest.qWait(SETTLED_MS)


def photograph(app: QApplication, state: str, theme: str, target: Path) -> Desk:
    """Take one picture; gives the closed window."""
    settings = Settings(source=SourceSettings("rendered"), player=PlayerSettings("dry_run"), ui=UiSettings(theme=theme))
    with tempfile.TemporaryDirectory() as folder:
        os.environ["XDG_DATA_HOME"] = folder
        parts = window_parts(settings)
        openers = dataclasses.replace(parts.openers, source=open_film)
        places = dataclasses.replace(prune_places(), has=lambda _: state != "without")
        lab = dataclasses.replace(parts.lab, pruning=places)
        desk = Desk(Theme(app), dataclasses.replace(parts, openers=openers, place=Path(folder) / "window", lab=lab))
        desk.window.resize(*SIZE)
        desk.start()
        bring_about(desk, state)
        small(desk.window.grab().toImage()).save(str(target / f"prune_{state}_{theme}.png"))
        desk.window.hide()
        desk.close()
    return desk


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("states", nargs="*", metavar="state", help=", ".join(STATES))
    args = parser.parse_args()
    args.folder.mkdir(parents=True, exist_ok=True)
    application = QApplication([])
    # Kept until the end, as those of window_pictures.
    kept = [photograph(application, state, theme, args.folder) for state in args.states or STATES
            for theme in ("light", "dark")]  # fmt: skip
    kept.clear()
