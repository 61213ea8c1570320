"""Where something that is painted lies for those who read from the right; layouts of widgets do that by themselves."""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QGuiApplication


def mirrored(place: QRectF, whole: QRectF) -> QRectF:
    """The same place within the whole, or the one on the other side where one reads from the right."""
    if not QGuiApplication.isRightToLeft():
        return place
    return place.translated(whole.left() + whole.right() - place.left() - place.right(), 0)
