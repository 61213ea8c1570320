"""Two networks layer by layer: what is shown, in which order, and what belongs together."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest
from lab_entries import network as entry
from lab_layers import deep, diff, layer, network
from PySide6.QtCore import QEvent, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QGuiApplication
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton

from gesture_app.core.lab.layers import Quantity, read_diff
from gesture_app.ui.drop_down import DropDown
from gesture_app.ui.lab.diff_table import FIRST_FIGURE, GROUP, NAME
from gesture_app.ui.lab.diff_view import DiffView
from gesture_app.ui.lab.diff_words import figure_text, kind_text, not_faster_text, total_text
from gesture_app.ui.lab.group_colours import group_colour, ink_on, luminance
from gesture_app.ui.theme import SMALL_PT, font_of

LEFT = network(
    layer("wide.conv", channels=64, params=900, macs=9000, time_ms=1.0, group=1),
    layer("add", operator="Add", kernel=[], stride=[], time_ms=0.1, touches=[1]),
    layer("narrow.conv", channels=32, params=100, macs=1000, time_ms=0.2, group=2, touches=[1, 2]),
    layer("head", operator="Gemm", kernel=[], stride=[], channels=4, params=10, macs=10, time_ms=0.05),
)
RIGHT = network(
    layer("wide.conv", channels=16, params=200, macs=2000, time_ms=0.4),
    layer("add", operator="Add", kernel=[], stride=[], time_ms=0.1),
    layer("narrow.conv", channels=24, params=80, macs=800, time_ms=0.9),
)
PAIRS = [[0, 0], [1, 1], [2, 2], [3, None]]
FILES = ("/networks/left.onnx", "/networks/right.onnx")


@pytest.fixture
def view(theme, qtbot):
    view = DiffView(theme)
    qtbot.addWidget(view)
    view.resize(1200, 600)
    view.show_entries([entry(Path(path).stem, place=Path(path)) for path in FILES])
    view.show()
    view.show_diff(read_diff(json.dumps(diff(LEFT, RIGHT, PAIRS))))
    return view


def names(view):
    return [row.named.name for row in view.rows.shown]


def choose(view, name, text):
    box = next(box for box in view.findChildren(DropDown) if box.accessibleName() == name)
    box.show_text(text)
    box.edited.emit(text)


def button(view, name):
    return next(one for one in view.findChildren(QPushButton) if name in (one.text(), one.accessibleName()))


def cell(view, row, column):
    return view.rows.model().index(row, column).data()


def test_networks_without_a_file_of_their_own_are_not_offered(view):
    view.show_entries([entry("suite", place=Path("/reports/spa.jsonl")), entry("left", place=Path(FILES[0]))])
    boxes = view.findChildren(DropDown)[:2]
    assert [box.itemText(0) for box in boxes] == ["Left", "Left"]
    assert view.wish.left == Path(FILES[0])


def test_a_file_from_elsewhere_can_be_the_second(view):
    view.take("/runs/small.onnx")
    assert view.wish.right == Path("/runs/small.onnx")
    view.show_entries([entry("left", place=Path(FILES[0]))])
    assert view.wish.right == Path("/runs/small.onnx")


def test_comparing_is_wished_for_and_can_be_done_in_a_terminal(view, qtbot):
    with qtbot.waitSignal(view.compare_wished, timeout=1000) as wished:
        qtbot.mouseClick(button(view, "Compare layers"), Qt.MouseButton.LeftButton)
    assert (str(wished.args[0].left), str(wished.args[0].right)) == FILES
    qtbot.mouseClick(button(view, "Copy the command that does this"), Qt.MouseButton.LeftButton)
    assert QGuiApplication.clipboard().text() == f"gesture-train layers {FILES[0]} --against {FILES[1]}"
    view.set_busy(is_busy=True)
    assert not button(view, "Compare layers").isEnabled()


def test_layers_that_multiply_are_shown_in_order_at_first(view):
    assert names(view) == ["wide.conv", "narrow.conv", "head"]
    choose(view, "Layers that are shown", "all")
    assert names(view) == ["wide.conv", "add", "narrow.conv", "head"]
    choose(view, "Layers that are shown", "lone")
    assert names(view) == ["head"]
    choose(view, "Layers that are shown", "not_faster")
    assert names(view) == ["narrow.conv"]


def test_layers_are_ordered_by_what_was_saved(view):
    choose(view, "Order of the layers", "time_ms")
    assert names(view) == ["wide.conv", "head", "narrow.conv"]
    choose(view, "Order of the layers", "order")
    assert names(view) == ["wide.conv", "narrow.conv", "head"]


def test_a_search_leaves_what_it_names(view):
    view.findChildren(QLineEdit)[0].setText("conv wide")
    assert names(view) == ["wide.conv"]


def test_both_figures_are_told(view):
    assert cell(view, 0, FIRST_FIGURE) == "64 → 16"
    assert cell(view, 0, FIRST_FIGURE + 2) == "9.00 k → 2.00 k"
    assert cell(view, 1, FIRST_FIGURE + 3) == "0.200 → 0.900"
    assert cell(view, 2, FIRST_FIGURE) == "4 → –"
    assert (cell(view, 0, GROUP), cell(view, 2, GROUP)) == ("1", "–")


def test_totals_and_the_layers_that_did_not_become_faster_are_told(view):
    said = " ".join(label.text() for label in view.findChildren(QLabel)).replace("\N{NO-BREAK SPACE}", " ")
    assert "MACs −72 %: 10.0 k → 2.80 k" in said
    assert "Time +4 %: 1.35 → 1.40 ms" in said
    assert "Smaller but not faster: narrow.conv." in said


def test_many_that_did_not_become_faster_are_counted():
    told = deep(5)
    for one in told["networks"][1]["layers"]:
        one["time_ms"] = 0.3
    words = not_faster_text(read_diff(json.dumps(told)))
    assert words.startswith("Smaller but not faster: block.0.conv, block.1.conv, block.2.conv and 2 more")


def test_without_times_no_answer_is_given():
    untimed = network(layer("a", time_ms=None), time_ms=None)
    found = read_diff(json.dumps(diff(untimed, untimed, [[0, 0]])))
    assert not_faster_text(found) == "Nothing was timed."
    assert total_text(found, Quantity.TIME) == "Time – → –"


def test_the_group_of_the_chosen_layer_is_marked_wherever_its_channels_flow(view):
    view.rows.selectRow(0)
    assert view.rows.lit_group == 1
    image = view.rows.viewport().grab().toImage()
    stripe = group_colour(1).rgb()
    lit = [image.pixel(1, view.rows.rowViewportPosition(row) + 8) == stripe for row in range(3)]
    assert lit == [True, True, False]


def test_the_keyboard_goes_from_layer_to_layer_and_leaves_the_table(view, qtbot):
    view.rows.selectRow(0)
    view.rows.setFocus()
    qtbot.keyClick(view.rows, Qt.Key.Key_Down)
    assert view.rows.lit_group == 2
    qtbot.keyClick(view.rows, Qt.Key.Key_Tab)
    assert view.rows.currentIndex().row() == 1


def test_the_pointer_shows_the_group_of_what_it_is_over(view, qtbot):
    view.rows.selectRow(1)
    over = view.rows.visualRect(view.rows.model().index(0, NAME)).center()
    view.rows.entered.emit(view.rows.indexAt(over))
    assert view.rows.lit_group == 1
    view.rows.leaveEvent(QEvent(QEvent.Type.Leave))
    assert view.rows.lit_group == 2


def test_bars_are_as_long_as_what_they_stand_for(view):
    image = view.rows.viewport().grab().toImage()
    place = view.rows.visualRect(view.rows.model().index(0, FIRST_FIGURE))
    accent, muted = (QColor(getattr(view._theme.colours, name)).rgb() for name in ("accent", "muted"))
    middle = place.center().y()

    def length(y, colour):
        return sum(image.pixel(x, y) == colour for x in range(place.left(), place.right()))

    first, second = length(middle - 4, muted), length(middle + 3, accent)
    assert first > 20
    assert second == pytest.approx(first / 4, abs=2)


def test_hundreds_of_layers_are_painted_without_delay(view):
    view.show_diff(read_diff(json.dumps(deep(400))))
    assert len(names(view)) == 400
    start = time.thread_time()
    for row in range(0, 400, 40):
        view.rows.scrollTo(view.rows.model().index(row, 0))
        view.rows.viewport().grab()
    assert (time.thread_time() - start) / 10 < 0.25  # a busy machine; it takes a few milliseconds


def test_a_row_that_was_chosen_stays_chosen_in_another_order(view):
    view.rows.selectRow(1)
    choose(view, "Order of the layers", "macs")
    assert view.rows.shown[view.rows.currentIndex().row()].named.name == "narrow.conv"


def test_numbers_on_colours_can_be_read():
    for number in range(1, 15):
        colour = group_colour(number)
        brighter, darker = sorted((luminance(colour), luminance(ink_on(colour))), reverse=True)
        assert (brighter + 0.05) / (darker + 0.05) >= 4.5
    assert group_colour(1) == group_colour(8)


def test_figures_have_their_units():
    found = read_diff(json.dumps(diff(LEFT, RIGHT, PAIRS))).rows[0].left
    assert kind_text(found) == "Conv 3×3"
    assert figure_text(12.345, Quantity.TIME) == "12.35 ms"
    assert figure_text(0.0421, Quantity.TIME) == "0.042 ms"
    assert figure_text(None, Quantity.MACS) == "–"


def test_the_figures_are_read_whole_before_bars_are_long(view):
    painter, cell = view.rows.itemDelegate(), QRectF(0, 0, 170, 30)
    words_px = QFontMetricsF(font_of(SMALL_PT)).horizontalAdvance("64 → 16")
    for quantity in Quantity:
        assert painter._bars_px(cell, quantity) <= 0.36 * cell.width()
    assert cell.width() - painter._bars_px(cell, Quantity.CHANNELS) > words_px
    narrow = QRectF(0, 0, words_px + 40, 30)
    assert painter._bars_px(narrow, Quantity.CHANNELS) < 0.36 * narrow.width() - 8


def test_the_sums_break_between_figures_only(view):
    totals = next(label.text() for label in view.findChildren(QLabel) if label.text().startswith("Channels"))
    assert totals.count(" ") == 4 * 3
