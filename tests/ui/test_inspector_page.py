from __future__ import annotations

from collections.abc import Mapping

import pytest
from film import SIZE_PX, film
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QLabel, QPushButton, QScrollBar, QSlider
from pytestqt.qtbot import QtBot

from gesture_app.core.bindings import default_bindings
from gesture_app.core.gestures import Gesture
from gesture_app.core.moments import Moment, Sighting
from gesture_app.core.order_changes import compare_orders
from gesture_app.core.replay import decide
from gesture_app.core.settings import EngineSettings, Settings, with_changes
from gesture_app.ui.inspector_page import InspectorPage
from gesture_app.ui.theme import Theme
from gesture_app.ui.timeline import Timeline
from gesture_app.ui.what_if import KEYS


@pytest.fixture
def page(theme: Theme, vocabulary: Mapping[str, Gesture], qtbot: QtBot) -> InspectorPage:
    page = InspectorPage(theme, vocabulary)
    qtbot.addWidget(page)
    page.what_if.show_settings(Settings())
    page.resize(1000, 600)
    with qtbot.waitActive(page):
        page.show()
        page.activateWindow()
    return page


def decided(vocabulary: Mapping[str, Gesture], word: str, **changed: float) -> list[Moment]:
    seen = [Sighting(moment.at_s, SIZE_PX, moment.detections) for moment in film(word, fps=30)]
    return list(decide(seen, EngineSettings(**changed), default_bindings(vocabulary)))


def words(page: InspectorPage) -> list[str]:
    return [label.text() for label in page.findChildren(QLabel) if label.isVisible()]


def button(page: InspectorPage, text: str) -> QPushButton:
    return next(one for one in page.findChildren(QPushButton) if one.text() == text)


def slider(page: InspectorPage, name: str) -> QSlider:
    return next(one for one in page.findChildren(QSlider) if one.accessibleName() == name)


def test_the_gate_that_was_closed_is_named_at_the_cursor(
    page: InspectorPage, vocabulary: Mapping[str, Gesture], qtbot: QtBot
) -> None:
    assert "What stood in the way?" in words(page)
    page.show_moments(decided(vocabulary, "vvvv"), 0.6)
    timeline = page.findChildren(Timeline)[0]
    timeline.setFocus()
    qtbot.keyClick(timeline, Qt.Key.Key_End)
    assert "Victory 0.90 · Not armed" in words(page)
    assert "show the open palm first" in words(page)
    assert timeline.accessibleDescription() == "Victory 0.90 · Not armed: show the open palm first"


def test_a_moment_without_a_hand_says_so(page: InspectorPage, qtbot: QtBot) -> None:
    page.show_moments([Moment(Sighting(1.0, SIZE_PX, ()), (), None)], 0.6)
    timeline = page.findChildren(Timeline)[0]
    timeline.setFocus()
    qtbot.keyClick(timeline, Qt.Key.Key_End)
    assert "No hand" in words(page)


def test_a_recording_is_scrolled_and_left_again(
    page: InspectorPage, vocabulary: Mapping[str, Gesture], qtbot: QtBot
) -> None:
    page.show_recording_mode("evening.jsonl", 30.0)
    page.show_moments(decided(vocabulary, "p" * 300), 0.6)
    timeline, scroll = page.findChildren(Timeline)[0], page.findChildren(QScrollBar)[0]
    assert timeline.lanes.score[0][0][0] == 0.0
    scroll.setFocus()
    qtbot.keyClick(scroll, Qt.Key.Key_End)
    assert timeline.lanes.score[0][0][0] > 9
    with qtbot.waitSignal(page.live_wished):
        qtbot.mouseClick(button(page, "Back to live"), Qt.MouseButton.LeftButton)
    page.show_live_mode()
    assert not scroll.isVisible()
    assert "The last 20 seconds" in words(page)


def test_a_short_recording_needs_no_scrolling(page: InspectorPage) -> None:
    page.show_recording_mode("moment.jsonl", 3.0)
    assert not page.findChildren(QScrollBar)[0].isVisible()


def test_a_recording_is_asked_for(page: InspectorPage, qtbot: QtBot) -> None:
    qtbot.mouseClick(button(page, "Open a recording"), Qt.MouseButton.LeftButton)
    (dialog,) = page.findChildren(QFileDialog)
    with qtbot.waitSignal(page.recording_wished) as wish:
        dialog.fileSelected.emit("evening.jsonl")
    dialog.close()
    assert wish.args == ["evening.jsonl"]


def test_the_sliders_stand_as_the_settings_do_and_tell_when_they_are_moved(page: InspectorPage, qtbot: QtBot) -> None:
    page.what_if.show_settings(with_changes(Settings(), ["cooldown_ms=1000", "enter_score=0.7"]))
    assert set(page.what_if.values) == set(KEYS)
    assert page.what_if.values["engine.cooldown_ms"] == "1000"
    score = slider(page, "Score to begin")
    score.setFocus()
    with qtbot.waitSignal(page.what_if.changed):
        qtbot.keyClick(score, Qt.Key.Key_Right)
    assert page.what_if.values["engine.enter_score"] == "0.71"


def test_a_value_beyond_the_end_of_its_slider_is_not_lost(page: InspectorPage) -> None:
    page.what_if.show_settings(with_changes(Settings(), ["cooldown_ms=9000"]))
    assert page.what_if.values["engine.cooldown_ms"] == "9000"


def test_what_other_settings_change_is_told(
    page: InspectorPage, vocabulary: Mapping[str, Gesture], qtbot: QtBot
) -> None:
    word = "ppppppvvvvvvv"
    before, after = decided(vocabulary, word), decided(vocabulary, word, enter_score=0.95)
    page.show_moments(after, 0.95, compare_orders(before, after))
    assert "Orders: 1 as recorded, 0 with these settings" in words(page)
    assert "Lost: Next track" in words(page)
    for text, wish in (("As it is", page.what_if.back_wished), ("Use these", page.what_if.taken)):
        with qtbot.waitSignal(wish):
            qtbot.mouseClick(button(page, text), Qt.MouseButton.LeftButton)
    page.show_moments(before, 0.6, compare_orders(before, before))
    assert "The orders are the same." in words(page)
    page.show_moments(before, 0.6)
    assert not button(page, "Use these").isEnabled()


def test_the_same_orders_at_another_time_are_no_differences(
    page: InspectorPage, vocabulary: Mapping[str, Gesture]
) -> None:
    soon, late = decided(vocabulary, "ppppppvvvvvvvvv"), decided(vocabulary, "ppppppppvvvvvvv")
    page.show_moments(late, 0.6, compare_orders(soon, late))
    assert "The orders are the same.\nOn average 0.2 s later." in words(page)
    page.show_moments(soon, 0.6, compare_orders(late, soon))
    assert "The orders are the same.\nOn average 0.2 s sooner." in words(page)


def test_many_differences_are_counted(page: InspectorPage, vocabulary: Mapping[str, Gesture]) -> None:
    before = decided(vocabulary, "pppppp" + "uuuuuuu" * 6)
    page.show_moments([], 0.6, compare_orders(before, []))
    (line,) = [text for text in words(page) if text.startswith("Lost")]
    assert line.startswith("Lost: Louder, Louder, Louder, ")
    assert line.endswith(" more")
