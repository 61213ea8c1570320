from __future__ import annotations

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from gesture_app.core.types import Command, Order, Outcome
from gesture_app.ui import toast as toast_module
from gesture_app.ui.theme import Theme
from gesture_app.ui.toast import Toast

MUTED = Outcome(Order(Command.MUTE), "VLC", True, "VLC is muted.", None, None, 0.01)


@pytest.fixture
def below(qtbot: QtBot) -> QWidget:
    below = QWidget()
    qtbot.addWidget(below)
    below.resize(640, 360)
    below.show()
    return below


def test_the_order_is_shown_at_once_and_then_what_became_of_it(theme: Theme, below: QWidget) -> None:
    toast = Toast(theme, below)
    assert toast.isHidden()
    toast.show_command(Command.MUTE)
    assert (toast.isVisible(), toast.text) == (True, "Mute")
    toast.show_outcome(MUTED)
    assert toast.text == "VLC is muted."


def test_it_lies_in_the_middle_of_the_lower_edge_and_goes_away(
    theme: Theme, below: QWidget, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(toast_module, "SHOWN_MS", 100)
    toast = Toast(theme, below)
    toast.show_outcome(MUTED)
    qtbot.waitUntil(lambda: toast.width() > 100, timeout=3000)
    assert abs(toast.geometry().center().x() - below.rect().center().x()) <= 1
    assert below.height() * 0.7 < toast.geometry().bottom() < below.height()
    qtbot.waitUntil(toast.isHidden, timeout=3000)


def test_a_long_sentence_is_shortened_to_the_width_there_is(theme: Theme, below: QWidget, qtbot: QtBot) -> None:
    toast = Toast(theme, below)
    toast.show_command(Command.PLAY_PAUSE)
    short = toast.sizeHint().width()
    toast.show_outcome(Outcome(MUTED.order, "VLC", False, "VLC did not do what it was told. " * 9, None, None, 0.01))
    qtbot.waitUntil(lambda: toast.width() > short, timeout=3000)
    assert toast.width() <= below.width()
