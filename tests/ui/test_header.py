from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QComboBox, QPushButton
from pytestqt.qtbot import QtBot

from gesture_app.ui.header import Header
from gesture_app.ui.picker import Choice, Picker
from gesture_app.ui.theme import Appearance, Theme

CAMERAS = [Choice("webcam:a", "Front camera"), Choice("webcam:b", "Desk camera", "60 fps")]


@pytest.fixture
def header(theme: Theme, qtbot: QtBot) -> Header:
    header = Header(theme)
    qtbot.addWidget(header)
    return header


def titles(picker: Picker) -> list[str]:
    return [picker.itemText(row) for row in range(picker.count())]


def test_choosing_in_a_picker_wishes_for_its_spec(header: Header, qtbot: QtBot) -> None:
    header.source.set_choices(CAMERAS)
    with qtbot.waitSignal(header.source.chosen) as wish:
        header.source.setFocus()
        qtbot.keyClick(header.source, Qt.Key.Key_Down)
    assert wish.args == ["webcam:a"]


def test_what_is_chosen_by_the_app_is_no_wish_of_the_user(header: Header, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(header.source.chosen):
        header.source.set_choices(CAMERAS)
        header.source.set_chosen(CAMERAS[1])
    assert header.source.spec == "webcam:b"


def test_what_is_chosen_stays_chosen_when_it_is_no_longer_offered(header: Header) -> None:
    header.source.set_chosen(Choice("clip.mp4", "clip.mp4"))
    header.source.set_choices(CAMERAS)
    assert header.source.spec == "clip.mp4"
    assert titles(header.source) == ["clip.mp4", "Front camera", "Desk camera"]


def test_a_title_that_does_not_fit_makes_room_for_the_short_one(header: Header) -> None:
    long, short = "YOLOv5s, half of its channels, int8", "YOLOv5s 50 %, int8"
    header.model.set_choices([Choice("default", long, short=short), Choice("mine", "Mine")])
    header.model.set_chosen(Choice("default", "default"))
    shown = []
    for width in (600, 270, 150):
        header.model.resize(width, 36)
        shown.append(header.model.shown_text())
    assert shown[:2] == [long, short]
    assert shown[2].startswith("YOLO")
    assert titles(header.model) == [long, "Mine"]
    assert long in header.model.toolTip()


@pytest.mark.qt_log_ignore("This plugin does not support")
def test_the_open_list_has_whole_titles(header: Header) -> None:
    header.model.resize(150, 36)
    header.model.set_choices([Choice("default", "YOLOv5s, half of its channels, int8")])
    header.model.showPopup()
    assert header.model.view().width() >= header.model.view().sizeHintForColumn(0)
    header.model.hidePopup()


@pytest.mark.qt_log_ignore("This plugin does not support")
def test_opening_a_list_asks_for_it_first(header: Header, qtbot: QtBot) -> None:
    with qtbot.waitSignal(header.player.list_wished):
        header.player.showPopup()
    header.player.hidePopup()


@pytest.mark.qt_log_ignore("This plugin does not support")  # what the offscreen platform says of every popup
def test_an_open_list_grows_when_more_is_found(header: Header, qtbot: QtBot) -> None:
    header.source.set_choices(CAMERAS[:1])
    header.source.showPopup()
    height = header.source.view().window().height()
    header.source.set_choices(CAMERAS * 4)
    assert header.source.view().window().height() > height
    header.source.hidePopup()


def test_the_pause_button_pauses_and_resumes(header: Header, qtbot: QtBot) -> None:
    for is_paused, word in ((True, "Resume gestures"), (False, "Pause gestures")):
        with qtbot.waitSignal(header.pause_wished) as wish:
            qtbot.mouseClick(header.pause_button, Qt.MouseButton.LeftButton)
        assert wish.args == [is_paused]
        assert header.pause_button.text() == word
        assert header.pause_button.shortcut() == QKeySequence("Ctrl+P")


def test_a_pause_from_elsewhere_is_shown_and_not_wished_again(header: Header, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(header.pause_wished):
        header.show_paused(is_paused=True)
    assert header.pause_button.text() == "Resume gestures"


def test_the_menu_wishes_for_an_appearance_and_for_the_mirror(header: Header, qtbot: QtBot) -> None:
    header.show_options(Appearance.SYSTEM, is_mirrored=True)
    menu = next(button.menu() for button in header.findChildren(QPushButton) if button.menu())
    actions = {action.text().replace("&", ""): action for action in menu.actions()}
    assert actions["Colours as the system"].isChecked()
    with qtbot.waitSignal(header.appearance_wished) as wish:
        actions["Dark"].trigger()
    assert wish.args == [Appearance.DARK]
    with qtbot.waitSignal(header.mirror_wished) as wish:
        actions["Mirror the picture"].trigger()
    assert wish.args == [False]


def test_every_control_has_a_name_for_screen_readers_and_can_be_reached_by_keyboard(header: Header) -> None:
    controls = [*header.findChildren(QPushButton), *header.findChildren(QComboBox)]
    assert len(controls) == 6
    for control in controls:
        named = control.accessibleName() or (isinstance(control, QPushButton) and control.text())
        assert named
        assert control.focusPolicy() & Qt.FocusPolicy.TabFocus
