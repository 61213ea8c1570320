"""Confusion matrices side by side: their numbers, the keyboard, and the pictures behind a cell."""

from __future__ import annotations

from pathlib import Path

import pytest
from lab_confusions import facts, write
from lab_entries import network
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QLabel, QPushButton

from gesture_app.core.lab.confusions import read_confusions
from gesture_app.core.lab.entry import Family
from gesture_app.ui.drop_down import DropDown
from gesture_app.ui.lab.confusion_paint import percent, shade
from gesture_app.ui.lab.confusions_view import ConfusionsView
from gesture_app.ui.theme import DARK, LIGHT

FILES = [Path(f"/models/{name}/model.onnx") for name in ("default", "other", "third", "fourth")]
BETTER = ((10, 0, 0), (0, 4, 0), (0, 0, 0))


@pytest.fixture
def view(theme, qtbot):
    view = ConfusionsView(theme)
    qtbot.addWidget(view)
    view.resize(1200, 800)
    view.show_entries([network(file.parent.name, place=file) for file in FILES[:3]])
    view.show()
    return view


@pytest.fixture
def filled(view, tmp_path):
    """The second one is better; both were shown the same."""
    told = [facts(tmp_path), facts(tmp_path, BETTER, model=str(FILES[1]))]
    view.show_confusions([read_confusions(write(tmp_path / f"{n}.json", one)) for n, one in enumerate(told)])
    view.matrices[0].setFocus()
    return view


def button(view, name):
    return next(one for one in view.findChildren(QPushButton) if name in (one.text(), one.accessibleName()))


def said(view):
    return " ".join(label.text() for label in view.findChildren(QLabel))


def pixel(widget, place):
    return widget.grab().toImage().pixelColor(place.toPoint())


def test_two_detectors_and_a_folder_are_enough_to_begin(view, qtbot):
    assert view.chosen_models == FILES[:2]
    assert not button(view, "Find confusions").isEnabled()
    view.offer_folders([Path("/data/hands"), Path("/data/drawn")])
    with qtbot.waitSignal(view.measure_wished, timeout=1000):
        qtbot.mouseClick(button(view, "Find confusions"), Qt.MouseButton.LeftButton)
    assert (view.folder, view.split) == (Path("/data/hands"), "val")
    view.set_busy(is_busy=True)
    assert not button(view, "Find confusions").isEnabled()


def test_a_folder_from_elsewhere_stays_when_folders_are_offered_again(view):
    view.take_folder("/somewhere/else")
    view.offer_folders([Path("/data/hands")])
    assert view.folder == Path("/somewhere/else")


def test_only_detectors_are_offered_and_picked(view):
    suite = network("suite", family=Family.CNN, place=Path("/reports/a.jsonl"))
    view.show_entries([suite, *(network(file.parent.name, place=file) for file in FILES)])
    assert {box.count() for box in view.findChildren(DropDown)[:3]} == {4, 5}
    view.pick([str(FILES[2]), str(FILES[0]), str(FILES[3]), str(FILES[1]), "/reports/a.jsonl"])
    assert view.chosen_models == [FILES[2], FILES[0], FILES[3]]
    view.pick([str(FILES[1])])  # one alone is no comparison
    assert len(view.chosen_models) == 3


def test_both_are_summed_up(filled):
    words = said(filled)
    assert "Default" in words
    assert "12 of 14 hands right, at score 0.3 and overlap 0.5" in words
    assert "14 of 14 hands right" in words
    assert words.count("more or fewer than the first") == 1


def test_cells_are_as_strong_as_their_share(filled, theme):
    first, second = filled.matrices
    for matrix, cell, share in (
        (first, (0, 0), 0.8),
        (first, (0, 1), 0.1),
        (second, (0, 0), 1.0),
        (second, (0, 1), 0.0),
    ):
        corner = matrix.place(cell).topLeft() + QPointF(5, 5)
        wanted, found = shade(share, theme.colours), pixel(matrix, corner)
        assert all(abs(a - b) <= 3 for a, b in zip(wanted.getRgb(), found.getRgb(), strict=True)), cell


def test_where_the_second_differs_is_marked_in_it_alone(filled):
    def has_mark(matrix, cell):
        place = matrix.place(cell)
        ground = pixel(matrix, place.topLeft() + QPointF(4, 4)).rgb()
        corner = [pixel(matrix, QPointF(place.right() - 5.5, place.top() + y)).rgb() for y in (4, 5, 6)]
        return any(found != ground for found in corner)

    first, second = filled.matrices
    assert [has_mark(second, cell) for cell in ((0, 0), (0, 1), (1, 1))] == [True, True, False]
    assert not has_mark(first, (0, 0))


