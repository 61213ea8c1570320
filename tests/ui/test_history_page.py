from __future__ import annotations

import dataclasses
from collections.abc import Mapping

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog, QLabel, QPushButton, QTableView
from pytestqt.qtbot import QtBot

from gesture_app.core.gestures import Gesture
from gesture_app.core.history import COLUMNS, Event
from gesture_app.core.types import Box, Command, Decision, Order, Outcome, Phase
from gesture_app.ui.history_page import HistoryPage
from gesture_app.ui.theme import Appearance, Theme

NEXT = Order(Command.NEXT)


def event(at_s: float, gesture: str = "peace", *, obeyed: bool | None = True) -> Event:
    decision = Decision(at_s, 1, gesture, 0.9, Phase.FIRED, None, NEXT, 1.0, Box(0, 0, 9, 9))
    text = "VLC changed the track." if obeyed else "VLC did not react to 'next'."
    return Event(at_s, NEXT, decision, Outcome(NEXT, "VLC", obeyed, text, None, None, 0.012))


@pytest.fixture
def page(theme: Theme, vocabulary: Mapping[str, Gesture], qtbot: QtBot) -> HistoryPage:
    page = HistoryPage(theme, vocabulary)
    qtbot.addWidget(page)
    page.resize(1000, 500)
    with qtbot.waitActive(page):
        page.show()
        page.activateWindow()
    return page


def button(page: HistoryPage, text: str) -> QPushButton:
    return next(one for one in page.findChildren(QPushButton) if one.text() == text)


def table(page: HistoryPage) -> QTableView:
    return page.findChildren(QTableView)[0]


def row(page: HistoryPage, number: int) -> list[str]:
    model = table(page).model()
    return [str(model.index(number, column).data()) for column in range(model.columnCount())]


def test_an_empty_history_says_what_will_be_there_and_offers_nothing(page: HistoryPage) -> None:
    words = [label.text() for label in page.findChildren(QLabel) if label.isVisible()]
    assert "No order yet" in words
    assert not table(page).isVisible()
    assert not any(one.isEnabled() for one in page.findChildren(QPushButton))


def test_each_order_is_told_in_words_with_the_newest_on_top(page: HistoryPage) -> None:
    undo = Event(12.0, NEXT, None, None)
    page.show_events((undo, event(1.0)))
    assert row(page, 0)[1:] == ["Undo button", "Next track", "", "No answer yet", ""]
    assert row(page, 1)[1:] == ["Victory", "Next track", "VLC", "VLC changed the track.", "12 ms"]
    assert "2 ordered, 1 seen to be obeyed" in [label.text() for label in page.findChildren(QLabel)]


def test_a_run_of_the_same_says_how_often_and_a_chosen_row_below_it_stays_chosen(page: HistoryPage) -> None:
    page.show_events((event(3.0), event(2.0), event(1.0, "ok")))
    table(page).selectRow(2)
    page.show_events((dataclasses.replace(event(3.0), count=2), event(1.0, "ok")))
    assert row(page, 0)[4] == "VLC changed the track. (2 times)"
    assert [index.row() for index in table(page).selectionModel().selectedRows()] == [1]
    assert "3 ordered, 3 seen to be obeyed" in [label.text() for label in page.findChildren(QLabel)]


def test_a_verdict_has_an_icon_and_a_word_in_every_theme(page: HistoryPage, theme: Theme) -> None:
    page.show_events((event(2.0, obeyed=False), event(1.0)))
    theme.choose(Appearance.DARK)
    model = table(page).model()
    icons = [model.index(number, 4).data(Qt.ItemDataRole.DecorationRole) for number in (0, 1)]
    pictures = [icon.pixmap(20).toImage() for icon in icons]
    assert pictures[0] != pictures[1]
    spoken = model.index(0, 4).data(Qt.ItemDataRole.AccessibleTextRole)
    assert spoken == "What happened: VLC did not react to 'next'."


def test_a_chosen_row_stays_chosen_when_another_order_comes(page: HistoryPage, qtbot: QtBot) -> None:
    page.show_events((event(1.0),))
    table(page).setFocus()
    qtbot.keyClick(table(page), Qt.Key.Key_Space)
    table(page).selectRow(0)
    page.show_events((event(2.0, "ok"), event(1.0)))
    assert [index.row() for index in table(page).selectionModel().selectedRows()] == [1]
    qtbot.keyClick(table(page), Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    _, line = QGuiApplication.clipboard().text().splitlines()
    assert line.split("\t")[1] == "peace"


def test_all_is_copied_where_nothing_is_chosen(page: HistoryPage, qtbot: QtBot) -> None:
    page.show_events((event(2.0, "ok"), event(1.0)))
    qtbot.mouseClick(button(page, "Copy"), Qt.MouseButton.LeftButton)
    head, *lines = QGuiApplication.clipboard().text().splitlines()
    assert tuple(head.split("\t")) == COLUMNS
    assert [line.split("\t")[1] for line in lines] == ["ok", "peace"]


def test_saving_asks_for_a_file_and_gives_the_text(page: HistoryPage, qtbot: QtBot) -> None:
    page.show_events((event(1.0),))
    qtbot.mouseClick(button(page, "Save as text"), Qt.MouseButton.LeftButton)
    (dialog,) = page.findChildren(QFileDialog)
    with qtbot.waitSignal(page.save_wished) as wish:
        dialog.fileSelected.emit("evening.tsv")
    dialog.close()
    path, text = wish.args
    assert path == "evening.tsv"
    assert "VLC changed the track." in text


def test_forgetting_is_wished_and_leaves_an_empty_page(page: HistoryPage, qtbot: QtBot) -> None:
    page.show_events((event(1.0),))
    with qtbot.waitSignal(page.clear_wished):
        qtbot.mouseClick(button(page, "Forget all"), Qt.MouseButton.LeftButton)
    page.show_events(())
    assert not table(page).isVisible()


def test_the_keyboard_leaves_the_table_again(page: HistoryPage, qtbot: QtBot) -> None:
    page.show_events((event(1.0),))
    table(page).setFocus()
    qtbot.keyClick(table(page), Qt.Key.Key_Tab)
    assert not table(page).hasFocus()


def test_a_player_that_answers_at_once_took_less_than_a_millisecond(page: HistoryPage) -> None:
    quick = Outcome(NEXT, "Dry run", True, "Dry run is at “Noon”.", None, None, 0.0)
    page.show_events((dataclasses.replace(event(1.0), outcome=quick),))
    assert row(page, 0)[-1] == "< 1 ms"


def test_the_longest_gesture_is_read_whole_where_there_is_room(
    page: HistoryPage, vocabulary: Mapping[str, Gesture]
) -> None:
    header, metrics = table(page).horizontalHeader(), table(page).fontMetrics()
    title = "A gesture that somebody has given a rather long name"
    page._model._vocabulary = {**vocabulary, "own": dataclasses.replace(vocabulary["palm"], title=title)}
    page.show_events((event(1.0),))
    page.resize(1500, 500)
    page.grab()  # lays it out
    assert header.sectionSize(1) > metrics.horizontalAdvance(title)
    assert header.sectionSize(4) > 280
    page.resize(1000, 500)
    page.grab()
    assert header.sectionSize(4) > 280  # what happened matters more
