from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np
import pytest
from PySide6.QtCore import QMargins, QRectF, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from gesture_app.core.gestures import Gesture
from gesture_app.core.room import Level
from gesture_app.core.settings import Settings
from gesture_app.ui.first_run_parts import Verdict
from gesture_app.ui.main_window import MainWindow
from gesture_app.ui.mirrored import margins, mirrored
from gesture_app.ui.theme import Theme
from gesture_app.ui.what_if import WhatIf


@pytest.fixture
def from_the_right(qapp: QApplication) -> Iterator[None]:
    qapp.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    yield
    qapp.setLayoutDirection(Qt.LayoutDirection.LeftToRight)


def test_who_reads_from_the_left_begins_there(qapp: QApplication) -> None:
    assert margins(1, 2, 3, 4) == QMargins(1, 2, 3, 4)
    assert mirrored(QRectF(0, 0, 2, 1), QRectF(0, 0, 10, 1)) == QRectF(0, 0, 2, 1)


def test_who_reads_from_the_right_begins_there(from_the_right: None) -> None:
    assert margins(1, 2, 3, 4) == QMargins(3, 2, 1, 4)
    assert mirrored(QRectF(0, 0, 2, 1), QRectF(0, 0, 10, 1)) == QRectF(8, 0, 2, 1)


def test_the_navigation_stands_as_near_to_its_edge_on_the_right(
    from_the_right: None, theme: Theme, vocabulary: Mapping[str, Gesture], qtbot: QtBot
) -> None:
    window = MainWindow(theme, vocabulary)
    qtbot.addWidget(window)
    row = window._row.contentsMargins()
    assert row.right() < row.left()
    window.put_navigation(is_right=True)  # that of a left-handed person, for whom it lies on the left
    row = window._row.contentsMargins()
    assert row.left() < row.right()


def test_a_number_beside_a_slider_stands_at_its_end(from_the_right: None, theme: Theme, qtbot: QtBot) -> None:
    card = WhatIf(theme)
    qtbot.addWidget(card)
    card.show_settings(Settings())
    numbers = [label for label in card.findChildren(QLabel) if label.text() in ("0.60", "400 ms")]
    assert len(numbers) == 2
    assert all(label.alignment() & Qt.AlignmentFlag.AlignLeft for label in numbers)


def test_a_name_that_is_read_from_the_left_begins_where_its_neighbours_do(
    from_the_right: None, theme: Theme, qtbot: QtBot
) -> None:
    line = Verdict(theme, "Camera")
    qtbot.addWidget(line)
    line.show_verdict(Level.GOOD, "Desk camera")
    line.resize(600, 60)
    line.show()
    (name,) = [label for label in line.findChildren(QLabel) if label.text() == "Desk camera"]
    ink = inked_columns(name)
    assert ink.max() > name.width() - 12  # it ends at the right edge
    assert ink.min() > name.width() / 2


def inked_columns(label: QLabel) -> np.ndarray:
    """The columns in which something is written."""
    picture = label.grab().toImage().convertToFormat(QImage.Format.Format_Grayscale8)
    rows = np.frombuffer(picture.constBits(), np.uint8).reshape(picture.height(), picture.bytesPerLine())
    written = rows[:, : picture.width()] < 128
    return np.flatnonzero(written.any(axis=0))
