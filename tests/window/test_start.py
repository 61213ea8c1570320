"""What the app needs for its first picture, and what waits until somebody opens it."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable

from pytestqt.qtbot import QtBot

from gesture_app.ui.icons import PageButton
from gesture_app.window.composition import Desk

OpenDesk = Callable[..., Desk]

# Of what only some runs of the app ever use, or what the first picture would have to wait for.
HEAVY = ("torch", "torchvision", "ultralytics", "openvino", "onnx", "onnxruntime", "scipy", "matplotlib", "training")
LATE = ("gesture_app.ui.lab.ab_view", "gesture_app.window.lab_wing", "gesture_app.core.lab.library")
STORY = """
import json, sys
from PySide6.QtWidgets import QApplication
from gesture_app.core.settings import PlayerSettings, Settings, SourceSettings
from gesture_app.ui.theme import Theme
from gesture_app.window.composition import Desk
from gesture_app.window.parts import window_parts
app = QApplication([])
desk = Desk(Theme(app), window_parts(Settings(source=SourceSettings("rendered"), player=PlayerSettings("dry_run"))))
before = sorted(sys.modules)
desk.window.lab.built.connect(app.quit)
desk.window.show()
desk.window.show_page(5)
app.exec()
print(json.dumps([before, sorted(sys.modules)]))
desk.window.hide()
desk.close()
"""


def test_the_start_imports_neither_a_network_framework_nor_the_lab_which_comes_when_it_is_opened() -> None:
    told = subprocess.run([sys.executable, "-c", STORY], capture_output=True, text=True, timeout=60, check=True)
    before, after = (set(names) for names in json.loads(told.stdout.splitlines()[-1]))
    assert before & {*HEAVY, *LATE} == set()
    assert after >= set(LATE)
    assert after & set(HEAVY) == set()


def test_the_lab_is_steered_from_the_moment_that_it_is_seen(open_desk: OpenDesk, qtbot: QtBot) -> None:
    desk = open_desk(opens_lab=False)
    assert desk._wing is None
    lab = desk.window.lab
    with qtbot.waitSignal(lab.built, timeout=5000):
        next(one for one in desk.window.findChildren(PageButton) if one.text() == "Lab").click()
    assert desk._wing is not None
    with qtbot.waitSignal(desk._wing.lab.library_shown, timeout=5000):
        pass  # it was asked for without another wish
    assert lab.library.isVisible()
