from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton, QTableView
from pytestqt.qtbot import QtBot

from gesture_app.window.composition import Desk

World = Any  # of conftest.py, which a test cannot import
OpenDesk = Callable[..., Desk]


def lines(desk: Desk) -> list[list[str]]:
    """Every row of the table, without its time and latency."""
    model = desk.window.history.findChildren(QTableView)[0].model()
    return [[str(model.index(row, column).data()) for column in range(1, 5)] for row in range(model.rowCount())]


def order_something(desk: Desk, world: World, qtbot: QtBot) -> None:
    """Show the history and a palm, and wait until the player has obeyed."""
    qtbot.waitUntil(lambda: desk.window.live.player.findChildren(QPushButton) != [], timeout=3000)
    desk.window.turn_to(desk.window.history)
    world.gesture = "palm"
    qtbot.waitUntil(lambda: ["Open palm", "Play or pause", "VLC", "VLC paused."] in lines(desk), timeout=5000)


def test_an_order_and_its_outcome_appear_by_themselves(open_desk: OpenDesk, world: World, qtbot: QtBot) -> None:
    desk = open_desk()
    order_something(desk, world, qtbot)
    desk.window.live.player.undo_wished.emit()
    qtbot.waitUntil(lambda: len(lines(desk)) == 2, timeout=5000)
    assert lines(desk)[0][0] == "Undo button"


def test_what_happens_while_another_page_is_shown_is_there_later(
    open_desk: OpenDesk, world: World, qtbot: QtBot
) -> None:
    desk = open_desk()
    with qtbot.waitSignal(desk.bridge.player_changed, timeout=5000):
        pass
    with qtbot.waitSignal(desk.bridge.outcome_ready, timeout=5000):
        world.gesture = "palm"
    assert lines(desk) == []
    desk.window.turn_to(desk.window.history)
    assert lines(desk) == [["Open palm", "Play or pause", "VLC", "VLC paused."]]


def test_the_history_is_saved_and_forgotten(open_desk: OpenDesk, world: World, qtbot: QtBot, tmp_path: Path) -> None:
    desk = open_desk()
    order_something(desk, world, qtbot)
    page, file = desk.window.history, tmp_path / "evening.tsv"
    page.save_wished.emit(str(file), "what happened\n")
    qtbot.waitUntil(file.is_file, timeout=3000)
    assert file.read_text(encoding="utf-8") == "what happened\n"
    forget = next(one for one in page.findChildren(QPushButton) if one.text() == "Forget all")
    qtbot.mouseClick(forget, Qt.MouseButton.LeftButton)
    assert lines(desk) == []


def test_a_file_that_cannot_be_written_is_told(open_desk: OpenDesk, qtbot: QtBot, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    desk = open_desk()
    desk.window.history.save_wished.emit(str(tmp_path / "file" / "history.tsv"), "")
    qtbot.waitUntil(lambda: desk.window.messages.message is not None, timeout=3000)
    assert desk.window.messages.message is not None
    assert "cannot be saved" in desk.window.messages.message.text
