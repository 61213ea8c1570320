"""The camera before a whole window: let go of when nobody wants it to watch, and the window says so."""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from gesture_app.core.first_run import Step
from gesture_app.core.rest import Rest
from gesture_app.core.settings import PrivacySettings
from gesture_app.core.source import SourceRequest
from gesture_app.window.composition import Desk, WindowParts

World = Any  # of conftest.py, which a test cannot import


@pytest.fixture
def desk(open_desk: Callable[..., Desk], world: World, qtbot: QtBot) -> Desk:
    """A window before a camera that watches."""
    desk = open_desk(source=SourceRequest("live"))
    qtbot.waitUntil(lambda: desk.window.live.status.use_text == "Camera on", timeout=5000)
    qtbot.waitUntil(lambda: has_picture(desk), timeout=5000)
    qtbot.waitUntil(lambda: world.begin_rest is not None, timeout=5000)
    return desk


def has_picture(desk: Desk) -> bool:
    return not desk.window.live.picture.picture_place().isEmpty()


def press_pause(desk: Desk, qtbot: QtBot) -> None:
    qtbot.mouseClick(desk.window.header.pause_button, Qt.MouseButton.LeftButton)


def test_pausing_puts_the_camera_out_and_its_last_picture_away(desk: Desk, world: World, qtbot: QtBot) -> None:
    camera = world.camera
    press_pause(desk, qtbot)
    qtbot.waitUntil(
        lambda: desk.window.live.status.use_text == "Camera off: gestures are paused" and not has_picture(desk),
        timeout=5000,
    )
    assert camera.is_closed
    qtbot.wait(100)
    assert not has_picture(desk)
    assert desk.window.live.status.figures_text == ""
    press_pause(desk, qtbot)
    qtbot.waitUntil(lambda: desk.window.live.status.use_text == "Camera on" and has_picture(desk), timeout=5000)
    assert world.camera is not camera


@pytest.mark.parametrize(
    ("reason", "words"),
    [(Rest.LOCKED, "Camera off: the screen is locked"), (Rest.ASLEEP, "Camera off: the computer sleeps")],
)
def test_a_locked_or_sleeping_desktop_does_likewise(
    desk: Desk, world: World, qtbot: QtBot, reason: Rest, words: str
) -> None:
    world.begin_rest(reason)
    qtbot.waitUntil(lambda: desk.window.live.status.use_text == words, timeout=5000)
    assert world.camera.is_closed
    world.end_rest(reason)
    qtbot.waitUntil(lambda: desk.window.live.status.use_text == "Camera on", timeout=5000)


def test_unlocking_does_not_end_a_pause(desk: Desk, world: World, qtbot: QtBot) -> None:
    press_pause(desk, qtbot)
    world.begin_rest(Rest.LOCKED)
    world.end_rest(Rest.LOCKED)
    qtbot.waitUntil(lambda: world.camera.is_closed, timeout=5000)
    qtbot.wait(150)
    assert world.camera.is_closed


def test_the_session_is_listened_to_no_more_once_the_window_is_closed(desk: Desk, world: World) -> None:
    desk.close()
    assert world.begin_rest is None


def test_who_wants_the_picture_while_paused_keeps_it(
    open_desk: Callable[..., Desk], parts: WindowParts, world: World, qtbot: QtBot
) -> None:
    settings = dataclasses.replace(parts.settings, privacy=PrivacySettings(camera_off_paused=False))
    desk = open_desk(source=SourceRequest("live"), settings=settings)
    qtbot.waitUntil(lambda: has_picture(desk), timeout=5000)
    press_pause(desk, qtbot)
    qtbot.wait(150)
    assert not world.camera.is_closed
    assert desk.window.live.status.use_text == "Camera on"


def test_who_wants_the_picture_while_paused_after_all_gets_it_at_once(desk: Desk, world: World, qtbot: QtBot) -> None:
    press_pause(desk, qtbot)
    qtbot.waitUntil(lambda: not has_picture(desk), timeout=5000)
    desk._settings.change("privacy.camera_off_paused", "no")
    qtbot.waitUntil(lambda: has_picture(desk), timeout=5000)
    assert desk.window.live.status.use_text == "Camera on"
    qtbot.waitUntil(lambda: ("privacy.camera_off_paused", "no") in world.saved)


def test_a_window_without_a_camera_says_that_none_is_on(open_desk: Callable[..., Desk], qtbot: QtBot) -> None:
    desk = open_desk(source=SourceRequest("film"))
    qtbot.waitUntil(lambda: has_picture(desk), timeout=5000)
    assert desk.window.live.status.use_text == "Camera off"


def test_a_film_that_is_chosen_while_paused_is_shown_once_gestures_count_again(
    desk: Desk, world: World, qtbot: QtBot
) -> None:
    press_pause(desk, qtbot)
    qtbot.waitUntil(lambda: world.camera.is_closed and not has_picture(desk), timeout=5000)
    desk.window.header.source.chosen.emit("film")
    qtbot.wait(150)
    assert "film" not in world.opened
    press_pause(desk, qtbot)
    qtbot.waitUntil(lambda: has_picture(desk), timeout=5000)
    assert desk.window.live.status.use_text == "Camera off"


def test_a_film_that_is_chosen_just_when_a_pause_ends_is_shown(desk: Desk, world: World, qtbot: QtBot) -> None:
    press_pause(desk, qtbot)
    qtbot.waitUntil(lambda: world.camera.is_closed and not has_picture(desk), timeout=5000)
    press_pause(desk, qtbot)
    desk.window.header.source.chosen.emit("film")
    qtbot.waitUntil(lambda: "film" in world.opened and has_picture(desk), timeout=5000)


def attention_end_s(desk: Desk) -> float:
    """Until when the camera would be looked at all the time if nothing more happened before it."""
    sentinel = desk._room._care.sentinel
    assert sentinel is not None
    return max(sentinel._moved_s, sentinel._hand_s)


def test_a_camera_that_is_looked_at_rarely_is_looked_at_well_by_whoever_turns_to_its_picture(desk: Desk) -> None:
    desk.window.turn_to(desk.window.history)
    before_s = time.monotonic()
    assert attention_end_s(desk) <= before_s
    desk.window.turn_to(desk.window.live)
    assert attention_end_s(desk) > before_s


def test_the_first_run_s_pictures_and_the_one_after_it_do_not_wait_for_the_next_rare_look(desk: Desk) -> None:
    desk.first_run.begin_at(Step.PLAYER)
    before_s = time.monotonic()
    desk.first_run.view.back_wished.emit()
    assert attention_end_s(desk) > before_s  # the step of the gestures
    before_s = time.monotonic()
    desk.first_run.make_way()
    assert attention_end_s(desk) > before_s
