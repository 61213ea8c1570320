"""Two networks are compared for real: a process reads and times them, and its rows come into the lab."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from lab_clicks import name_file, press
from lab_entries import network
from pytestqt.qtbot import QtBot

from gesture_app.core.lab.layers import LayersWish
from gesture_app.core.lab.library import Library
from gesture_app.window.composition import Desk
from gesture_app.window.lab_setting import LabParts

OpenDesk = Callable[..., Desk]
SHIPPED = Path(__file__).parents[2] / "assets" / "models"
FILES = [SHIPPED / name / "model.onnx" for name in ("float", "default")]

needs_onnx = pytest.mark.skipif(importlib.util.find_spec("onnx") is None, reason="reading layers needs onnx")


@pytest.fixture
def desk(open_desk: OpenDesk, qtbot: QtBot) -> Desk:
    """The window with the lab in front; its library has these two networks."""
    entries = tuple(network(file.parent.name, place=file) for file in FILES)
    usual: dict[str, Any] = {
        "read": lambda: Library(entries),
        "take_in": lambda path: path.stem,
        "keep_time": lambda *_: None,
        "engines": lambda: (),
    }
    desk = open_desk(lab=LabParts(**usual))
    desk.window.turn_to(desk.window.lab)
    qtbot.waitUntil(lambda: bool(desk.window.lab.diff.wish.right.name), timeout=5000)
    return desk


def says(desk: Desk, words: str) -> bool:
    message = desk.window.messages.message
    return message is not None and words in message.text


@needs_onnx
def test_the_layers_of_both_networks_come_into_the_lab(
    desk: Desk, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    quick = (
        "layers",
        *(str(FILES[0]), "--against", str(FILES[1])),
        "--json",
        "--runs",
        "1",
        "--shape",
        "images=1,3,64,64",
    )
    monkeypatch.setattr(LayersWish, "arguments", quick)
    view = desk.window.lab.diff
    assert (view.wish.left, view.wish.right) == tuple(FILES)
    press(desk.window.lab, "Layers", qtbot)
    press(view, "Compare layers", qtbot)
    qtbot.waitUntil(lambda: view.diff is not None, timeout=90_000)
    assert view.progress.isHidden()
    assert view.diff is not None
    assert len(view.diff.rows) > 100
    assert all(row.left and row.right and row.left.name == row.right.name for row in view.diff.rows)
    press(view, "Save…", qtbot)
    name_file(view, tmp_path / "layers.csv", qtbot)
    qtbot.waitUntil((tmp_path / "layers.csv").is_file, timeout=5000)
    assert len((tmp_path / "layers.csv").read_text().splitlines()) == len(view.diff.rows) + 1
    view.save_wished.emit(str(FILES[0] / "no folder.csv"))
    qtbot.waitUntil(lambda: says(desk, "choose another place"), timeout=5000)


@needs_onnx
def test_what_the_command_complains_of_is_said(desk: Desk, qtbot: QtBot, tmp_path: Path) -> None:
    view = desk.window.lab.diff
    view.take(str(tmp_path / "gone.onnx"))
    view.compare_wished.emit(view.wish)
    qtbot.waitUntil(lambda: says(desk, "There is no model at"), timeout=60_000)
    assert view.progress.isHidden()
    assert view.diff is None


def test_a_comparison_can_be_ended(desk: Desk, qtbot: QtBot) -> None:
    view = desk.window.lab.diff
    press(desk.window.lab, "Layers", qtbot)
    press(view, "Compare layers", qtbot)
    press(view.progress, "Cancel", qtbot)
    qtbot.waitUntil(view.progress.isHidden, timeout=5000)
    assert desk.window.messages.message is None or not says(desk, "comparison")
    assert view.diff is None
