"""The library is searched, sorted and acted upon."""

from __future__ import annotations

from pathlib import Path

import pytest
from lab_entries import network
from PySide6.QtCore import QMimeData, QPointF, Qt, QTranslator, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QApplication, QLabel, QPushButton

from gesture_app.core.lab.entry import Family
from gesture_app.core.lab.library import Library
from gesture_app.ui.lab.library_view import LibraryView
from gesture_app.ui.search_field import SearchField

FAST = network("fast", 0.6, 5, 10)
SLOW = network("slow", 0.7, 9.5, 5)
UNTIMED = network("untimed", 0.9, None, 40)
SHAPES = network("shapes", 0.5, 1, 1, family=Family.CNN, yardstick="tiny shapes")
LIBRARY = Library((FAST, SLOW, UNTIMED, SHAPES), ("The card of broken cannot be understood.",))


@pytest.fixture
def view(theme, qtbot):
    view = LibraryView(theme)
    qtbot.addWidget(view)
    view.show_library(LIBRARY, {SLOW.key: FAST}, FAST.key)
    view.show()
    return view


def titles(view):
    model = view.rows.model()
    return [model.index(row, 0).data() for row in range(model.rowCount())]


def button(view, text):
    return next(one for one in view.findChildren(QPushButton) if one.text() == text)


def test_all_networks_and_all_faults_are_shown(view):
    assert sorted(titles(view)) == ["Fast", "Shapes", "Slow", "Untimed"]
    texts = [label.text() for label in view.findChildren(QLabel) if label.isVisible()]
    assert "The card of broken cannot be understood." in texts
    assert "4 of 4 networks" in texts


def test_searching_leaves_what_has_the_words(view, qtbot):
    qtbot.keyClicks(view.findChildren(SearchField)[0], "tiny")
    assert titles(view) == ["Shapes"]


def test_a_search_that_finds_nothing_says_so(view, qtbot):
    qtbot.keyClicks(view.findChildren(SearchField)[0], "nosuch")
    assert not view.rows.isVisible()


def test_columns_of_numbers_are_sorted_as_numbers_and_the_unknown_comes_last(view):
    view.rows.sortByColumn(8, Qt.SortOrder.AscendingOrder)
    assert titles(view) == ["Shapes", "Fast", "Slow", "Untimed"]
    view.rows.sortByColumn(4, Qt.SortOrder.AscendingOrder)
    assert titles(view) == ["Shapes", "Slow", "Fast", "Untimed"]
    view.rows.sortByColumn(8, Qt.SortOrder.DescendingOrder)
    assert titles(view) == ["Slow", "Fast", "Shapes", "Untimed"]


def test_rows_stay_chosen_and_in_order_when_they_are_sorted_and_read_anew(view):
    view.rows.choose(frozenset({SLOW.key, SHAPES.key}))
    view.rows.sortByColumn(8, Qt.SortOrder.DescendingOrder)
    assert view.rows.chosen() == [SLOW, SHAPES]
    view.show_library(LIBRARY, {}, "")
    assert view.rows.chosen() == [SLOW, SHAPES]
    assert titles(view) == ["Slow", "Fast", "Shapes", "Untimed"]


def test_the_kind_is_told_in_the_language_of_the_moment(view, qapp):
    class Shouting(QTranslator):
        def isEmpty(self):  # noqa: N802
            return False

        def translate(self, context, source, disambiguation=None, n=-1):
            return source.upper() if context == "Lab" else None

    before = view.rows.model().index(0, 1).data()
    shouting = Shouting(qapp)
    qapp.installTranslator(shouting)
    try:
        view.show_library(LIBRARY, {}, "")
        assert view.rows.model().index(0, 1).data() == before.upper() != before
    finally:
        qapp.removeTranslator(shouting)


