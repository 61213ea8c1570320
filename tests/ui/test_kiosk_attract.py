from __future__ import annotations

import pytest
from PySide6.QtGui import QColor, QImage
from pytestqt.qtbot import QtBot

from gesture_app.ui.kiosk_attract import (
    FRAME_MS,
    FULL_S,
    HOLD_S,
    LOOP_S,
    RING,
    RING_TOP,
    RISE_S,
    SINK_S,
    AttractView,
    moment_at,
)
from gesture_app.ui.theme import Theme


@pytest.fixture
def view(theme: Theme, qtbot: QtBot) -> AttractView:
    view = AttractView(theme, "Raise your palm", "Hold it up")
    qtbot.addWidget(view)
    view.resize(960, 540)
    return view


def middle(view: AttractView) -> QColor:
    """The colour in the middle of the ring."""
    return view.grab().toImage().pixelColor(480, round(0.12 * 540 + 0.47 * 540 / 2))


def test_the_hand_rises_fills_the_ring_and_sinks() -> None:
    assert (moment_at(0).raised, moment_at(0).held) == (0, 0)
    assert 0 < moment_at(RISE_S / 2).raised < 1
    assert moment_at(RISE_S + HOLD_S / 2).held == pytest.approx(0.5)
    assert moment_at(RISE_S + HOLD_S + 0.1).is_full
    assert 0 < moment_at(RISE_S + HOLD_S + FULL_S + SINK_S / 2).raised < 1
    assert moment_at(LOOP_S - 0.1).raised == 0
    assert moment_at(LOOP_S + RISE_S / 2).raised == pytest.approx(moment_at(RISE_S / 2).raised)


def test_nobody_is_invited_before_a_hand_can_be_seen(view: AttractView) -> None:
    assert view.words() == ("One moment, please", "")
    before = middle(view)
    view.set_ready(True)
    assert view.words() == ("Raise your palm", "Hold it up")
    assert middle(view) != before


def test_the_hand_is_seen_in_the_ring(view: AttractView, theme: Theme) -> None:
    view.set_ready(True)
    assert middle(view) == QColor(theme.colours.card)
    hand = QImage(64, 64, QImage.Format.Format_RGBA8888)
    hand.fill(QColor("red"))
    view.set_hands([hand, hand])
    assert middle(view) == QColor("red")


def test_the_full_disc_has_no_seam_where_the_ring_begins(view: AttractView, theme: Theme) -> None:
    view.set_ready(True)
    view.stand_still()
    view.show()
    image = view.grab().toImage()
    row, centre, radius = round(540 * (RING_TOP + RING / 2)), 480, round(540 * (RING / 2))
    across = [image.pixelColor(x, row) for x in range(centre - radius, centre + radius)]
    along = [image.pixelColor(centre + offset, row - offset) for offset in range(-radius * 7 // 10, radius * 7 // 10)]
    assert {colour.name() for colour in across + along} == {theme.colours.accent}


def test_it_moves_only_while_it_is_seen(view: AttractView, qtbot: QtBot) -> None:
    assert not view._frames.isActive()
    view.show()
    qtbot.waitUntil(lambda: view._at_s >= 2 * FRAME_MS / 1000, timeout=3000)
    view.hide()
    assert not view._frames.isActive()


def test_who_names_no_words_gets_the_apps_own_with_their_hint(theme: Theme, qtbot: QtBot) -> None:
    view = AttractView(theme, "", "")
    qtbot.addWidget(view)
    view.set_ready(True)
    assert view.words() == ("Raise your palm", "Hold it up until the ring is full, and the film is yours")


def test_an_invitation_without_motion_shows_the_raised_hand_in_a_full_ring(view: AttractView, qtbot: QtBot) -> None:
    view.stand_still()
    view.set_ready(True)
    view.show()
    before = view.grab().toImage()
    qtbot.wait(3 * FRAME_MS)
    assert view.grab().toImage() == before
    view.hide()
