from __future__ import annotations

import dataclasses
from collections.abc import Mapping

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from gesture_app.core.gestures import Gesture
from gesture_app.core.sections import SECTIONS
from gesture_app.core.settings import Settings, setting_rows, with_changes
from gesture_app.ui.drop_down import DropDown
from gesture_app.ui.search_field import SearchField
from gesture_app.ui.setting_row import SettingRow
from gesture_app.ui.settings_page import SettingsPage, gesture_choices
from gesture_app.ui.switch import Switch
from gesture_app.ui.theme import Theme


@pytest.fixture
def page(theme: Theme, vocabulary: Mapping[str, Gesture], qtbot: QtBot) -> SettingsPage:
    page = SettingsPage(theme, setting_rows(), gesture_choices(vocabulary))
    qtbot.addWidget(page)
    page.set_late(frozenset({"ui.language"}))
    page.resize(900, 600)
    with qtbot.waitActive(page):
        page.show()
        page.activateWindow()
    qtbot.waitUntil(lambda: len(rows(page)) == len(setting_rows()), timeout=5000)
    return page


def rows(page: SettingsPage) -> dict[str, SettingRow]:
    return {row.row.key: row for row in page.findChildren(SettingRow)}


def seen(page: SettingsPage) -> set[str]:
    return {key for key, row in rows(page).items() if row.isVisible()}


def test_every_field_of_every_section_is_there_without_anybody_naming_it(page: SettingsPage) -> None:
    fields = [f"{name}.{field.name}" for name, section in SECTIONS.items() for field in dataclasses.fields(section)]
    assert list(rows(page)) == fields


def test_nothing_is_built_before_the_page_is_seen(
    theme: Theme, vocabulary: Mapping[str, Gesture], qtbot: QtBot
) -> None:
    page = SettingsPage(theme, setting_rows(), gesture_choices(vocabulary))
    qtbot.addWidget(page)
    page.show_settings(Settings())
    assert rows(page) == {}


def test_typing_leaves_what_fits_and_escape_brings_all_back(page: SettingsPage, qtbot: QtBot) -> None:
    search = page.findChildren(SearchField)[0]
    qtbot.keyClick(page, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    assert search.hasFocus()
    qtbot.keyClicks(search, "Hold arming")
    assert seen(page) == {"engine.arm_hold_ms"}
    headings = [label.text() for label in page.findChildren(QLabel, "heading") if label.isVisible()]
    assert headings == ["When a gesture counts"]
    qtbot.keyClicks(search, "x")
    assert "No setting is about “Hold armingx”." in [label.text() for label in page.findChildren(QLabel)]
    qtbot.keyClick(search, Qt.Key.Key_Escape)
    assert seen(page) == set(rows(page))


def test_the_values_of_the_moment_are_shown(page: SettingsPage) -> None:
    page.show_settings(with_changes(Settings(), ["always_armed=yes", "zone=0, 0, 0.5, 1", "arming_gesture=ok"]))
    shown = {key: rows(page)[f"engine.{key}"].editor for key in ("always_armed", "zone", "arming_gesture")}
    assert isinstance(shown["always_armed"], Switch)
    assert shown["always_armed"].isChecked()
    assert shown["zone"].text() == "0.0, 0.0, 0.5, 1.0"
    assert isinstance(shown["arming_gesture"], DropDown)
    assert shown["arming_gesture"].currentText() == "OK ring"


def test_what_waits_for_the_next_start_says_so(page: SettingsPage) -> None:
    late = [key for key, row in rows(page).items() if any(label.isVisible() for label in notes(row))]
    assert late == ["ui.language"]
    assert notes(rows(page)["ui.language"])[0].text() == "Takes effect when the app is started again."


def notes(row: SettingRow) -> list[QLabel]:
    return row.findChildren(QLabel, "note")


def test_a_refusal_is_shown_beside_its_setting(page: SettingsPage) -> None:
    page.refuse("detector.input_px", "It must be a multiple of 32.")
    assert rows(page)["detector.input_px"].error_text == "It must be a multiple of 32."


def test_undo_is_offered_only_where_there_is_something_to_take_back(page: SettingsPage, qtbot: QtBot) -> None:
    (undo,) = [button for button in page.findChildren(QPushButton) if button.text() == "Undo the change"]
    assert not undo.isEnabled()
    page.show_undo(is_possible=True)
    with qtbot.waitSignal(page.undo_wished):
        qtbot.mouseClick(undo, Qt.MouseButton.LeftButton)


def test_the_keyboard_reaches_every_editor(page: SettingsPage) -> None:
    without = [key for key, row in rows(page).items() if not row.editor.focusPolicy() & Qt.FocusPolicy.TabFocus]
    assert without == []
