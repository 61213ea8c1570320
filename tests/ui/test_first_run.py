from __future__ import annotations

from collections.abc import Mapping

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from gesture_app.core.first_run import Step
from gesture_app.core.gestures import Gesture
from gesture_app.core.source import SourceInfo
from gesture_app.ui.first_run import FirstRunView
from gesture_app.ui.first_run_parts import StepBar
from gesture_app.ui.picker import Choice
from gesture_app.ui.picture import PictureView
from gesture_app.ui.theme import Theme


@pytest.fixture
def view(theme: Theme, vocabulary: Mapping[str, Gesture], qtbot: QtBot) -> FirstRunView:
    view = FirstRunView(theme, vocabulary)
    qtbot.addWidget(view)
    view.resize(900, 640)
    with qtbot.waitActive(view):
        view.show()
        view.activateWindow()
    view.show_step(Step.CONSENT)
    return view


def buttons(view: FirstRunView) -> dict[str, QPushButton]:
    return {one.text(): one for one in view.findChildren(QPushButton) if one.isVisible()}


def test_every_step_has_a_title_and_a_way_on(view: FirstRunView) -> None:
    (bar,) = view.findChildren(StepBar)
    titles = set()
    for step in Step:
        view.show_step(step)
        assert view.step is step
        assert view.forward_button.hasFocus() is (step is not Step.GESTURES)
        titles.add(view.title)
        assert bar.accessibleName().startswith(f"Step {step.number + 1} of 6: ")
    assert len(titles) == len(Step)


def test_one_can_leave_every_step_but_the_last_and_go_back_from_all_but_the_first(view: FirstRunView) -> None:
    for step in Step:
        view.show_step(step)
        shown = buttons(view)
        assert ("Back" in shown) is (step is not Step.CONSENT)
        assert ("Set up later" in shown) is (step is not Step.SUMMARY)


def test_the_way_on_says_whether_something_is_left_out(view: FirstRunView) -> None:
    assert view.forward_button.text() == "Yes, use the camera"
    view.show_step(Step.ROOM)
    assert view.forward_button.text() == "Skip this step"
    view.set_is_complete(is_complete=True)
    assert view.forward_button.text() == "Continue"
    view.show_step(Step.SUMMARY)
    assert view.forward_button.text() == "Start"


def test_enter_goes_on_and_escape_leaves(view: FirstRunView, qtbot: QtBot) -> None:
    with qtbot.waitSignal(view.forward_wished, timeout=1000):
        qtbot.keyClick(view.forward_button, Qt.Key.Key_Return)
    with qtbot.waitSignal(view.leave_wished, timeout=1000):
        qtbot.keyClick(view.forward_button, Qt.Key.Key_Escape)


def test_enter_presses_the_button_that_has_the_focus(view: FirstRunView, qtbot: QtBot) -> None:
    view.show_step(Step.ROOM)
    back = buttons(view)["Back"]
    back.setFocus()
    with qtbot.waitSignal(view.back_wished, timeout=1000):
        qtbot.keyClick(back, Qt.Key.Key_Return)


def test_while_gestures_are_asked_for_enter_does_not_break_it_off(view: FirstRunView, qtbot: QtBot) -> None:
    view.show_step(Step.GESTURES)
    assert view.forward_button.objectName() == ""  # no button to press by default
    with qtbot.assertNotEmitted(view.forward_wished):
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    view.forward_button.setFocus()
    with qtbot.waitSignal(view.forward_wished, timeout=1000):
        qtbot.keyClick(view.forward_button, Qt.Key.Key_Return)


def test_once_all_gestures_were_asked_for_enter_goes_on(view: FirstRunView, qtbot: QtBot) -> None:
    view.show_step(Step.GESTURES)
    view.set_is_complete(is_complete=True)
    assert view.forward_button.objectName() == "primary"
    with qtbot.waitSignal(view.forward_wished, timeout=1000):
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)


def test_alt_and_left_goes_back(view: FirstRunView, qtbot: QtBot) -> None:
    with qtbot.waitSignal(view.back_wished, timeout=1000):
        qtbot.keyClick(view.forward_button, Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)


def test_a_screen_reader_has_a_name_for_every_button_and_picture(view: FirstRunView) -> None:
    view.camera.show_cameras([SourceInfo("webcam:a", "Logi"), SourceInfo("rendered", "Drawn hand")])
    view.player.show_players([Choice("auto", "Automatic")], "auto")
    named = [*view.findChildren(QAbstractButton), *view.findChildren(PictureView)]
    assert len(named) > 12
    spoken = [QAccessible.queryAccessibleInterface(one).text(QAccessible.Text.Name) for one in named]
    assert all(spoken)


def test_the_tab_key_reaches_every_button(view: FirstRunView, qtbot: QtBot) -> None:
    for step in Step:
        view.show_step(step)
        reached = set()
        for _ in range(12):
            focus = QApplication.focusWidget()
            assert focus is not None
            reached.add(focus)
            qtbot.keyClick(focus, Qt.Key.Key_Tab)
        assert {button for button in buttons(view).values() if button.isEnabled()} <= reached, step


@pytest.mark.parametrize("width", [420, 700, 1200])
def test_no_word_is_cut_off_at_any_width(view: FirstRunView, qtbot: QtBot, width: int) -> None:
    view.resize(width, 700)
    for step in Step:
        view.show_step(step)
        qtbot.wait(20)
        assert view.width() == width
        expect_room(view)


def expect_room(view: FirstRunView) -> None:
    for label in view.findChildren(QLabel):
        if label.isVisible() and label.wordWrap() and label.text():
            assert label.heightForWidth(label.width()) <= label.height(), label.text()
    for button in buttons(view).values():
        assert button.fontMetrics().horizontalAdvance(button.text()) <= button.width(), button.text()
        assert view.rect().contains(button.mapTo(view, button.rect().center())), button.text()
