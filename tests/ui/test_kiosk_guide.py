from __future__ import annotations

import dataclasses

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFontMetricsF, QImage
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from gesture_app.core.bindings import Binding, Bindings
from gesture_app.core.types import Box, Command, Decision, Gate, GateName, Order, Phase
from gesture_app.ui import kiosk_guide
from gesture_app.ui.kiosk_guide import GuideView
from gesture_app.ui.theme import Theme

HELD = Decision(0.0, 1, "palm", 0.9, Phase.HELD, Gate(GateName.HOLD, "hold 200 ms", 200), None, 0.5, Box(0, 0, 10, 10))
FIRED = dataclasses.replace(HELD, phase=Phase.FIRED, gate=None, order=Order(Command.PLAY_PAUSE), progress=0.0)
COOLING = dataclasses.replace(HELD, phase=Phase.COOLING, gate=Gate(GateName.COOLDOWN, "", 300), progress=1.0)


@pytest.fixture
def guide(theme: Theme, qtbot: QtBot) -> GuideView:
    guide = GuideView(theme)
    qtbot.addWidget(guide)
    guide.resize(960, 540)
    guide.set_bindings(
        Bindings(
            [Binding("palm", "Palm", Command.PLAY_PAUSE), Binding("rock", "Rock", Command.MUTE), Binding("ok", "")]
        )
    )
    return guide


def test_it_says_what_the_held_hand_will_do(guide: GuideView) -> None:
    guide.show_decision(HELD)
    assert guide.words() == ("Play or pause", "Keep holding")
    assert guide.accessibleName() == "Play or pause"


def test_a_gesture_that_does_nothing_is_told_to_be_another(guide: GuideView) -> None:
    guide.show_decision(dataclasses.replace(HELD, gesture="ok"))
    assert guide.words() == ("Show a gesture", "")


def test_what_became_of_the_order_is_to_be_read_before_anything_else(guide: GuideView) -> None:
    guide.show_decision(FIRED)
    guide.show_outcome("The film plays.")
    guide.show_decision(COOLING)
    guide.show_decision(None)
    assert guide.words() == ("Play or pause", "The film plays.")


def test_what_a_hand_did_stays_when_it_is_lowered(guide: GuideView) -> None:
    guide.show_decision(COOLING)
    guide.show_decision(dataclasses.replace(COOLING, gate=Gate(GateName.VOTE, "not seen for 90 ms", 90)))
    assert guide.words() == ("Play or pause", "Wait a moment")


def test_another_gesture_need_not_wait_for_that(guide: GuideView) -> None:
    guide.show_decision(FIRED)
    guide.show_outcome("The film plays.")
    guide.show_decision(dataclasses.replace(HELD, gesture="rock"))
    assert guide.words() == ("Mute", "Keep holding")


def test_after_a_while_the_hand_counts_again(theme: Theme, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kiosk_guide, "TOLD_MS", 20)
    guide = GuideView(theme)
    qtbot.addWidget(guide)
    guide.set_bindings(Bindings([Binding("palm", "Palm", Command.PLAY_PAUSE)]))
    guide.show_decision(FIRED)
    guide.show_outcome("The film plays.")
    qtbot.waitUntil(lambda: not guide._told.isActive(), timeout=3000)
    guide.show_decision(COOLING)
    assert guide.words() == ("Play or pause", "Wait a moment")


def test_the_picture_of_each_bound_gesture_is_listed_and_no_other(guide: GuideView) -> None:
    pictures = {}
    for label, colour in (("palm", "red"), ("rock", "lime"), ("ok", "blue")):
        pictures[label] = QImage(32, 32, QImage.Format.Format_RGB32)
        pictures[label].fill(QColor(colour))
    guide.set_pictures(pictures)
    shown = guide.grab().toImage()
    row = [shown.pixelColor(x, 440).name() for x in range(0, 960, 8)]
    assert ("#ff0000" in row, "#00ff00" in row, "#0000ff" in row) == (True, True, False)
    assert row.index("#ff0000") < row.index("#00ff00")


def test_without_any_binding_it_is_painted_all_the_same(guide: GuideView) -> None:
    guide.set_bindings(Bindings([]))
    guide.show_decision(HELD)
    assert not guide.grab().isNull()


def test_a_long_word_has_more_room_and_makes_no_other_small(guide: GuideView, monkeypatch: pytest.MonkeyPatch) -> None:
    words = {Command.PLAY_PAUSE: "Zurückspringen", Command.MUTE: "Start oder Pause"}
    monkeypatch.setattr(kiosk_guide, "command_word", words.__getitem__)
    keys = [Command.PLAY_PAUSE, *[Command.MUTE] * 7]
    guide.set_bindings(Bindings([Binding(f"g{number}", "", command) for number, command in enumerate(keys)]))
    font, widths = guide._captions(520, 55)
    assert font.pixelSize() > 0.7 * kiosk_guide.CAPTION * guide.height()
    assert widths[0] > 1.3 * widths[1]
    assert QFontMetricsF(font).horizontalAdvance("Zurückspringen") <= widths[0]
    assert QFontMetricsF(font).horizontalAdvance("Start oder") <= widths[1]  # the second line is shorter
    assert sum(widths) == pytest.approx(520)


def test_where_one_reads_from_the_right_the_list_begins_there(guide: GuideView, qapp: QApplication) -> None:
    pictures = {label: QImage(32, 32, QImage.Format.Format_RGB32) for label in ("palm", "rock")}
    for label, colour in (("palm", "red"), ("rock", "lime")):
        pictures[label].fill(QColor(colour))
    guide.set_pictures(pictures)
    qapp.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    try:
        shown = guide.grab().toImage()
    finally:
        qapp.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
    row = [shown.pixelColor(x, 440).name() for x in range(0, 960, 8)]
    assert row.index("#00ff00") < row.index("#ff0000") < len(row) // 2
