from __future__ import annotations

import itertools
from collections.abc import Mapping

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QInputDialog, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from gesture_app.core.conflicts import find_conflicts
from gesture_app.core.gestures import Gesture
from gesture_app.core.profiles import bindings_for
from gesture_app.core.settings import Settings, binding_rows, find_row, with_changes
from gesture_app.core.types import Box, Command, Decision, Gate, GateName, Order, Outcome, Phase
from gesture_app.ui.drop_down import DropDown
from gesture_app.ui.gesture_card import GestureCard
from gesture_app.ui.gestures_page import GesturesPage, Sheet
from gesture_app.ui.profile_bar import EVERYWHERE
from gesture_app.ui.setting_row import SettingRow
from gesture_app.ui.theme import Theme

Vocabulary = Mapping[str, Gesture]


def sheet_with(vocabulary: Vocabulary, *changes: str) -> Sheet:
    settings = with_changes(Settings(), changes)
    bindings = bindings_for(vocabulary, settings)
    return Sheet(bindings, bindings, settings.bindings, settings.engine, find_conflicts(bindings, settings.engine))


@pytest.fixture
def page(theme: Theme, vocabulary: Vocabulary, qtbot: QtBot) -> GesturesPage:
    page = GesturesPage(theme, vocabulary)
    qtbot.addWidget(page)
    page.show_sheet(sheet_with(vocabulary))
    page.resize(1000, 700)
    with qtbot.waitActive(page):
        page.show()
        page.activateWindow()
    qtbot.waitUntil(lambda: len(rows(page)) == len(binding_rows("")), timeout=5000)
    return page


def cards(page: GesturesPage) -> list[str]:
    return [card.accessibleName() for card in page.findChildren(GestureCard)]


def card(page: GesturesPage, title: str) -> GestureCard:
    return next(card for card in page.findChildren(GestureCard) if card.accessibleName().startswith(title))


def rows(page: GesturesPage) -> dict[str, SettingRow]:
    return {row.row.name: row for row in page.editor.findChildren(SettingRow)}


def words(page: GesturesPage) -> list[str]:
    return [label.text() for label in page.findChildren(QLabel) if label.isVisible()]


def button(page: GesturesPage, name: str) -> QPushButton:
    found = page.findChildren(QPushButton)
    return next(one for one in found if name in (one.text(), one.accessibleName()))


def test_what_does_something_comes_first_and_idle_hands_are_left_out(page: GesturesPage) -> None:
    assert cards(page)[0] == "Open palm: Arms · Play or pause"
    assert "Fist: Disarms" in cards(page)[:9]
    assert cards(page)[-1].endswith("Does nothing")
    assert not any(name.startswith("Idle hand") for name in cards(page))


def test_cards_and_editor_wait_until_the_page_is_seen(theme: Theme, vocabulary: Vocabulary, qtbot: QtBot) -> None:
    page = GesturesPage(theme, vocabulary)
    qtbot.addWidget(page)
    page.show_sheet(sheet_with(vocabulary))
    assert cards(page) == []


def test_the_chosen_gesture_is_edited(page: GesturesPage, qtbot: QtBot) -> None:
    qtbot.mouseClick(card(page, "Victory"), Qt.MouseButton.LeftButton)
    assert page.editor.accessibleName() == "Victory: Next track"
    hold = rows(page)["hold_ms"].editor
    assert hold.text() == "500"
    hold.setFocus()
    with qtbot.waitSignal(page.edited) as edit:
        hold.setText("900")
        qtbot.keyClick(hold, Qt.Key.Key_Return)
    assert edit.args == ["peace", "hold_ms", "900"]


def test_the_arrow_keys_go_from_card_to_card(page: GesturesPage, qtbot: QtBot) -> None:
    card(page, "Open palm").setFocus()
    qtbot.keyClick(page.focusWidget(), Qt.Key.Key_Right)
    assert page.focusWidget() is card(page, "Fist")
    assert page.editor.accessibleName() == "Fist: Disarms"


