from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from gesture_app.ui.message_bar import Message, MessageBar, Tone, WayOut
from gesture_app.ui.theme import Theme

NO_CAMERA = Message("source", "There is no camera; plug one in.", Tone.ERROR, WayOut.RETRY)
NO_PLAYER = Message("player", "VLC is gone; start it again.", Tone.ERROR, WayOut.CHOOSE)


@pytest.fixture
def bar(theme: Theme, qtbot: QtBot) -> MessageBar:
    bar = MessageBar(theme)
    qtbot.addWidget(bar)
    return bar


def words(bar: MessageBar) -> list[str]:
    return [label.text() for label in bar.findChildren(QLabel) if label.text()]


def text(bar: MessageBar) -> str:
    return words(bar)[0]


def buttons(bar: MessageBar) -> tuple[QPushButton, QPushButton]:
    """The way out and the cross."""
    way_out, _other, close = bar.findChildren(QPushButton)
    return way_out, close


def test_nothing_to_say_takes_no_room(bar: MessageBar) -> None:
    assert bar.isHidden()


def test_an_error_is_shown_in_its_own_words_with_a_way_out(bar: MessageBar) -> None:
    bar.show_message(NO_CAMERA)
    assert not bar.isHidden()
    assert text(bar) == NO_CAMERA.text
    assert buttons(bar)[0].text() == "Try again"


def test_taking_the_way_out_says_so_and_removes_the_message(bar: MessageBar, qtbot: QtBot) -> None:
    bar.show_message(NO_PLAYER)
    with qtbot.waitSignal(bar.way_out_wished) as wish:
        qtbot.mouseClick(buttons(bar)[0], Qt.MouseButton.LeftButton)
    assert wish.args == ["player", WayOut.CHOOSE]
    assert bar.isHidden()


def test_the_newest_message_comes_first_and_the_older_one_is_not_lost(bar: MessageBar, qtbot: QtBot) -> None:
    bar.show_message(NO_CAMERA)
    bar.show_message(NO_PLAYER)
    assert words(bar) == [NO_PLAYER.text, "and 1 more"]
    qtbot.mouseClick(buttons(bar)[1], Qt.MouseButton.LeftButton)
    assert words(bar) == [NO_CAMERA.text]


def test_a_newer_message_of_the_same_topic_takes_the_place_of_the_older(bar: MessageBar) -> None:
    bar.show_message(NO_CAMERA)
    bar.show_message(Message("source", "The camera is busy; close the other program."))
    bar.clear("source")
    assert bar.isHidden()


def test_what_is_over_disappears_by_itself(bar: MessageBar) -> None:
    bar.show_message(NO_CAMERA)
    bar.show_message(NO_PLAYER)
    bar.clear("source")
    assert text(bar) == NO_PLAYER.text
    bar.clear("player")
    assert bar.isHidden()


def test_a_message_without_a_way_out_can_only_be_dismissed(bar: MessageBar) -> None:
    bar.show_message(Message("source", "This is the rendered hand.", Tone.INFO))
    way_out, close = buttons(bar)
    assert way_out.isHidden()
    assert close.accessibleName() == "Dismiss this message"


def test_what_does_not_work_can_be_asked_for_and_a_mere_notice_is_no_problem(bar: MessageBar, qtbot: QtBot) -> None:
    assert bar.problem == ""
    with qtbot.waitSignal(bar.changed):
        bar.show_message(NO_CAMERA)
    bar.show_message(Message("settings", "The settings were set aside.", Tone.INFO))
    assert bar.problem == NO_CAMERA.text
    with qtbot.waitSignal(bar.changed):
        bar.clear("source")
    assert bar.problem == ""


def test_where_two_ways_lead_out_each_has_its_button(bar: MessageBar, qtbot: QtBot) -> None:
    for name, way_out in (("Save", WayOut.SAVE), ("Discard", WayOut.DISCARD)):
        bar.show_message(Message("unsaved", "Save?", Tone.INFO, WayOut.SAVE, WayOut.DISCARD))
        button = next(one for one in bar.findChildren(QPushButton) if one.text() == name)
        assert not button.isHidden()
        with qtbot.waitSignal(bar.way_out_wished) as wish:
            qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
        assert wish.args == ["unsaved", way_out]
        assert bar.isHidden()
