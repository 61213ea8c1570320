from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, QTimer
from pytestqt.qtbot import QtBot

from gesture_app.ui.gradually import Gradually


def test_steps_are_taken_in_order_and_others_have_their_turn_in_between(qtbot: QtBot, qapp: QObject) -> None:
    said: list[str] = []
    other = QTimer(interval=0)
    other.timeout.connect(partial(said.append, "other"))
    gradually = Gradually(qapp, [partial(said.append, "one"), partial(said.append, "two")])
    other.start()
    with qtbot.waitSignal(gradually.finished):
        gradually.begin()
    other.stop()
    assert [word for word in said if word != "other"] == ["one", "two"]
    assert "other" in said[said.index("one") : said.index("two")]
    assert gradually.is_finished


def test_who_cannot_wait_has_all_that_is_left_done_at_once_and_once(qtbot: QtBot, qapp: QObject) -> None:
    said: list[str] = []
    gradually = Gradually(qapp, [partial(said.append, "one"), partial(said.append, "two")])
    gradually.finished.connect(partial(said.append, "finished"))
    gradually.begin()
    gradually.finish()
    gradually.finish()
    qtbot.wait(20)
    assert said == ["one", "two", "finished"]


def test_nothing_is_done_before_it_is_begun_nor_twice(qtbot: QtBot, qapp: QObject) -> None:
    said: list[str] = []
    gradually = Gradually(qapp, [partial(said.append, "one")])
    qtbot.wait(20)
    assert said == []
    with qtbot.waitSignal(gradually.finished):
        gradually.begin()
    gradually.begin()
    qtbot.wait(20)
    assert said == ["one"]


def test_what_is_paused_goes_on_when_it_is_begun_again(qtbot: QtBot, qapp: QObject) -> None:
    said: list[str] = []
    gradually = Gradually(qapp, [partial(said.append, "one")])
    gradually.begin()
    gradually.pause()
    qtbot.wait(20)
    assert said == []
    gradually.begin()
    qtbot.waitUntil(lambda: said == ["one"])