def test_what_holds_without_a_choice_is_shown_and_what_means_nothing_cannot_be_chosen(
    page: GesturesPage, vocabulary: Vocabulary, qtbot: QtBot
) -> None:
    qtbot.mouseClick(card(page, "OK ring"), Qt.MouseButton.LeftButton)
    shown = rows(page)
    assert shown["cooldown_ms"].editor.text() == "800"
    assert shown["min_score"].editor.text() == "0.6"
    assert not shown["enabled"].editor.isEnabled()
    assert not shown["amount"].editor.isEnabled()
    page.show_sheet(sheet_with(vocabulary, "bindings.ok.command=volume_up"))
    assert shown["amount"].editor.isEnabled()
    assert shown["amount"].editor.text() == "0.05"
    assert isinstance(shown["command"].editor, DropDown)
    assert shown["command"].editor.currentText() == "Louder"
    assert "OK ring: Louder" in cards(page)


def test_a_swipe_is_edited_like_every_gesture_but_cannot_be_held(
    page: GesturesPage, vocabulary: Vocabulary, qtbot: QtBot
) -> None:
    page.show_sheet(sheet_with(vocabulary, "bindings.swipe_left.command=next"))
    qtbot.mouseClick(card(page, "Swipe left"), Qt.MouseButton.LeftButton)
    assert page.editor.accessibleName() == "Swipe left: Next track"
    assert "rest, move, rest" in words(page)
    shown = rows(page)
    assert shown["min_score"].editor.text() == "0.45"
    assert not shown["hold_ms"].editor.isEnabled()
    assert not shown["release_required"].editor.isEnabled()
    assert shown["cooldown_ms"].editor.isEnabled()
    page.show_sheet(sheet_with(vocabulary, "bindings.swipe_left.command=next", "bindings.swipe_left.mode=repeat"))
    assert any("A swipe cannot be held" in text for text in words(page))


def test_a_conflict_marks_the_cards_and_is_told_in_the_editor(
    page: GesturesPage, vocabulary: Vocabulary, qtbot: QtBot
) -> None:
    page.show_sheet(sheet_with(vocabulary, "bindings.ok.command=mute"))
    marked = [one.accessibleName() for one in page.findChildren(GestureCard) if one.accessibleDescription()]
    assert sorted(marked) == ["Finger on lips: Mute", "OK ring: Mute"]
    qtbot.mouseClick(card(page, "OK ring"), Qt.MouseButton.LeftButton)
    assert "These do the same: OK ring, Finger on lips." in words(page)
    page.show_sheet(sheet_with(vocabulary))
    assert not any("These do the same" in text for text in words(page))


def test_what_was_refused_for_one_gesture_is_not_held_against_the_next(page: GesturesPage, qtbot: QtBot) -> None:
    page.refuse("hold_ms", "It must be a whole number.")
    assert rows(page)["hold_ms"].error_text == "It must be a whole number."
    qtbot.mouseClick(card(page, "Fist"), Qt.MouseButton.LeftButton)
    assert rows(page)["hold_ms"].error_text == ""


def test_pictures_are_shown_once_they_are_drawn(page: GesturesPage) -> None:
    red = QImage(8, 8, QImage.Format.Format_RGB32)
    red.fill(QColor("red"))
    page.set_pictures({"palm": red})
    labels = card(page, "Open palm").findChildren(QLabel)
    picture = next(label.pixmap() for label in labels if not label.pixmap().isNull()).toImage()
    assert picture.pixelColor(picture.rect().center()) == QColor("red")


