"""Detectors are shown labelled pictures for real, and the pictures behind a cell come into the lab."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from lab_clicks import choose, press
from lab_confusions import draw_pictures, facts, write
from lab_entries import network
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from gesture_app.core.lab.confusions import ConfusionsWish
from gesture_app.core.lab.library import Library
from gesture_app.hands.dataset import write_yolo_folder
from gesture_app.window.composition import Desk
from gesture_app.window.lab_confusions import read_picture
from gesture_app.window.lab_setting import LabParts

OpenDesk = Callable[..., Desk]
SHIPPED = Path(__file__).parents[2] / "assets" / "models"
FILES = [SHIPPED / name / "model.onnx" for name in ("float", "default")]

needs_training = pytest.mark.skipif(importlib.util.find_spec("ultralytics") is None, reason="val needs the extra train")


@pytest.fixture
def desk(open_desk: OpenDesk, qtbot: QtBot, tmp_path: Path) -> Desk:
    """The window with the lab in front; two networks and a folder of drawn hands."""
    write_yolo_folder(tmp_path / "drawn", count=2, seed=5)
    entries = tuple(network(file.parent.name, place=file) for file in FILES)
    usual: dict[str, Any] = {
        "read": lambda: Library(entries),
        "take_in": lambda path: path.stem,
        "keep_time": lambda *_: None,
        "engines": lambda: (),
        "labelled": lambda: [tmp_path / "drawn"],
    }
    desk = open_desk(lab=LabParts(**usual))
    desk.window.turn_to(desk.window.lab)
    qtbot.waitUntil(lambda: bool(desk.window.lab.confusions.folder.name), timeout=5000)
    return desk


def says(desk: Desk, words: str) -> bool:
    message = desk.window.messages.message
    return message is not None and words in message.text


@needs_training
def test_a_detector_is_shown_the_pictures(desk: Desk, qtbot: QtBot, tmp_path: Path) -> None:
    view = desk.window.lab.confusions
    press(desk.window.lab, "Confusions", qtbot)
    choose(view, "Which of its pictures", "train", qtbot)
    choose(view, "Second detector", "", qtbot)
    typed = f"gesture-train val float --data {tmp_path / 'drawn'} --split train --confusions confusions-float.json"
    assert view.command.commands == typed
    press(view, "Find confusions", qtbot)
    qtbot.waitUntil(lambda: len(view.matrices) == 1, timeout=110_000)
    assert view.progress.isHidden()
    assert view.command.commands == typed
    (shown,) = view._shown
    assert (shown.model, shown.folder) == (str(FILES[0]), tmp_path / "drawn")
    matrix, cell = view.matrices[0], next(iter(shown.sightings))
    qtbot.waitUntil(matrix.isVisible, timeout=5000)
    qtbot.mouseClick(matrix, Qt.MouseButton.LeftButton, pos=matrix.place(cell).center().toPoint())
    assert view.panel.isVisible()
    strip = view.panel.strip
    qtbot.waitUntil(lambda: any(not picture.isNull() for picture in strip._pictures.values()), timeout=5000)
    assert {path.parent for path in strip._pictures} == {tmp_path / "drawn" / "images" / "train"}


def test_one_detector_is_shown_them_after_the_other(
    desk: Desk, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With a stand-in for the command, which takes long: it only copies what it would have written."""
    told = write(tmp_path / "told.json", facts(tmp_path))
    script = f"import shutil, sys; shutil.copy({str(told)!r}, sys.argv[-1])"
    (tmp_path / "stand_in.py").write_text(script)
    monkeypatch.setattr("gesture_app.window.lab_confusions.MODULE", "stand_in")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    view = desk.window.lab.confusions
    models = [network("float", place=FILES[0]), network("default", place=FILES[1])]
    desk.window.lab.compare.confusions_wished.emit(models)
    assert view.isVisible()
    view.measure_wished.emit()
    qtbot.waitUntil(lambda: len(view.matrices) == 2, timeout=20_000)
    assert view.progress.isHidden()


def test_what_the_command_complains_of_is_said(desk: Desk, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ConfusionsWish, "arguments", ("val",))
    view = desk.window.lab.confusions
    view.measure_wished.emit()
    qtbot.waitUntil(lambda: says(desk, "the following arguments are required: model"), timeout=60_000)
    assert view.progress.isHidden()
    assert view.matrices == []


def test_the_pictures_can_be_left_alone_before_all_are_shown(desk: Desk, qtbot: QtBot) -> None:
    view = desk.window.lab.confusions
    view.measure_wished.emit()
    qtbot.waitUntil(lambda: not view.progress.isHidden(), timeout=5000)
    view.progress.cancel_wished.emit()
    qtbot.waitUntil(view.progress.isHidden, timeout=5000)
    assert view.matrices == []
    assert not says(desk, "measurement")


def test_pictures_are_read_as_small_as_they_are_shown(tmp_path: Path) -> None:
    told = facts(tmp_path)
    draw_pictures(tmp_path, told)
    picture = read_picture(tmp_path / told["pictures"][0])
    assert (picture.width(), picture.height()) == (555, 416)
    assert read_picture(tmp_path / "none.png").isNull()
