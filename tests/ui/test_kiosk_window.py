from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from gesture_app.core.kiosk_lock import Lock, hash_key
from gesture_app.core.kiosk_visit import Scene
from gesture_app.ui.kiosk_window import KioskWindow
from gesture_app.ui.theme import Theme


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
