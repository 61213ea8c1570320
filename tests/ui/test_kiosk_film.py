from __future__ import annotations

import numpy as np
from PySide6.QtGui import QColor
from pytestqt.qtbot import QtBot

from gesture_app.ui.kiosk_film import FilmView


def test_a_picture_fills_the_height_with_black_beside_it_and_can_go(qtbot: QtBot) -> None:
    view = FilmView()
    qtbot.addWidget(view)
    view.resize(320, 90)
    view.show_picture(np.full((9, 16, 4), (0, 0, 255, 0), np.uint8))
    assert (view.picture_place().left(), view.picture_place().width()) == (80, 160)
    shown = view.grab().toImage()
    assert shown.pixelColor(160, 45) == QColor("red")
    assert shown.pixelColor(10, 45) == QColor("black")
    view.show_nothing()
    assert view.picture_place().isEmpty()
    assert view.grab().toImage().pixelColor(160, 45) == QColor("black")
