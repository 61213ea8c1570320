from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from gesture_app.core.kiosk_lock import Lock, hash_key
from gesture_app.core.kiosk_visit import Scene
from gesture_app.ui.kiosk_window import KioskWindow
from gesture_app.ui.theme import DARK, Theme

ROOT = Path(__file__).resolve().parents[2]
SCREENS = [
    {"name": name, "x": x, "y": 0, "width": width, "height": 600}
    for name, x, width in (("first", 0, 800), ("second", 800, 640), ("third", 1440, 320))
]
COVERED = """
from PySide6.QtWidgets import QApplication
from gesture_app.core.kiosk_lock import Lock
from gesture_app.core.kiosk_visit import Scene
from gesture_app.ui.kiosk_window import Cover, KioskWindow
from gesture_app.ui.theme import Appearance, Theme

app = QApplication([])
kiosk = KioskWindow(Theme(app, Appearance.LIGHT), Lock("", lambda: 0.0), "", "")
kiosk.fill_screen()
for _ in range(2):  # as when another screen is plugged in
    kiosk.cover_others()
    app.processEvents()
kiosk.show_scene(Scene.FILM)
for window in [kiosk, *kiosk.findChildren(Cover)]:
    if window.isVisible():
        window.close()
        colour = window.grab().toImage().pixelColor(5, 5).name()
        print(window.x(), window.width(), window.height(), window.isVisible(), colour)
"""


@pytest.fixture
def window(theme: Theme, qtbot: QtBot) -> KioskWindow:
    window = KioskWindow(theme, Lock(hash_key("2468", b"salt"), lambda: 0.0), "Raise your palm", "")
    qtbot.addWidget(window)
    window.fill_screen()
    return window


def test_it_fills_the_screen_and_hides_the_pointer(window: KioskWindow) -> None:
    assert window.isFullScreen()
    assert window.geometry() == window.screen().geometry()
    assert window.cursor().shape() is Qt.CursorShape.BlankCursor
    for view in (window.film, window.guide, window.attract):
        assert view.geometry() == window.rect()


@pytest.mark.parametrize(
    ("scene", "seen"), [(Scene.ATTRACT, (True, False)), (Scene.HAND, (False, True)), (Scene.FILM, (False, False))]
)
def test_each_scene_shows_what_belongs_to_it(window: KioskWindow, scene: Scene, seen: tuple[bool, bool]) -> None:
    window.show_scene(scene)
    assert (window.attract.isVisible(), window.guide.isVisible()) == seen
    assert window.film.isVisible()


def test_nothing_but_the_key_opens_it(window: KioskWindow, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(window.unlocked):
        for key in (Qt.Key.Key_Escape, Qt.Key.Key_F11, Qt.Key.Key_Q, Qt.Key.Key_Return):
            QTest.keyClick(window, key)
        QTest.keyClick(window, Qt.Key.Key_F4, Qt.KeyboardModifier.AltModifier)
        QTest.keyClick(window, Qt.Key.Key_W, Qt.KeyboardModifier.ControlModifier)
        QTest.keyClicks(window, "1357\r")
        window.close()
    assert window.isVisible()
    assert window.isFullScreen()


def test_the_key_opens_it(window: KioskWindow, qtbot: QtBot) -> None:
    QTest.keyClick(window, Qt.Key.Key_Return)  # whatever was typed before
    with qtbot.waitSignal(window.unlocked, timeout=3000):
        QTest.keyClicks(window, "2468")
        QTest.keyClick(window, Qt.Key.Key_Enter)


def test_every_other_screen_is_dark_and_stays_so(tmp_path: Path) -> None:
    """How many screens there are, is settled when a program starts."""
    places = tmp_path / "screens.json"
    places.write_text(json.dumps({"screens": SCREENS}))
    environment = {**os.environ, "QT_QPA_PLATFORM": f"offscreen:configfile={places}", "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-c", COVERED], env=environment, cwd=ROOT, text=True, capture_output=True, timeout=120
    )
    assert done.returncode == 0, done.stderr
    kiosk, *covers = done.stdout.splitlines()
    assert kiosk.startswith("0 800 600 True")
    assert sorted(covers) == [f"1440 320 600 True {DARK.stage}", f"800 640 600 True {DARK.stage}"]