def test_a_cell_is_told_in_words(filled):
    first, second = filled.matrices
    assert first.words((0, 0)) == "palm found: 8 of 10"
    assert first.words((0, 1)) == "palm taken for fist: 1 of 10"
    assert first.words((0, 2)) == "palm not found: 1 of 10"
    assert first.words((2, 0)) == "palm where nothing is: 1"
    assert second.words((0, 0)) == "palm found: 10 of 10\n+20 points beside the first"


def test_the_keyboard_walks_through_both_at_once_and_opens_a_cell(filled, qtbot):
    first, second = filled.matrices
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Left, Qt.Key.Key_Up):
        qtbot.keyClick(first, key)
    assert first.cell == second.cell == (0, 1)
    assert first.accessibleDescription() == "palm taken for fist: 1 of 10"
    qtbot.keyClick(first, Qt.Key.Key_Return)
    assert filled.panel.isVisible()
    assert "palm taken for fist: 1 of 10 · Default" in said(filled)
    qtbot.keyClick(filled.panel.strip, Qt.Key.Key_Escape)
    assert filled.panel.isHidden()
    assert first.hasFocus()


def test_a_click_opens_a_cell_and_asks_for_its_pictures(filled, qtbot, tmp_path):
    first = filled.matrices[0]
    with qtbot.waitSignal(filled.panel.strip.pictures_wished, timeout=1000) as wished:
        qtbot.mouseClick(first, Qt.MouseButton.LeftButton, pos=first.place((0, 0)).center().toPoint())
    assert tmp_path / "images" / "val" / "0_0_0.png" in wished.args[0]
    assert len(wished.args[0]) < 8  # only those that there is room for


def test_an_empty_cell_has_no_pictures(filled):
    filled.matrices[1].opened.emit(1, 0, 1)
    assert "0 of 0" in said(filled)
    assert filled.panel.strip.tiles() == {}


def test_keys_turn_the_pictures_over(filled, qtbot):
    filled.matrices[0].opened.emit(0, 0, 0)
    strip = filled.panel.strip
    for key, at in ((Qt.Key.Key_Left, 0), (Qt.Key.Key_Right, 1), (Qt.Key.Key_End, 7), (Qt.Key.Key_Right, 7)):
        qtbot.keyClick(strip, key)
        assert strip.at == at
    assert "8 of 8" in said(filled)
    assert 7 in strip.tiles()
    assert not button(filled, "Next picture").isEnabled()
    qtbot.mouseClick(button(filled, "Previous picture"), Qt.MouseButton.LeftButton)
    assert strip.at == 6


def test_boxes_lie_where_the_hand_is(filled):
    filled.matrices[0].opened.emit(0, 0, 1)
    strip = filled.panel.strip
    grey = QImage(640, 480, QImage.Format.Format_RGB32)
    grey.fill(QColor(128, 128, 128))
    path = filled._shown[0].sightings[0, 1][0].picture
    before = strip.grab().toImage()
    strip.show_pictures({path: grey})
    after, tile = strip.grab().toImage(), strip.tiles()[0]
    assert before != after
    left = QPointF(tile.left() + 0.25 * tile.width(), tile.center().y())
    assert after.pixelColor(left.toPoint()) != QColor(128, 128, 128)
    assert after.pixelColor((left + QPointF(0.12 * tile.width(), 0)).toPoint()) == QColor(128, 128, 128)


def test_a_picture_that_cannot_be_read_breaks_nothing(filled):
    filled.matrices[0].opened.emit(0, 0, 1)
    filled.panel.strip.show_pictures({filled._shown[0].sightings[0, 1][0].picture: QImage()})
    assert not filled.panel.strip.grab().toImage().isNull()


def test_other_data_are_shown_but_not_compared(view, tmp_path):
    told = [facts(tmp_path), facts(tmp_path, BETTER, split="test")]
    view.show_confusions([read_confusions(write(tmp_path / f"{n}.json", one)) for n, one in enumerate(told)])
    assert "more or fewer" not in said(view)
    assert "\n" not in view.matrices[1].words((0, 0))


def test_shares_are_whole_percent_and_both_themes_have_their_scale():
    assert [percent(share) for share in (0.0, 0.001, 0.126, 1.0)] == ["0", "<1", "13", "100"]
    for colours in (LIGHT, DARK):
        assert shade(0.0, colours) == QColor(colours.card)
        assert shade(1.0, colours) == QColor(colours.accent)
