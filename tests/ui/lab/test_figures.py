"""Figures in words."""

from __future__ import annotations

import pytest
from lab_entries import network
from PySide6.QtCore import Qt

from gesture_app.core.lab.entry import Family, Score
from gesture_app.core.lab.front import Axis
from gesture_app.ui.lab.figures import axis_word, cost_text, family_word, in_order, score_text, short_number


@pytest.mark.parametrize(
    ("value", "text"),
    [(0, "0"), (0.25, "0.25"), (625, "625"), (1000, "1.00 k"), (93_376, "93.4 k"), (729e6, "729 M"), (1.4e9, "1.40 G")],
)
def test_three_digits_are_enough(value, text):
    assert short_number(value) == text


def test_costs_have_their_unit():
    entry = network("whole", 0.5, 6.774, 2_114_730, nonzeros=1, macs=729_051_648, file_bytes=3_191_457)
    assert [cost_text(entry, axis) for axis in Axis] == ["6.77 ms", "729 M", "2.11 M", "1", "3.19 MB"]
    assert cost_text(network("slow", 0.5, 16.74), Axis.TIME) == "16.7 ms"
    assert cost_text(network("unknown"), Axis.PARAMS) == "–"


def test_scores_show_their_spread():
    assert score_text(None) == "–"
    assert score_text(Score("accuracy", 0.93166, "shapes")) == "0.932"
    assert score_text(Score("accuracy", 0.93166, "shapes", spread=0.0071)) == "0.932 ± 0.007"


def test_every_family_and_axis_has_a_word():
    assert all(family_word(family) for family in Family)
    assert all(axis_word(axis) for axis in Axis)


def test_where_one_reads_from_the_right_figures_keep_their_order(qapp):
    entry = network("whole", 0.5, 6.774)
    qapp.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    try:
        assert cost_text(entry, Axis.TIME) == "\u20666.77 ms\u2069"
        assert in_order("64 → 32") == "\u206664 → 32\u2069"
    finally:
        qapp.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
    assert in_order("64 → 32") == "64 → 32"
