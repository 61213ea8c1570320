"""The chart: where points lie, and what the mouse and the keyboard do with them."""

from __future__ import annotations

import pytest
from lab_entries import network
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QImage, QWheelEvent
from PySide6.QtSvg import QSvgRenderer

from gesture_app.core.errors import LabError
from gesture_app.core.lab.front import Axis
from gesture_app.ui.lab.chart import TradeOffChart

CHEAP, DEAR = network("cheap", 0.6, 5), network("dear", 0.8, 20)


@pytest.fixture
def chart(theme, qtbot):
    chart = TradeOffChart(theme)
    qtbot.addWidget(chart)
    chart.resize(600, 400)
    chart.show_entries([CHEAP, DEAR], Axis.TIME, 16.7)
    chart.show()
    return chart


def test_the_dearer_lies_to_the_right_and_the_better_above(chart):
    cheap, dear = chart.place("cheap"), chart.place("dear")
    assert cheap.x() < dear.x()
    assert cheap.y() > dear.y()


def test_a_click_picks_the_network_under_the_pointer(chart, qtbot):
    with qtbot.waitSignal(chart.picked) as picked:
        qtbot.mouseClick(chart, Qt.MouseButton.LeftButton, pos=chart.place("dear").toPoint())
    assert picked.args == ["dear"]
    with qtbot.assertNotEmitted(chart.picked, wait=20):
        qtbot.mouseClick(chart, Qt.MouseButton.LeftButton, pos=QPoint(300, 200))


def test_the_arrow_keys_go_from_point_to_point(chart, qtbot):
    seen = []
    chart.picked.connect(seen.append)
    chart.picked.connect(lambda key: chart.pick(frozenset({key})))
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Left):
        qtbot.keyClick(chart, key)
    assert seen == ["cheap", "dear", "cheap", "dear"]
    assert chart.accessibleDescription() == "Dear: 0.800, 20.0 ms"


def test_the_wheel_zooms_and_a_double_click_shows_all_again(chart, qtbot):
    before = chart.place("dear") - chart.place("cheap")
    at = QPointF(300, 200)
    none = Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase
    chart.wheelEvent(QWheelEvent(at, at, QPoint(), QPoint(0, 120), *none, False))
    zoomed = chart.place("dear") - chart.place("cheap")
    assert zoomed.x() == pytest.approx(before.x() / 0.8)
    qtbot.mouseDClick(chart, Qt.MouseButton.LeftButton)
    assert chart.place("dear") - chart.place("cheap") == before


def test_dragging_moves_the_field(chart, qtbot):
    before = chart.place("cheap")
    qtbot.mousePress(chart, Qt.MouseButton.LeftButton, pos=QPoint(300, 200))
    qtbot.mouseMove(chart, QPoint(340, 190))
    qtbot.mouseRelease(chart, Qt.MouseButton.LeftButton, pos=QPoint(340, 190))
    moved = chart.place("cheap") - before
    assert (moved.x(), moved.y()) == (pytest.approx(40), pytest.approx(-10))


def test_points_are_painted_where_they_lie(chart, theme):
    image = chart.grab().toImage()
    assert image.pixelColor(chart.place("dear").toPoint()).name() == theme.colours.accent
    assert image.pixelColor(chart.place("cheap").toPoint()).name() == theme.colours.accent


def test_what_was_timed_elsewhere_is_a_cross_apart_from_the_front_and_names_its_machine(chart, theme):
    fast = network("fast", 0.9, 4, timed_on="another machine")
    beside_px = QPoint(0, 4)  # in a point, and between the strokes of a cross
    chart.show_entries([fast, CHEAP, DEAR], Axis.TIME, 16.7)
    assert chart.grab().toImage().pixelColor(chart.place("fast").toPoint() + beside_px).name() == theme.colours.accent
    assert chart.grab().toImage().pixelColor(chart.place("dear").toPoint()).name() == theme.colours.card
    chart.show_entries([fast, CHEAP, DEAR], Axis.TIME, 16.7, frozenset({"fast"}))
    assert chart.grab().toImage().pixelColor(chart.place("fast").toPoint() + beside_px).name() == theme.colours.card
    assert chart.grab().toImage().pixelColor(chart.place("dear").toPoint()).name() == theme.colours.accent
    chart.pick(frozenset({"fast"}))
    assert chart.accessibleDescription() == "Fast: 0.900, 4.00 ms, timed on another machine"


def test_it_is_saved_as_a_drawing_and_as_a_picture(chart, tmp_path):
    chart.save(tmp_path / "chart.svg")
    chart.save(tmp_path / "chart.png")
    assert QSvgRenderer(str(tmp_path / "chart.svg")).isValid()
    assert QImage(str(tmp_path / "chart.png")).width() == 1800


@pytest.mark.parametrize("name", ["chart.bmp", "nowhere/chart.png"])
def test_what_cannot_be_saved_is_one_sentence(chart, tmp_path, name):
    with pytest.raises(LabError, match="choose another"):
        chart.save(tmp_path / name)


def test_nothing_to_show_is_painted_too(theme, qtbot):
    chart = TradeOffChart(theme)
    qtbot.addWidget(chart)
    assert not chart.grab().isNull()
