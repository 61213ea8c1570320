from __future__ import annotations

import pytest
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QSystemTrayIcon, QWidget
from pytestqt.qtbot import QtBot

from gesture_app.core.control import Standing
from gesture_app.ui.theme import Theme
from gesture_app.ui.tray import ICON_SIZES_PX, Tray, tray_icon


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    window = QWidget()
    qtbot.addWidget(window)
    return window


@pytest.fixture
def tray(theme: Theme, window: QWidget) -> Tray:
    return Tray(window)


def actions(tray: Tray) -> list[str]:
    return [action.text().replace("&", "") for action in tray.menu.actions() if action.text()]


def test_it_offers_the_window_the_pause_and_the_end(tray: Tray, qtbot: QtBot) -> None:
    assert actions(tray) == ["Show the window", "Pause gestures", "Quit"]
    wishes = (tray.window_wished, tray.pause_wished, tray.quit_wished)
    for wish, action in zip(wishes, [entry for entry in tray.menu.actions() if entry.text()], strict=True):
        with qtbot.waitSignal(wish):
            action.trigger()


def test_while_paused_it_offers_to_resume(tray: Tray) -> None:
    tray.show_standing(Standing.PAUSED)
    assert "Resume gestures" in actions(tray)
    assert tray.text == "Gesture control: Paused"
    tray.show_standing(Standing.WATCHING)
    assert "Pause gestures" in actions(tray)


def test_a_click_shows_the_window_and_opening_the_menu_does_not(tray: Tray, qtbot: QtBot) -> None:
    with qtbot.waitSignal(tray.window_wished):
        tray._icon.activated.emit(QSystemTrayIcon.ActivationReason.Trigger)
    with qtbot.assertNotEmitted(tray.window_wished):
        tray._icon.activated.emit(QSystemTrayIcon.ActivationReason.Context)


def shape_of(standing: Standing) -> bytes:
    """Where the drawing stands out from its disc, whatever its colour."""
    image = tray_icon(standing).pixmap(44, 44).toImage().convertToFormat(QImage.Format.Format_Grayscale8)
    ground = image.pixelColor(22, 2).lightness()
    return bytes(abs(image.pixelColor(x, y).lightness() - ground) > 60 for y in range(8, 36) for x in range(8, 36))


def test_each_standing_has_a_drawing_of_its_own_and_not_only_a_colour(qapp: object) -> None:
    drawings = [shape_of(standing) for standing in Standing]
    for drawn in drawings:
        assert any(drawn)
    assert len(set(drawings)) == len(Standing)


def test_there_is_a_picture_for_each_size_of_panel(qapp: object) -> None:
    sizes = {size.width() for size in tray_icon(Standing.ARMED).availableSizes()}
    assert sizes == set(ICON_SIZES_PX)
