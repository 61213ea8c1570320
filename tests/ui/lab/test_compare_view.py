"""The question of the limit gets an answer, and the chart shows what is asked for."""

from __future__ import annotations

import pytest
from lab_entries import network
from PySide6.QtWidgets import QLabel, QLineEdit

from gesture_app.ui.drop_down import DropDown
from gesture_app.ui.lab.compare_view import CompareView

SMALL, LARGE = network("small", 0.6, 5, 10), network("large", 0.8, 20, 30)
SHAPES = network("shapes", 0.5, None, 1, yardstick="tiny shapes")


@pytest.fixture
def view(theme, qtbot):
    view = CompareView(theme)
    qtbot.addWidget(view)
    view.show_entries([LARGE, SMALL, SHAPES], {}, "")
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
    assert view.shown == []
    choose(view, 1, "params")
    assert view.shown == [SHAPES]


def test_only_what_was_judged_alike_is_shown(view):
    assert view.shown == [SMALL, LARGE]
    assert view.rows.model().rowCount() == 2


def test_picking_a_network_turns_to_its_yardstick(view):
    view.pick(frozenset({SHAPES.key}))
    choose(view, 1, "params")
    assert view.shown == [SHAPES]
    assert view.rows.chosen() == [SHAPES]


def test_without_networks_nothing_can_be_saved(theme, qtbot):
    view = CompareView(theme)
    qtbot.addWidget(view)
    view.show_entries([], {}, "")
    assert view.shown == []
