from __future__ import annotations

from PySide6.QtGui import QFont, QFontMetricsF

from gesture_app.ui.kiosk_type import font_of_height


def test_a_short_text_is_as_high_as_was_asked_and_a_long_one_fits(qapp: object) -> None:
    assert font_of_height("Hi", 40, 500, QFont.Weight.Normal).pixelSize() == 40
    text = "A very long invitation to whoever passes"
    font = font_of_height(text, 40, 300, QFont.Weight.Bold)
    assert font.pixelSize() < 40
    assert QFontMetricsF(font).horizontalAdvance(text) <= 300


def test_where_there_is_no_room_at_all_there_is_a_font_all_the_same(qapp: object) -> None:
    assert font_of_height("Hi", 0, 0, QFont.Weight.Normal).pixelSize() == 1
