from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QLocale, Qt
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from gesture_app.core.settings import Row, binding_rows, find_row, setting_rows
from gesture_app.core.types import Command
from gesture_app.ui.drop_down import DropDown
from gesture_app.ui.field import Field
from gesture_app.ui.setting_row import SettingRow
from gesture_app.ui.switch import Switch
from gesture_app.ui.theme import Theme

EVERY_ROW = (*setting_rows(), *binding_rows("bindings.palm"))


def row_of(theme: Theme, qtbot: QtBot, key: str) -> SettingRow:
    """A row that stands on the screen and has the focus."""
    widget = SettingRow(theme, find_row(key))
    qtbot.addWidget(widget)
    with qtbot.waitActive(widget):
        widget.show()
        widget.activateWindow()
    widget.editor.setFocus()
    return widget


def typed(qtbot: QtBot, widget: SettingRow, text: str) -> None:
    widget.editor.setText(text)
    qtbot.keyClick(widget.editor, Qt.Key.Key_Return)


@pytest.mark.parametrize("row", EVERY_ROW, ids=lambda row: row.key)
def test_every_setting_has_an_editor_with_its_name_and_explanation(theme: Theme, qtbot: QtBot, row: Row) -> None:
    widget = SettingRow(theme, row)
    qtbot.addWidget(widget)
    widget.show_value(row.default)
    words = [label.text() for label in widget.findChildren(QLabel)]
    assert row.about.title in words
    assert row.about.help in words
    assert widget.editor.accessibleName().startswith(row.about.title)
    assert all(button.accessibleName() for button in widget.findChildren(QPushButton))


def test_a_number_that_is_typed_is_told_once_it_is_finished(theme: Theme, qtbot: QtBot) -> None:
    widget = row_of(theme, qtbot, "engine.cooldown_ms")
    widget.show_value(800)
    with qtbot.waitSignal(widget.edited) as edit:
        typed(qtbot, widget, "500")
    assert edit.args == ["engine.cooldown_ms", "500"]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        pytest.param(
            "soon", "engine.cooldown_ms must be a whole number from 0 to 10000 ms, not 'soon'.", id="no number"
        ),
        pytest.param("-1", "engine.cooldown_ms must be a whole number from 0 to 10000 ms, not -1.", id="too little"),
    ],
)
def test_nonsense_is_refused_beside_the_field_and_goes_no_further(
    theme: Theme, qtbot: QtBot, text: str, sentence: str
) -> None:
    widget = row_of(theme, qtbot, "engine.cooldown_ms")
    widget.show_value(800)
    with qtbot.assertNotEmitted(widget.edited):
        typed(qtbot, widget, text)
    assert widget.error_text == sentence
    assert isinstance(widget.editor, Field)
    widget.show_value(800)  # something else was changed meanwhile
    assert widget.editor.text() == text
    qtbot.keyClick(widget.editor, Qt.Key.Key_Escape)
    assert widget.editor.text() == "800"
    assert widget.error_text == ""


@pytest.fixture
def speak() -> Iterator[Callable[[str], None]]:
    """Has numbers written as a language does."""
    usual = QLocale()
    yield lambda name: QLocale.setDefault(QLocale(name))
    QLocale.setDefault(usual)


@pytest.mark.parametrize(("language", "shown"), [("en", "6,000"), ("de", "6.000")])
def test_a_whole_number_is_written_and_read_as_the_language_does(
    theme: Theme, qtbot: QtBot, speak: Callable[[str], None], language: str, shown: str
) -> None:
    speak(language)
    widget = row_of(theme, qtbot, "engine.armed_window_ms")
    widget.show_value(6000)
    assert widget.editor.text() == shown
    for text in ("7000", shown.replace("6", "7")):
        with qtbot.waitSignal(widget.edited) as edit:
            typed(qtbot, widget, text)
        assert edit.args == ["engine.armed_window_ms", "7000"]
    with qtbot.assertNotEmitted(widget.edited):
        typed(qtbot, widget, "6.5")  # six and a half is no 65, whatever a point means
    assert "not '6.5'" in widget.error_text


