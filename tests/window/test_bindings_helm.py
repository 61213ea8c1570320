from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QInputDialog, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from gesture_app.core.settings import Profile, binding_rows
from gesture_app.ui.drop_down import DropDown
from gesture_app.ui.gesture_card import GestureCard
from gesture_app.ui.setting_row import SettingRow
from gesture_app.window.composition import Desk, WindowParts

World = Any  # of conftest.py, which a test cannot import
OpenDesk = Callable[..., Desk]


def turn_to_gestures(desk: Desk, qtbot: QtBot) -> None:
    desk.window.turn_to(desk.window.gestures)
    editor = desk.window.gestures.editor
    qtbot.waitUntil(lambda: len(editor.findChildren(SettingRow)) == len(binding_rows("")), timeout=5000)


def choose_card(desk: Desk, qtbot: QtBot, title: str) -> None:
    cards = desk.window.gestures.findChildren(GestureCard)
    card = next(card for card in cards if card.accessibleName().startswith(title))
    qtbot.mouseClick(card, Qt.MouseButton.LeftButton)


def row(desk: Desk, name: str) -> SettingRow:
    rows = desk.window.gestures.findChildren(SettingRow)
    return next(row for row in rows if row.row.name == name)


def put_in(qtbot: QtBot, desk: Desk, name: str, text: str) -> None:
    editor = row(desk, name).editor
    editor.setText(text)
    qtbot.keyClick(editor, Qt.Key.Key_Return)


def choose(desk: Desk, name: str, word: str) -> None:
    """Pick a word from a list as the pointer would."""
    editor = row(desk, name).editor
    assert isinstance(editor, DropDown)
    editor.setCurrentIndex(editor.findText(word))
    editor.activated.emit(editor.currentIndex())


def press(qtbot: QtBot, desk: Desk, name: str) -> None:
    buttons = desk.window.gestures.findChildren(QPushButton)
    button = next(one for one in buttons if name in (one.text(), one.accessibleName()))
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def answer(desk: Desk, text: str) -> None:
    (dialog,) = [one for one in desk.window.findChildren(QInputDialog) if one.isVisible()]
    dialog.setTextValue(text)
    dialog.accept()


def words(desk: Desk) -> str:
    return "\n".join(label.text() for label in desk.window.findChildren(QLabel) if label.isVisible())


def test_another_command_is_what_the_very_next_gesture_orders(open_desk: OpenDesk, world: World, qtbot: QtBot) -> None:
    desk = open_desk()
    turn_to_gestures(desk, qtbot)
    choose_card(desk, qtbot, "OK ring")
    choose(desk, "command", "Mute")
    assert "These do the same: OK ring, Finger on lips." in words(desk)
    desk.window.turn_to(desk.window.live)
    world.gesture = "ok"
    qtbot.waitUntil(lambda: "VLC is muted" in words(desk), timeout=5000)
    qtbot.waitUntil(lambda: world.saved == [("bindings.ok.command", "mute")])


def test_a_change_is_undone_and_taken_back_to_its_default(open_desk: OpenDesk, world: World, qtbot: QtBot) -> None:
    desk = open_desk()
    turn_to_gestures(desk, qtbot)
    choose_card(desk, qtbot, "Victory")
    put_in(qtbot, desk, "cooldown_ms", "100")
    put_in(qtbot, desk, "cooldown_ms", "200")
    press(qtbot, desk, "Undo the change")
    assert row(desk, "cooldown_ms").editor.text() == "100"
    press(qtbot, desk, "Back to the default of “Cooldown”")
    assert row(desk, "cooldown_ms").editor.text() == "800"
    saved = [("bindings.peace.cooldown_ms", text) for text in ("100", "200", "100", "default")]
    qtbot.waitUntil(lambda: world.saved == saved, timeout=3000)


def test_a_profile_is_made_filled_renamed_and_removed(open_desk: OpenDesk, world: World, qtbot: QtBot) -> None:
    desk = open_desk()
    turn_to_gestures(desk, qtbot)
    press(qtbot, desk, "New profile")
    answer(desk, "VLC")
    choose_card(desk, qtbot, "Open palm")
    choose(desk, "command", "Full screen")
    press(qtbot, desk, "Rename the profile")
    answer(desk, "films")
    put_in(qtbot, desk, "players", "VLC, mpv")
    wanted = {"profiles.films.players": "VLC, mpv", "profiles.films.bindings.palm.command": "fullscreen"}
    qtbot.waitUntil(lambda: wanted.items() <= dict(world.saved).items(), timeout=3000)
    qtbot.waitUntil(lambda: dict(world.saved).get("profiles.VLC.bindings.palm.command") == "default")
    press(qtbot, desk, "Remove the profile")
    qtbot.waitUntil(lambda: world.saved[-1] == ("profiles.films.bindings.palm.command", "default"), timeout=3000)
    assert row(desk, "command").editor.text() == "play_pause"


def test_a_profile_that_cannot_be_is_told_above_the_page(open_desk: OpenDesk, qtbot: QtBot) -> None:
    desk = open_desk()
    turn_to_gestures(desk, qtbot)
    press(qtbot, desk, "New profile")
    answer(desk, "a.b")
    assert "A profile cannot be called 'a.b'; give it a name without dots." in words(desk)
    press(qtbot, desk, "New profile")
    answer(desk, "films")
    assert "cannot be called" not in words(desk)
    put_in(qtbot, desk, "players", " , ")
    assert "The profile films is for no player" in row(desk, "players").error_text
    put_in(qtbot, desk, "tracks", "film")
    put_in(qtbot, desk, "players", " , ")
    assert row(desk, "players").error_text == ""
    put_in(qtbot, desk, "tracks", " , ")
    assert "The profile films is for no player" in row(desk, "tracks").error_text


