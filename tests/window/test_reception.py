"""What other processes ask of the window, on the threads that really do it."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from gesture_app.core.control import Standing, Status, Verb
from gesture_app.core.errors import ControlError
from gesture_app.window import reception
from gesture_app.window.composition import Desk

World = Any  # of conftest.py, which a test cannot import
OpenDesk = Callable[..., Desk]
Ask = Callable[[Desk, Verb], Status]


@pytest.fixture
def ask(qtbot: QtBot) -> Ask:
    """Asks on another thread while the window goes on."""

    def asked(desk: Desk, verb: Verb) -> Status:
        with ThreadPoolExecutor(1) as pool:
            answer = pool.submit(desk.around.reception.answer, verb)
            qtbot.waitUntil(answer.done, timeout=5000)
            return answer.result()

    return asked


def test_the_pause_is_the_one_of_the_header(open_desk: OpenDesk, ask: Ask) -> None:
    desk = open_desk()
    assert ask(desk, Verb.PAUSE).standing is Standing.PAUSED
    assert desk.window.header.pause_button.isChecked()
    assert ask(desk, Verb.TOGGLE).is_paused is False
    assert not desk.window.header.pause_button.isChecked()
    desk.window.header.pause_button.click()
    assert ask(desk, Verb.STATUS).is_paused is True
    assert ask(desk, Verb.RESUME).is_paused is False


def test_the_status_tells_what_is_watched_controlled_and_wrong(
    open_desk: OpenDesk, world: World, ask: Ask, qtbot: QtBot
) -> None:
    desk = open_desk()
    qtbot.waitUntil(lambda: ask(desk, Verb.STATUS).player == "VLC", timeout=5000)
    world.gesture = "palm"
    qtbot.waitUntil(lambda: ask(desk, Verb.STATUS).last == "VLC paused.", timeout=5000)
    status = ask(desk, Verb.STATUS)
    assert (status.standing, status.has_window, status.source) == (Standing.ARMED, True, "webcam")
    world.breaks = True
    qtbot.waitUntil(lambda: ask(desk, Verb.STATUS).standing is Standing.PROBLEM, timeout=5000)
    assert ask(desk, Verb.STATUS).problem == "The model has failed; choose another."


@pytest.mark.qt_log_ignore("This plugin does not support")
def test_the_window_is_raised_from_wherever_it_is(open_desk: OpenDesk, ask: Ask) -> None:
    desk = open_desk()
    for put_away in (desk.window.hide, desk.window.showMinimized):
        put_away()
        ask(desk, Verb.RAISE)
        assert desk.window.is_seen()


@pytest.mark.qt_log_ignore("This plugin does not support")
def test_the_first_run_begins_in_the_window_that_is_there(open_desk: OpenDesk, ask: Ask) -> None:
    desk = open_desk()
    ask(desk, Verb.FIRST_RUN)
    assert desk.first_run.is_running
    ask(desk, Verb.FIRST_RUN)  # and goes on if it has begun
    assert desk.first_run.is_running


def test_a_window_that_hangs_is_told_and_does_nothing_later(
    open_desk: OpenDesk, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    monkeypatch.setattr(reception, "WINDOW_LIMIT_S", 0.05)
    desk = open_desk()
    with ThreadPoolExecutor(1) as pool, pytest.raises(ControlError, match="does not react"):
        pool.submit(desk.around.reception.answer, Verb.PAUSE).result()  # which keeps the window's thread, too
    qtbot.wait(20)
    assert not desk.window.header.pause_button.isChecked()


def test_who_asks_while_the_window_goes_is_let_go(open_desk: OpenDesk) -> None:
    desk = open_desk()
    with ThreadPoolExecutor(1) as pool:
        answer: Future[Status] = pool.submit(desk.around.reception.answer, Verb.STATUS)
        began_s = time.monotonic()
        threading.Event().wait(0.02)
        desk.close()
        with pytest.raises(ControlError, match="just ending"):
            answer.result()
        assert time.monotonic() - began_s < reception.WINDOW_LIMIT_S
    with pytest.raises(ControlError, match="just ending"):
        desk.around.reception.answer(Verb.STATUS)
