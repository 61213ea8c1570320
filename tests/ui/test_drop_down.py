from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from gesture_app.ui.drop_down import DropDown, fitting_text
from gesture_app.ui.theme import Theme

CHOICES = [("a", "First"), ("b", "Second, with many words")]


@pytest.fixture
def box(theme: Theme, qtbot: QtBot) -> DropDown:
    box = DropDown(theme)
    qtbot.addWidget(box)
    box.set_choices(CHOICES)
    box.show()
    return box


def test_words_stand_for_texts_and_new_choices_keep_what_is_chosen(box: DropDown, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(box.edited):
        box.show_text("b")
        box.set_choices([("c", "Third"), *CHOICES])
    assert (box.text(), box.currentText()) == ("b", "Second, with many words")
    box.show_text("nobody")
    assert box.text() == ""


def test_the_wheel_is_left_to_the_page(box: DropDown) -> None:
    nowhere, middle = QPoint(), QPointF(5, 5)
    wheel = QWheelEvent(
        middle,
        middle,
        nowhere,
        QPoint(0, -120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    box.show_text("a")
    QApplication.sendEvent(box, wheel)
    assert box.text() == "a"
    assert not wheel.isAccepted()


def test_a_box_is_wide_enough_for_its_words_and_shortens_what_is_forced_into_less(box: DropDown) -> None:
    box.show_text("b")
    box.adjustSize()
    assert fitting_text(box, box.currentText(), 0) == "Second, with many words"
    box.setFixedWidth(90)
    assert fitting_text(box, box.currentText(), 0).endswith("…")