def test_the_profile_of_the_player_is_followed_once_it_is_made(open_desk: OpenDesk, world: World, qtbot: QtBot) -> None:
    desk = open_desk()
    qtbot.waitUntil(lambda: "Playing" in words(desk), timeout=5000)
    turn_to_gestures(desk, qtbot)
    press(qtbot, desk, "New profile")
    answer(desk, "vlc")
    choose_card(desk, qtbot, "Open palm")
    choose(desk, "command", "Mute")
    desk.window.turn_to(desk.window.live)
    world.gesture = "palm"
    qtbot.waitUntil(lambda: "VLC is muted" in words(desk), timeout=5000)


def test_a_try_out_disturbs_no_real_player_and_tries_the_profile_that_is_edited(
    open_desk: OpenDesk, parts: WindowParts, world: World, qtbot: QtBot
) -> None:
    profile = Profile("radio", ("radio",))
    desk = open_desk(settings=dataclasses.replace(parts.settings, profiles={"radio": profile}))
    qtbot.waitUntil(lambda: "Playing" in words(desk), timeout=5000)
    turn_to_gestures(desk, qtbot)
    chooser = desk.window.gestures.profiles.findChildren(DropDown)[0]
    chooser.setFocus()
    qtbot.keyClick(chooser, Qt.Key.Key_Down)
    choose_card(desk, qtbot, "Open palm")
    choose(desk, "command", "Mute")
    press(qtbot, desk, "Try it out")
    qtbot.waitUntil(lambda: desk.window.live.player.findChildren(QLabel)[1].text() == "Dry run", timeout=5000)
    world.gesture = "palm"
    qtbot.waitUntil(lambda: "Dry run is muted" in words(desk), timeout=5000)
    world.gesture = None
    desk.window.turn_to(desk.window.live)
    qtbot.waitUntil(lambda: desk.window.live.player.findChildren(QLabel)[1].text() == "VLC", timeout=5000)
    assert not desk.window.gestures.trial.is_on


def test_a_gesture_can_be_wanted_from_one_hand_and_mean_something_else_from_the_other(
    open_desk: OpenDesk, world: World, qtbot: QtBot
) -> None:
    desk = open_desk()
    turn_to_gestures(desk, qtbot)
    choose_card(desk, qtbot, "Victory")
    assert not row(desk, "other_command").editor.isEnabled()
    choose(desk, "hand", "Your left hand")
    assert row(desk, "other_command").editor.isEnabled()
    choose(desk, "other_command", "Previous track")
    qtbot.waitUntil(lambda: ("bindings.peace.other_command", "previous") in world.saved, timeout=3000)
    qtbot.waitUntil(lambda: ("bindings.peace.hand", "left") in world.saved)
    assert (
        desk.window.gestures.editor.accessibleName() == "Victory: Next track (left hand) · Previous track (right hand)"
    )


def test_the_zone_of_a_gesture_is_drawn_while_it_is_typed_as_the_mirror_shows_it(
    open_desk: OpenDesk, world: World, qtbot: QtBot
) -> None:
    desk = open_desk()
    turn_to_gestures(desk, qtbot)
    choose_card(desk, qtbot, "OK ring")
    editor, view = row(desk, "zone").editor, desk.window.gestures.editor.zone
    assert editor.text() == "0.0, 0.0, 1.0, 1.0"
    choices = view.parentWidget()
    qtbot.waitUntil(lambda: choices.height() >= choices.sizeHint().height())
    editor.selectAll()
    qtbot.keyClicks(editor, "0, 0, 0.5, 1")
    qtbot.waitUntil(lambda: not view.picture_place().isEmpty(), timeout=5000)  # it has come into sight
    assert view.zone == (0.0, 0.0, 0.5, 1.0)
    assert view.zone_place().right() == pytest.approx(view.picture_place().right())  # the left, in a mirror
    editor.setText("0, 0, half")
    assert view.zone == (0.0, 0.0, 0.5, 1.0)
    desk.window.header.mirror_wished.emit(False)
    assert view.zone_place().left() == pytest.approx(view.picture_place().left())


def test_a_gesture_counts_only_in_the_zone_that_was_typed_for_it(
    open_desk: OpenDesk, world: World, qtbot: QtBot
) -> None:
    desk = open_desk()
    turn_to_gestures(desk, qtbot)
    choose_card(desk, qtbot, "OK ring")
    put_in(qtbot, desk, "zone", "0.6, 0, 1, 1")  # the hand is left of it
    qtbot.waitUntil(lambda: world.saved == [("bindings.ok.zone", "0.6, 0.0, 1.0, 1.0")])
    desk.window.turn_to(desk.window.live)
    world.gesture = "ok"
    qtbot.waitUntil(lambda: "Move into the zone" in words(desk), timeout=5000)
    desk.window.turn_to(desk.window.gestures)
    put_in(qtbot, desk, "zone", "0, 0, 0.6, 1")
    desk.window.turn_to(desk.window.live)
    qtbot.waitUntil(lambda: "Move into the zone" not in words(desk), timeout=5000)
    assert desk.settings.bindings["ok"].zone == (0.0, 0.0, 0.6, 1.0)
