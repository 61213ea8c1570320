"""What has become worse since the first run is offered to be looked at, in the window's message bar."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from gesture_app.core.drift import Conditions
from gesture_app.core.first_run import Step
from gesture_app.core.first_run_file import Memory, read_memory, write_memory
from gesture_app.core.settings import with_value
from gesture_app.core.types import Box, Decision, Detection, Frame, Phase
from gesture_app.ui.message_bar import WayOut
from gesture_app.window.composition import Desk, WindowParts
from gesture_app.workers.line import LineResult

OpenDesk = Callable[..., Desk]
TODAY_S = 1.7e9
BRIGHT, DIM = 150, 20


@pytest.fixture
def file(tmp_path: Path) -> Path:
    file = tmp_path / "first_run.json"
    write_memory(file, Memory(Conditions(light=150.0, recognition=0.9)))
    return file


@pytest.fixture
def desk(open_desk: OpenDesk, file: Path) -> Desk:
    return open_desk(memory=file, wall_clock=lambda: TODAY_S)


def look_on(desk: Desk, brightness: int, seconds: int, since_s: float = 0.0) -> None:
    """A minute in a moment: the frames say when they were taken."""
    desk._live.looked.disconnect(desk._drift.look)
    for second in range(seconds):
        frame = Frame(np.full((90, 160, 3), brightness, np.uint8), second, time.monotonic() + since_s + second)
        seen = (Detection("palm", 0.9, Box(40, 20, 100, 80)),)
        desk._drift.look(LineResult(frame, seen, (), None, 0.01, 0.001, 0.02))
    desk._live.looked.connect(desk._drift.look)


def text(desk: Desk) -> str:
    message = desk.window.messages.message
    return "" if message is None or message.topic != "drift" else message.text


def test_in_a_room_that_has_become_dark_the_check_is_offered(desk: Desk, file: Path, qtbot: QtBot) -> None:
    look_on(desk, BRIGHT, 100)
    assert text(desk) == ""
    look_on(desk, DIM, 200, 100)
    assert text(desk) == "It is much darker here than when you set this up."
    qtbot.waitUntil(lambda: read_memory(file).offered_at_s == TODAY_S, timeout=3000)
    desk.window.messages.way_out_wished.emit("drift", WayOut.CHECK)
    assert desk.first_run.view is not None
    assert desk.first_run.view.step is Step.ROOM


def test_it_goes_by_itself_when_the_light_is_back(desk: Desk) -> None:
    look_on(desk, DIM, 200)
    look_on(desk, BRIGHT, 200, 200)
    assert text(desk) == ""


def test_it_is_offered_once_a_day_at_most(open_desk: OpenDesk, file: Path) -> None:
    write_memory(file, Memory(Conditions(light=150.0), offered_at_s=TODAY_S - 3600))
    desk = open_desk(memory=file, wall_clock=lambda: TODAY_S)
    look_on(desk, DIM, 200)
    assert text(desk) == ""


def test_who_does_not_want_it_is_left_alone(open_desk: OpenDesk, parts: WindowParts, file: Path) -> None:
    desk = open_desk(memory=file, settings=with_value(parts.settings, "ui.notice_drift", "no"))
    look_on(desk, DIM, 200)
    assert text(desk) == ""


def test_switching_it_off_takes_the_message_away(desk: Desk) -> None:
    look_on(desk, DIM, 200)
    assert text(desk)
    desk._settings.change("ui.notice_drift", "no")
    assert text(desk) == ""


def test_without_a_first_run_there_is_nothing_to_compare_with(open_desk: OpenDesk, tmp_path: Path) -> None:
    desk = open_desk(memory=tmp_path / "none.json")
    look_on(desk, DIM, 200)
    assert text(desk) == ""


def test_gestures_that_are_recognised_less_surely_are_noticed(desk: Desk) -> None:
    for second in range(0, 300, 4):
        box = Box(0, 0, 50, 50)
        desk._drift.note_fired(Decision(1000.0 + second, 1, "palm", 0.65, Phase.FIRED, None, None, 1.0, box))
    assert text(desk) == "Gestures are recognised less surely than when you set this up."