def test_smaller_but_slower_is_marked_and_explained(view):
    model = view.rows.model()
    row = titles(view).index("Slow")
    time = model.index(row, 8)
    assert time.data(Qt.ItemDataRole.DecorationRole) is not None
    assert "Smaller but slower: Fast is larger and takes less time." in time.data(Qt.ItemDataRole.ToolTipRole)
    assert model.index(titles(view).index("Fast"), 8).data(Qt.ItemDataRole.DecorationRole) is None


def test_a_measurement_tells_in_what_its_network_reckons(view):
    view.show_library(Library((network("small", 0.5, 2, precision="int8"),)), {}, "")
    told = view.rows.model().index(0, 8).data(Qt.ItemDataRole.ToolTipRole)
    assert told.startswith("onnx, int8: 2.00 / 4.00 ms")


def test_the_precision_has_a_column_which_can_be_sorted(view):
    small, half = network("small", precision="int8"), network("half", precision="fp16")
    view.show_library(Library((small, network("other"), half)), {}, "")
    view.rows.sortByColumn(7, Qt.SortOrder.AscendingOrder)
    told = [view.rows.model().index(row, 7).data() for row in range(3)]
    assert list(zip(titles(view), told, strict=True)) == [("Half", "fp16"), ("Small", "int8"), ("Other", "–")]


def test_the_precision_gives_way_where_there_is_no_room_for_it(view):
    for width_px, is_hidden in ((1200, False), (800, True), (1200, False)):
        view.resize(width_px, 600)
        QApplication.processEvents()
        assert view.rows.isColumnHidden(7) is is_hidden
    header = view.rows.horizontalHeader()
    assert all(header.sectionSize(column) >= header.sectionSizeHint(column) for column in range(header.count()))


def test_the_detector_in_use_is_marked(view):
    marked = [view.rows.model().index(row, 0).data(Qt.ItemDataRole.DecorationRole) is not None for row in range(4)]
    assert [title for title, is_marked in zip(titles(view), marked, strict=True) if is_marked] == ["Fast"]


def test_only_one_detector_can_be_used_and_only_detectors_measured(view, qtbot):
    use, measure = button(view, "Use"), button(view, "Measure here")
    assert not use.isEnabled()
    assert not measure.isEnabled()
    view.rows.choose(frozenset({SHAPES.key}))
    assert not use.isEnabled()
    assert not measure.isEnabled()
    view.rows.choose(frozenset({SHAPES.key, FAST.key}))
    assert not use.isEnabled()
    assert measure.isEnabled()
    view.rows.choose(frozenset({SLOW.key}))
    with qtbot.waitSignal(view.use_wished) as wished:
        qtbot.mouseClick(use, Qt.MouseButton.LeftButton)
    assert wished.args == [SLOW.key]


def test_while_one_measurement_runs_no_other_begins(view):
    view.rows.choose(frozenset({FAST.key}))
    view.set_measuring(is_measuring=True)
    assert not button(view, "Measure here").isEnabled()
    view.set_measuring(is_measuring=False)
    assert button(view, "Measure here").isEnabled()


def test_rows_stay_chosen_when_the_library_is_read_anew(view):
    view.rows.choose(frozenset({SLOW.key}))
    view.show_library(Library((SLOW, FAST)), {}, "")
    assert view.rows.chosen() == [SLOW]


def test_networks_and_folders_are_taken_in_when_dropped(view, qtbot, tmp_path):
    (tmp_path / "folder").mkdir()
    dropped = QMimeData()
    names = ("a.onnx", "folder", "picture.png")
    dropped.setUrls([*(QUrl.fromLocalFile(str(tmp_path / name)) for name in names), QUrl("https://example.org/b.onnx")])
    taken = []
    view.take_in_wished.connect(taken.append)
    action, button_, key = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    view.dropEvent(QDropEvent(QPointF(5, 5), action, dropped, button_, key))
    assert taken == [Path(tmp_path / "a.onnx"), Path(tmp_path / "folder")]
