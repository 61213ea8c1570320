"""Type of a kiosk: measured by the screen, because it is read from metres away."""

from __future__ import annotations

from PySide6.QtGui import QFont, QFontMetricsF, QGuiApplication


def font_of_height(text: str, height_px: float, width_px: float, weight: QFont.Weight) -> QFont:
    """The application's font so large, or smaller where the text would be wider than there is room."""
    font = QFont(QGuiApplication.font())
    font.setWeight(weight)
    font.setPixelSize(max(1, round(height_px)))
    needed_px = QFontMetricsF(font).horizontalAdvance(text)
    if needed_px > width_px:
        font.setPixelSize(max(1, int(height_px * width_px / needed_px)))
    return font