def test_profiles_are_chosen_made_renamed_and_removed(page: GesturesPage, qtbot: QtBot) -> None:
    bar = page.profiles
    bar.show_profiles(["podcast"], EVERYWHERE)
    profile = bar.findChildren(DropDown)[0]
    assert not button(page, "Rename the profile").isEnabled()
    profile.setFocus()
    with qtbot.waitSignal(bar.chosen) as choice:
        qtbot.keyClick(profile, Qt.Key.Key_Down)
    assert choice.args == ["podcast"]
    bar.show_profiles(["podcast"], "podcast")
    for name, wish in (("New profile", bar.made), ("Rename the profile", bar.renamed)):
        qtbot.mouseClick(button(page, name), Qt.MouseButton.LeftButton)
        (dialog,) = [one for one in page.findChildren(QInputDialog) if one.isVisible()]
        dialog.setTextValue("tv")
        with qtbot.waitSignal(wish) as named:
            dialog.accept()
        assert named.args == ["tv"]
    with qtbot.waitSignal(bar.removed):
        qtbot.mouseClick(button(page, "Remove the profile"), Qt.MouseButton.LeftButton)


@pytest.mark.parametrize("name", ["players", "tracks"])
def test_what_a_profile_is_for_can_be_changed(page: GesturesPage, qtbot: QtBot, name: str) -> None:
    values = {"players": ("vlc",), "tracks": ("/episode/",)}
    page.show_fits([(find_row(f"profiles.tv.{one}"), value) for one, value in values.items()])
    (row,) = [row for row in page.findChildren(SettingRow) if row.row.name == name]
    assert row.editor.text() == values[name][0]
    row.editor.setFocus()
    with qtbot.waitSignal(page.fits_edited) as edit:
        row.editor.setText("one, two")
        qtbot.keyClick(row.editor, Qt.Key.Key_Return)
    assert edit.args == [name, "one, two"]
    page.refuse(name, "It is for no player.")
    assert row.error_text == "It is for no player."
    page.show_fits(())
    assert not row.isVisible()


def test_a_try_out_shows_the_hold_and_the_outcome_and_ends_with_the_page(page: GesturesPage, qtbot: QtBot) -> None:
    with qtbot.waitSignal(page.trial.wished) as wish:
        qtbot.mouseClick(button(page, "Try it out"), Qt.MouseButton.LeftButton)
    assert wish.args == [True]
    gate = Gate(GateName.HOLD, "hold 280 ms left", 280)
    page.trial.show_decision(Decision(0.0, 1, "peace", 0.8, Phase.HELD, gate, None, 0.5, Box(0, 0, 9, 9)), "Victory")
    assert "Victory · Keep holding · hold 280 ms left" in words(page)
    fired = Decision(0.1, 1, "peace", 0.8, Phase.FIRED, None, Order(Command.NEXT), 1.0, Box(0, 0, 9, 9))
    page.trial.show_fired(fired, "Victory")
    page.trial.show_outcome(Outcome(Order(Command.NEXT), "Dry run", True, "Dry run is at “Noon”.", None, None, 0.1))
    page.trial.show_decision(None, "")
    assert "Victory: Next track · Dry run is at “Noon”." in words(page)  # what gave the order stays there
    assert "Show a gesture to the camera." in words(page)
    with qtbot.waitSignal(page.trial.wished) as wish:
        page.hide()
    assert wish.args == [False]


def test_without_a_try_out_the_page_does_not_follow_the_hand(page: GesturesPage) -> None:
    page.trial.show_decision(None, "")
    page.trial.show_outcome(Outcome(Order(Command.NEXT), "VLC", True, "VLC changed the track.", None, None, 0.1))
    assert "VLC changed the track." not in words(page)


@pytest.mark.parametrize("width", [620, 900, 1400])
def test_nothing_on_a_card_lies_on_another_however_narrow_the_page(page: GesturesPage, width: int) -> None:
    page.resize(width, 700)
    page.grab()  # lays it out
    for one in page.findChildren(GestureCard):
        shown = [label.geometry() for label in one.findChildren(QLabel) if label.isVisible()]
        above_each_other = itertools.pairwise(sorted(shown, key=QRect.top))
        assert all(above.bottom() < below.top() for above, below in above_each_other)
        assert one.height() >= one.heightForWidth(one.width())