def test_half_the_world_may_type_a_comma(theme: Theme, qtbot: QtBot) -> None:
    widget = row_of(theme, qtbot, "engine.enter_score")
    with qtbot.waitSignal(widget.edited) as edit:
        typed(qtbot, widget, "0,7")
    assert edit.args == ["engine.enter_score", "0.7"]


@pytest.mark.parametrize(
    ("key", "value", "pressed", "told"),
    [
        pytest.param("engine.cooldown_ms", 800, Qt.Key.Key_Up, "850", id="milliseconds go by fifty"),
        pytest.param("engine.enter_score", 0.6, Qt.Key.Key_Down, "0.59", id="scores go by a hundredth"),
        pytest.param("engine.enter_score", 0.98, Qt.Key.Key_PageUp, "1", id="no further than the limit"),
        pytest.param("detector.threads", 2, Qt.Key.Key_Up, "3", id="small whole numbers go by one"),
        pytest.param("source.width_px", 1280, Qt.Key.Key_Down, "1270", id="pixels go by ten"),
    ],
)
def test_the_arrow_keys_step_a_number(
    theme: Theme, qtbot: QtBot, key: str, value: float, pressed: Qt.Key, told: str
) -> None:
    widget = row_of(theme, qtbot, key)
    widget.show_value(value)
    with qtbot.waitSignal(widget.edited) as edit:
        qtbot.keyClick(widget.editor, pressed)
    assert float(edit.args[1]) == float(told)


def test_a_step_from_what_is_no_number_changes_nothing(theme: Theme, qtbot: QtBot) -> None:
    widget = row_of(theme, qtbot, "engine.cooldown_ms")
    widget.editor.setText("soon")
    qtbot.keyClick(widget.editor, Qt.Key.Key_Up)
    assert widget.editor.text() == "soon"


def test_a_switch_is_flipped_with_the_space_bar(theme: Theme, qtbot: QtBot) -> None:
    widget = row_of(theme, qtbot, "engine.always_armed")
    widget.show_value(value=False)
    assert isinstance(widget.editor, Switch)
    with qtbot.waitSignal(widget.edited) as edit:
        qtbot.keyClick(widget.editor, Qt.Key.Key_Space)
    assert edit.args == ["engine.always_armed", "yes"]


def test_a_choice_is_shown_in_words_and_told_as_its_text(theme: Theme, qtbot: QtBot) -> None:
    widget = row_of(theme, qtbot, "bindings.palm.command")
    widget.show_value(None, inherited=Command.MUTE)
    assert isinstance(widget.editor, DropDown)
    assert widget.editor.currentText() == "Mute"
    with qtbot.waitSignal(widget.edited) as edit:
        qtbot.keyClick(widget.editor, Qt.Key.Key_Down)
    assert edit.args == ["bindings.palm.command", "seek_forward"]


def test_the_way_back_is_there_only_where_something_was_changed(theme: Theme, qtbot: QtBot) -> None:
    widget = row_of(theme, qtbot, "engine.cooldown_ms")
    (back,) = widget.findChildren(QPushButton)
    widget.show_value(800)
    assert back.isHidden()
    widget.show_value(500)
    with qtbot.waitSignal(widget.edited) as edit:
        qtbot.mouseClick(back, Qt.MouseButton.LeftButton)
    assert edit.args == ["engine.cooldown_ms", "default"]
    assert widget.editor.hasFocus()


def test_a_row_is_found_by_any_of_its_words(theme: Theme, qtbot: QtBot) -> None:
    widget = row_of(theme, qtbot, "ui.theme")
    assert all(widget.is_about([word]) for word in ("theme", "colours", "dark", "ui."))
    assert widget.is_about([])
    assert not widget.is_about(["theme", "camera"])
