from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from gesture_app.ui.fitted_label import FittedLabel
from gesture_app.ui.theme import DISPLAY_PT, SMALL_PT, Theme

WORDS = "Two fingers together"


@pytest.fixture
def label(theme: Theme, qtbot: QtBot) -> FittedLabel:
    label = FittedLabel("display")
    qtbot.addWidget(label)
    label.setText(WORDS)
    label.show()
    return label


def test_where_there_is_room_the_words_stand_in_the_full_size(label: FittedLabel) -> None:
    label.resize(label.sizeHint())
    assert (label.type_pt(), label.is_cut()) == (DISPLAY_PT, False)


def test_in_a_narrow_place_they_are_set_smaller_and_stay_whole(label: FittedLabel) -> None:
    label.resize(label.sizeHint().width() * 2 // 3, label.sizeHint().height())
    assert SMALL_PT < label.type_pt() < DISPLAY_PT
    assert not label.is_cut()


def test_the_size_grows_again_with_the_room(label: FittedLabel) -> None:
    label.resize(label.sizeHint().width() // 2, label.sizeHint().height())
    small_pt = label.type_pt()
    label.resize(label.sizeHint())
    assert small_pt < label.type_pt() == DISPLAY_PT


def test_its_height_is_the_same_whatever_it_says(theme: Theme, qtbot: QtBot) -> None:
    label = FittedLabel("muted", lines=2)
    qtbot.addWidget(label)
    heights = set()
    for words in ("", WORDS, WORDS * 20):
        label.setText(words)
        heights |= {label.sizeHint().height(), label.minimumSizeHint().height()}
    assert heights == {2 * label.fontMetrics().lineSpacing()}


def test_where_nothing_helps_the_middle_is_left_out_and_it_says_so(label: FittedLabel) -> None:
    label.setText(f"Now playing {WORDS * 20} (34 ms)")
    label.resize(300, 40)
    assert label.is_cut()
    shown = label.grab().toImage()
    label.setText(f"Now playing {WORDS * 30} (34 ms)")
    assert label.grab().toImage() == shown  # both begin and end alike
    assert WORDS * 30 in label.toolTip()


def test_a_place_without_any_room_is_no_trouble(label: FittedLabel) -> None:
    label.resize(1, 1)
    label.grab()
    assert label.is_cut()
