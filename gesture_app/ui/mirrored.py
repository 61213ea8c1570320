"""What lies elsewhere for those who read from the right; where layouts put their widgets, they mirror by themselves."""

from __future__ import annotations

from PySide6.QtCore import QMargins, QRectF, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLabel


def mirrored(place: QRectF, whole: QRectF) -> QRectF:
    """The same place within the whole, or the one on the other side where one reads from the right."""
    if not QGuiApplication.isRightToLeft():
        return place
    return place.translated(whole.left() + whole.right() - place.left() - place.right(), 0)


def margins(start: int, top: int, end: int, bottom: int) -> QMargins:
    """The margins of a layout, in pixels; it begins at the start, which is on the right where one reads from there."""
    return QMargins(end, top, start, bottom) if QGuiApplication.isRightToLeft() else QMargins(start, top, end, bottom)


def begin_at_start(*labels: QLabel) -> None:
    """Let these begin where all others do; words that are read from the left, such as names, would begin there."""
    if QGuiApplication.isRightToLeft():
        side = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignAbsolute
        for label in labels:
            label.setAlignment(side | Qt.AlignmentFlag.AlignVCenter)
