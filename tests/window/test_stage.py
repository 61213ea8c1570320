"""Another language at once: the desk is set up anew, and what the user has done stays."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from gesture_app.core.control import Verb
from gesture_app.core.settings import Settings, with_value
from gesture_app.ui.icons import PageButton
from gesture_app.window.composition import Desk, WindowParts
from gesture_app.window.stage import Stage

World = Any  # of conftest.py, which a test cannot import
SetUp = Callable[..., Stage]


@pytest.fixture
def set_up(qapp: QApplication, parts: WindowParts) -> Iterator[SetUp]:
    stages = []

    def started(language: str = "en") -> Stage:
        settings: Settings = with_value(parts.settings, "ui.language", language)
        stage = Stage(qapp, dataclasses.replace(parts, settings=settings), Desk)
        stages.append(stage)
        stage.start()
        return stage

    yield started
    for stage in stages:
        stage.close()


def pages(stage: Stage) -> list[str]:
    return [button.text() for button in stage.desk.window.findChildren(PageButton)]


def choose(stage: Stage, language: str, qtbot: QtBot) -> None:
    """Choose a language on the settings page, and wait for the window that speaks it."""
    before = stage.desk
    before.window.settings.edited.emit("ui.language", language)
    qtbot.waitUntil(lambda: stage.desk is not before, timeout=5000)
    qtbot.addWidget(before.window)
    qtbot.addWidget(stage.desk.window)


def test_a_language_that_is_chosen_is_spoken_at_once_and_saved(set_up: SetUp, world: World, qtbot: QtBot) -> None:
    stage = set_up()
    assert pages(stage)[0:2] == ["Live", "Gestures"]
    choose(stage, "de", qtbot)
    assert pages(stage)[0:2] == ["Live", "Gesten"]
    qtbot.waitUntil(lambda: ("ui.language", "de") in world.saved)
    choose(stage, "en", qtbot)
    assert pages(stage)[0:2] == ["Live", "Gestures"]


def test_page_place_pause_history_and_settings_stay(set_up: SetUp, world: World, qtbot: QtBot) -> None:
    stage = set_up()
    world.gesture = "palm"
    qtbot.waitUntil(lambda: any(event.outcome for event in stage.desk.history.events), timeout=5000)
    stage.desk.window.settings.edited.emit("engine.cooldown_ms", "900")
    stage.desk.window.show_page(4)
    stage.desk.window.resize(1180, 720)
    stage.desk.pause.set_paused(True)
    orders = stage.desk.history.events
    choose(stage, "de", qtbot)
    desk = stage.desk
    assert desk.window.isVisible()
    assert desk.window.page == 4
    assert desk.window.height() == 720
    assert desk.pause.is_paused
    assert desk.history.events == orders
    assert desk.settings.engine.cooldown_ms == 900
    assert desk.around.standing.status().is_paused


def test_the_picture_comes_back_by_itself(set_up: SetUp, world: World, qtbot: QtBot) -> None:
    stage = set_up()
    qtbot.waitUntil(lambda: world.opened == ["webcam"], timeout=5000)
    choose(stage, "pseudo", qtbot)
    qtbot.waitUntil(lambda: world.opened == ["webcam", "webcam"], timeout=5000)
    world.gesture = "palm"
    qtbot.waitUntil(lambda: any(event.outcome for event in stage.desk.history.events), timeout=5000)


def test_the_language_of_the_settings_is_spoken_from_the_start(set_up: SetUp, qtbot: QtBot) -> None:
    stage = set_up("de")
    qtbot.addWidget(stage.desk.window)
    assert pages(stage)[1] == "Gesten"


def test_what_other_processes_ask_reaches_the_desk_of_the_moment(set_up: SetUp, qtbot: QtBot) -> None:
    stage = set_up()
    choose(stage, "de", qtbot)
    with ThreadPoolExecutor(1) as server:
        asked = server.submit(stage.answer, Verb.PAUSE)
        qtbot.waitUntil(asked.done, timeout=5000)
    assert asked.result().is_paused
    assert stage.desk.pause.is_paused
