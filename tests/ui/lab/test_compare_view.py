"""The question of the limit gets an answer, and the chart shows what is asked for."""

from __future__ import annotations

import pytest
from lab_entries import network
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton

from gesture_app.core.lab.entry import Family
from gesture_app.core.lab.library import Library
from gesture_app.ui.drop_down import DropDown
from gesture_app.ui.lab.compare_view import CompareView

HERE, THERE = "this machine", "another machine"
SMALL, LARGE = network("small", 0.6, 5, 10), network("large", 0.8, 20, 30)
SHAPES = network("shapes", 0.5, None, 1, yardstick="tiny shapes")


@pytest.fixture
def view(theme, qtbot):
    view = CompareView(theme)
    qtbot.addWidget(view)
    view.show_library(Library((LARGE, SMALL, SHAPES), machine=HERE), {}, "")
    view.show()
    return view


def says(view, words):
    return any(words in label.text() for label in view.findChildren(QLabel))


def choose(view, number, text):
    box = view.findChildren(DropDown)[number]
    box.show_text(text)
    box.edited.emit(text)


def test_the_best_under_the_limit_is_named(view):
    assert says(view, "Best: Small, 0.600 in 5.00 ms")
    limit = view.findChildren(QLineEdit)[0]
    limit.setText("25")
    assert says(view, "Best: Large, 0.800 in 20.0 ms")
    limit.setText("1")
    assert says(view, "None is that fast here.")


def test_what_nobody_timed_cannot_be_answered(view):
    choose(view, 0, "tiny shapes")
    assert says(view, "None of them was timed yet")
    assert view.shown.charted == []
    assert says(view, "Not in the chart: 1 not timed.")
    assert not view.chart.isVisible()  # an empty grid would tell nothing
    assert says(view, "Nothing to draw yet")
    choose(view, 1, "params")
    assert view.shown.charted == [SHAPES]
    assert view.chart.isVisible()
    assert not says(view, "Not in the chart")


def test_only_what_was_judged_alike_is_shown(view):
    assert view.shown.listed == [SMALL, LARGE]
    assert view.rows.model().rowCount() == 2


def test_picking_a_network_turns_to_its_yardstick(view):
    view.pick(frozenset({SHAPES.key}))
    choose(view, 1, "params")
    assert view.shown.charted == [SHAPES]
    assert view.rows.chosen() == [SHAPES]


def test_without_networks_nothing_can_be_saved(theme, qtbot):
    view = CompareView(theme)
    qtbot.addWidget(view)
    view.show_library(Library(()), {}, "")
    assert view.shown.listed == []
    assert not any(one.isEnabled() for one in view.findChildren(QPushButton))


def shown(theme, qtbot, *entries):
    """The comparison of these."""
    view = CompareView(theme)
    qtbot.addWidget(view)
    view.show_library(Library(entries, machine=HERE), {}, "")
    view.show()
    return view


def cells(view, column):
    model = view.rows.model()
    return [model.index(row, column).data() for row in range(model.rowCount())]


def test_it_opens_on_the_detectors_however_much_the_suite_has_reported(theme, qtbot):
    cells = [network(f"c{number}", 0.5, 1, 1, yardstick="skills", family=Family.LANGUAGE) for number in range(5)]
    view = shown(theme, qtbot, *cells, SMALL)
    assert view.shown.charted == [SMALL]


def test_times_of_another_machine_do_not_answer_for_this_one(theme, qtbot):
    elsewhere = network("elsewhere", 0.9, 2, 10, timed_on=THERE)
    view = shown(theme, qtbot, elsewhere, SMALL)
    assert says(view, "Best: Small, 0.600 in 5.00 ms")
    assert says(view, "A cross was timed on another machine: another machine.")
    view.findChildren(QLineEdit)[0].setText("3")
    assert says(view, "None is that fast here.")
    choose(view, 1, "params")
    assert not says(view, "another machine")


def test_where_nobody_timed_any_here_the_machine_is_named(theme, qtbot):
    view = shown(theme, qtbot, network("elsewhere", 0.9, 2, 10, timed_on=THERE))
    assert says(view, "None was timed on this machine. Best on another machine: Elsewhere, 0.900 in 2.00 ms")
    assert says(view, "The times are those of another machine, not of this machine.")
    view.findChildren(QLineEdit)[0].setText("1")
    assert says(view, "None was timed on this machine. None is that fast on another machine.")


def test_all_that_was_picked_is_listed_and_what_is_not_in_the_chart_is_told(theme, qtbot):
    untimed, unjudged = network("untimed", 0.7), network("unjudged", None, 3)
    view = shown(theme, qtbot, SMALL, untimed, unjudged, SHAPES, LARGE)
    view.pick(frozenset(one.key for one in (SMALL, untimed, unjudged, SHAPES)))
    assert view.shown.charted == [SMALL, LARGE]
    assert {one.key for one in view.rows.chosen()} == {"small", "untimed", "unjudged", "shapes"}
    figures = dict(zip(cells(view, 0), zip(cells(view, 2), cells(view, 8), strict=True), strict=True))
    assert figures["Untimed"] == ("0.700", "–")
    assert figures["Unjudged"] == ("–", "3.00 ms")
    assert says(view, "Not in the chart: 1 without a score, 1 judged by something else, 1 not timed.")


def test_the_yardstick_is_the_one_that_most_of_the_picked_have(view):
    view.pick(frozenset({SHAPES.key, SMALL.key, LARGE.key}))
    assert view.shown.charted == [SMALL, LARGE]


def test_detectors_are_measured_from_here_the_chosen_ones_or_all(view, qtbot):
    measure = next(one for one in view.findChildren(QPushButton) if one.text() == "Measure here")
    with qtbot.waitSignal(view.measure_wished, timeout=1000) as wished:
        measure.click()
    assert wished.args == [[SMALL, LARGE]]
    view.rows.choose(frozenset({LARGE.key}))
    with qtbot.waitSignal(view.measure_wished, timeout=1000) as wished:
        measure.click()
    assert wished.args == [[LARGE]]
    view.set_measuring(is_measuring=True)
    assert not measure.isEnabled()


def test_what_is_no_detector_cannot_be_measured(theme, qtbot):
    view = shown(theme, qtbot, network("cell", 0.5, None, 1, yardstick="skills", family=Family.LANGUAGE))
    assert says(view, "None of them was timed yet.")
    measure = next(one for one in view.findChildren(QPushButton) if one.text() == "Measure here")
    assert not measure.isEnabled()
