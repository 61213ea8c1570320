from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from gesture_app.core.types import Command, Order, Outcome, Playback, PlayerState
from gesture_app.ui.player_bar import PlayerBar
from gesture_app.ui.theme import Theme


@pytest.fixture
def bar(theme: Theme, qtbot: QtBot) -> PlayerBar:
    bar = PlayerBar(theme)
    qtbot.addWidget(bar)
    bar.show()
    return bar


def outcome(obeyed: bool | None = True) -> Outcome:
    return Outcome(Order(Command.PLAY_PAUSE), "VLC", obeyed, "VLC paused.", None, None, 0.0341)


def words(bar: PlayerBar) -> list[str]:
    return [label.text() for label in bar.findChildren(QLabel) if label.text()]


def undo_button(bar: PlayerBar) -> QPushButton:
    return bar.findChild(QPushButton)


def test_the_player_is_shown_as_it_describes_itself(bar: PlayerBar) -> None:
    bar.show_player("VLC", PlayerState(Playback.PAUSED, 0.4, title="Blue in Green"))
    assert words(bar)[:2] == ["VLC", "Paused · Blue in Green · volume 40 %"]


def test_a_note_stands_in_place_of_what_the_player_says_until_it_is_taken_away(bar: PlayerBar) -> None:
    bar.set_note("Nobody is controlled.")
    bar.show_player("VLC", PlayerState(Playback.PAUSED))
    assert words(bar)[:2] == ["VLC", "Nobody is controlled."]
    bar.set_note("")
    bar.show_player("VLC", PlayerState(Playback.PAUSED))
    assert words(bar)[:2] == ["VLC", "Paused"]


def test_a_muted_player_says_muted_instead_of_its_volume(bar: PlayerBar) -> None:
    bar.show_player("VLC", PlayerState(Playback.PLAYING, 0.4, is_muted=True))
    assert words(bar)[1] == "Playing · muted"


def test_a_player_that_says_nothing_is_just_named(bar: PlayerBar) -> None:
    bar.show_player("Media keys", None)
    assert words(bar) == ["Media keys", "No order yet"]


@pytest.mark.parametrize(
    ("obeyed", "text"),
    [
        pytest.param(True, "VLC paused. (34\N{NO-BREAK SPACE}ms)", id="obeyed"),
        pytest.param(False, "No effect: VLC paused.", id="not obeyed"),
        pytest.param(None, "Unconfirmed: VLC paused.", id="nobody can tell"),
    ],
)
def test_the_verdict_is_in_words(bar: PlayerBar, obeyed: bool | None, text: str) -> None:
    bar.show_outcome(outcome(obeyed), can_undo=False)
    assert words(bar)[-1] == text


def test_each_verdict_has_an_icon_of_its_own(bar: PlayerBar) -> None:
    icons = []
    for obeyed in (True, False, None):
        bar.show_outcome(outcome(obeyed), can_undo=False)
        icon = bar.findChildren(QLabel)[3]
        icons.append(icon.pixmap().toImage())
    assert all(not icon.isNull() for icon in icons)
    assert icons[0] != icons[1] != icons[2] != icons[0]


def test_an_order_can_be_taken_back_once(bar: PlayerBar, qtbot: QtBot) -> None:
    bar.show_outcome(outcome(), can_undo=True)
    with qtbot.waitSignal(bar.undo_wished):
        qtbot.mouseClick(undo_button(bar), Qt.MouseButton.LeftButton)
    assert not undo_button(bar).isVisible()


def test_undo_is_offered_for_a_while_only(bar: PlayerBar, qtbot: QtBot) -> None:
    bar.undo_shown_ms = 50
    bar.show_outcome(outcome(), can_undo=True)
    assert undo_button(bar).isVisible()
    qtbot.waitUntil(lambda: not undo_button(bar).isVisible(), timeout=1000)


def test_what_cannot_be_undone_offers_no_undo(bar: PlayerBar) -> None:
    bar.show_outcome(outcome(), can_undo=True)
    bar.show_outcome(outcome(), can_undo=False)
    assert not undo_button(bar).isVisible()
