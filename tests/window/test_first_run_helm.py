"""The first run in a whole window with fakes behind it."""

from __future__ import annotations

import dataclasses
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from pytestqt.qtbot import QtBot

from gesture_app.core.errors import SourceError
from gesture_app.core.first_run import Step
from gesture_app.core.first_run_file import read_memory
from gesture_app.core.gesture_check import LIMIT_S
from gesture_app.core.room import Check
from gesture_app.core.settings import with_value
from gesture_app.core.source import Source, SourceInfo, SourceRequest, SourceState
from gesture_app.ui.first_run import FirstRunView
from gesture_app.window import first_run_player
from gesture_app.window.composition import Desk, WindowParts
from gesture_app.workers.engine_room import Openers
from tests.desk_words import until, words

World = Any  # of conftest.py, which a test cannot import
OpenDesk = Callable[..., Desk]

CAMERAS = (SourceInfo("webcam:a", "Logi"), SourceInfo("webcam:b", "Inside"))
DRAWN = SourceInfo("rendered", "Drawn hand")
WAIT_MS = 5000


@pytest.fixture
def first_run(open_desk: OpenDesk, tmp_path: Path) -> Callable[..., Desk]:
    """Opens a window that has never been open before."""

    def opened(*cameras: SourceInfo, **replaced: object) -> Desk:
        offered = (SourceInfo("webcam", "Camera"), *cameras, DRAWN)
        return open_desk(
            is_first_run=True, offer_sources=lambda: offered, memory=tmp_path / "first_run.json", **replaced
        )

    return opened


def view_of(desk: Desk) -> FirstRunView:
    view = desk.first_run.view
    assert view is not None
    return view


def go_on(desk: Desk, qtbot: QtBot) -> None:
    qtbot.keyClick(view_of(desk), Qt.Key.Key_Return)


def go_to(desk: Desk, step: Step, qtbot: QtBot) -> FirstRunView:
    """Go on until this step is shown, without leaving anything out that can be complete."""
    view = view_of(desk)
    while view.step is not step:
        if view.step is Step.CAMERA:
            qtbot.waitUntil(lambda: view.forward_button.text() == "Continue", timeout=WAIT_MS)
        view.forward_button.click()
    return view


def go_to_without_camera(desk: Desk, step: Step, qtbot: QtBot) -> FirstRunView:
    """Go on until this step is shown, whatever is left out; Enter alone never leaves out the gestures."""
    view = view_of(desk)
    while view.step is not step:
        if view.step is Step.GESTURES:
            view.forward_button.click()
        else:
            go_on(desk, qtbot)
    return view


def test_nothing_is_opened_before_the_user_has_said_yes(first_run, world: World, qtbot: QtBot) -> None:
    desk = first_run(*CAMERAS)
    qtbot.waitUntil(lambda: desk.window.header.model.count() > 1, timeout=WAIT_MS)  # everything else is there
    assert view_of(desk).step is Step.CONSENT
    assert world.opened == []
    go_on(desk, qtbot)
    qtbot.waitUntil(lambda: set(world.opened) >= {"webcam:a", "webcam:b"}, timeout=WAIT_MS)


def test_who_does_not_consent_sees_a_drawn_hand_now_and_at_the_next_start(first_run, world, qtbot: QtBot) -> None:
    desk = first_run(*CAMERAS)
    qtbot.keyClick(view_of(desk), Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: world.opened == ["rendered"], timeout=WAIT_MS)
    assert not desk.first_run.is_running
    assert "No camera is used until you choose one above" in desk.window.messages.message.text
    qtbot.waitUntil(lambda: ("source.spec", "rendered") in world.saved, timeout=WAIT_MS)
    qtbot.waitUntil(lambda: ("ui.first_run", "skipped") in world.saved)
    qtbot.waitUntil(lambda: not desk.window.live.picture.picture_place().isEmpty(), timeout=WAIT_MS)
    until(qtbot, desk, "The drawn hand controls no player.")
    until(qtbot, desk, "Dry run")
    desk.window.header.source.chosen.emit("rendered")  # now it was chosen
    qtbot.waitUntil(lambda: "The drawn hand" not in words(desk), timeout=WAIT_MS)
    until(qtbot, desk, "VLC")


def test_the_drawn_hand_that_a_first_run_left_controls_no_player_at_the_next_start_either(
    open_desk: OpenDesk, parts: WindowParts, world: World, qtbot: QtBot
) -> None:
    desk = open_desk(source=SourceRequest("rendered"), is_source_chosen=False)
    until(qtbot, desk, "The drawn hand controls no player.")
    until(qtbot, desk, "Dry run")
    world.gesture = "palm"  # not before: who is not there yet hears no order, and a hand that stays up gives no second
    until(qtbot, desk, "Dry run paused")


def test_without_any_camera_the_first_one_that_is_plugged_in_is_taken(
    open_desk: OpenDesk, world: World, qtbot: QtBot
) -> None:
    world.has_camera = False
    desk = open_desk(is_first_run=True, offer_sources=lambda: (DRAWN,))
    view = go_to_without_camera(desk, Step.PLAYER, qtbot)
    qtbot.waitUntil(lambda: view.player.test_button.isEnabled(), timeout=WAIT_MS)
    view.player.test_button.click()  # which is no drawn hand
    qtbot.waitUntil(lambda: "VLC paused" in view.player.result.words, timeout=WAIT_MS)
    qtbot.keyClick(view, Qt.Key.Key_Escape)
    until(qtbot, desk, "The drawn hand controls no player.")
    world.has_camera = True
    qtbot.waitUntil(lambda: "The drawn hand" not in words(desk), timeout=WAIT_MS)
    assert ("source.spec", "rendered") not in world.saved


def test_the_first_camera_is_shown_live_and_of_the_others_one_picture(first_run, world, qtbot: QtBot) -> None:
    desk = first_run(*CAMERAS)
    view = go_to(desk, Step.CAMERA, qtbot)
    qtbot.waitUntil(lambda: view.forward_button.text() == "Continue", timeout=WAIT_MS)
    qtbot.waitUntil(lambda: not view.camera.cards["webcam:b"].picture.picture_place().isEmpty(), timeout=WAIT_MS)
    assert view.camera.cards["webcam:a"].words == "Live"
    assert view.camera.cards["webcam:a"].isChecked()
    assert sorted(world.opened) == ["rendered", "webcam:a", "webcam:b"]  # each once, by its identity
    view.camera.cards["webcam:b"].click()
    qtbot.waitUntil(lambda: view.camera.cards["webcam:b"].words == "Live", timeout=WAIT_MS)
    qtbot.waitUntil(lambda: ("source.spec", "webcam:b") in world.saved)


def test_a_busy_camera_says_so_and_another_can_be_taken(
    first_run, parts: WindowParts, world: World, qtbot: QtBot
) -> None:
    def opened(request: SourceRequest) -> Source:
        if request.spec == "webcam:a":
            raise SourceError("The camera Logi is used by another program; close that one and try again.")
        return world.open_source(request)

    before = parts.openers
    openers = Openers(opened, before.detector, before.players, before.listen, before.watch_session)
    desk = first_run(*CAMERAS, openers=openers)
    go_on(desk, qtbot)
    view = view_of(desk)
    qtbot.waitUntil(lambda: "webcam:a" in view.camera.cards, timeout=WAIT_MS)
    card = view.camera.cards["webcam:a"]
    qtbot.waitUntil(lambda: "used by another program" in card.words, timeout=WAIT_MS)
    assert view.forward_button.text() == "Skip this step"
    assert not card.isChecked()
    qtbot.waitUntil(lambda: view.camera.cards["webcam:b"].isEnabled(), timeout=WAIT_MS)
    view.camera.cards["webcam:b"].click()
    qtbot.waitUntil(lambda: view.forward_button.text() == "Continue", timeout=WAIT_MS)


def test_a_camera_that_is_taken_is_not_mistaken_for_its_stand_in_and_comes_by_itself(
    first_run, parts: WindowParts, world: World, qtbot: QtBot
) -> None:
    is_free = threading.Event()

    def opened(request: SourceRequest) -> Source:
        if request.spec == "webcam:a" and not is_free.is_set():
            raise SourceError("The camera Logi is used by another program; close that one.", SourceState.BUSY)
        return world.open_source(request)

    desk = first_run(CAMERAS[0], openers=dataclasses.replace(parts.openers, source=opened))
    go_on(desk, qtbot)
    view = view_of(desk)
    qtbot.waitUntil(lambda: world.opened[-1:] == ["rendered"], timeout=WAIT_MS)
    qtbot.waitUntil(lambda: "used by another program" in view.camera.cards["webcam:a"].words, timeout=WAIT_MS)
    assert view.forward_button.text() == "Skip this step"
    is_free.set()
    qtbot.waitUntil(lambda: view.forward_button.text() == "Continue", timeout=WAIT_MS)
    assert view.camera.cards["webcam:a"].words == "Live"
    assert view.camera.cards["webcam:a"].isChecked()


def test_without_a_camera_the_drawn_hand_is_offered_and_shown(first_run, world: World, qtbot: QtBot) -> None:
    desk = first_run()
    go_on(desk, qtbot)
    view = view_of(desk)
    qtbot.waitUntil(lambda: list(view.camera.cards) == ["rendered"], timeout=WAIT_MS)
    qtbot.waitUntil(lambda: view.camera.cards["rendered"].isEnabled(), timeout=WAIT_MS)
    view.camera.cards["rendered"].click()
    qtbot.waitUntil(lambda: view.forward_button.text() == "Continue", timeout=WAIT_MS)
    world.gesture = "rock"
    go_to(desk, Step.GESTURES, qtbot)
    qtbot.waitUntil(lambda: view.gestures._name.text() == "Horns", timeout=WAIT_MS)
    go_to(desk, Step.SUMMARY, qtbot)
    assert "A drawn hand, no camera" in view.summary.words
    assert "Not tried" in view.summary.words


def test_the_room_is_judged_by_the_hand_that_is_held_up(first_run, world: World, qtbot: QtBot) -> None:
    desk = first_run(CAMERAS[0])
    view = go_to(desk, Step.ROOM, qtbot)
    assert view.forward_button.text() == "Skip this step"
    world.gesture = "palm"
    qtbot.waitUntil(lambda: "Good" in view.room.verdicts[Check.LIGHT].words, timeout=WAIT_MS)
    qtbot.waitUntil(lambda: "about" in view.room.verdicts[Check.HAND].words, timeout=WAIT_MS)
    assert not view.room.picture.picture_place().isEmpty()


def only_two_gestures(parts: WindowParts) -> Any:
    """The settings, with a palm and horns that do something and nothing else."""
    settings = parts.settings
    for gesture in ("peace", "one", "call", "mute", "three", "two_up"):
        settings = with_value(settings, f"bindings.{gesture}.enabled", "no")
    return settings


def test_a_gesture_that_is_taken_for_another_is_counted_and_moved_if_the_user_wants(
    first_run, parts: WindowParts, world: World, qtbot: QtBot
) -> None:
    desk = first_run(CAMERAS[0], settings=only_two_gestures(parts))
    view = go_to(desk, Step.GESTURES, qtbot)
    guide = desk.first_run._tour._gestures
    while view.gestures.is_asking:
        world.gesture = {"palm": "palm", "rock": "call"}[guide._check.asked]
        before = len(guide.table.showings)
        qtbot.waitUntil(lambda count=before: len(guide.table.showings) > count, timeout=WAIT_MS)
    assert dict(guide.table.confusions()) == {("rock", "call"): 3}
    assert view.forward_button.text() == "Continue"
    assert not [key for key, _ in world.saved if key.startswith("bindings")]  # nothing without the user's word
    (offer,) = [one for one in view.gestures.findChildren(type(view.forward_button)) if one.text().startswith("Use ")]
    offer.click()
    assert desk._settings.settings.bindings["rock"].enabled is False
    qtbot.waitUntil(lambda: ("bindings.ok.command", "previous") in world.saved, timeout=WAIT_MS)
    view = go_to(desk, Step.SUMMARY, qtbot)
    assert "3 of 6 recognised" in view.summary.words


@pytest.mark.parametrize(("enter_score", "marks"), [("0.85", 1), ("0.95", 0)])
def test_only_hands_that_are_sure_enough_to_begin_with_are_marked(
    first_run, parts: WindowParts, world: World, qtbot: QtBot, enter_score: str, marks: int
) -> None:
    desk = first_run(CAMERAS[0], settings=with_value(parts.settings, "engine.enter_score", enter_score))
    view = go_to(desk, Step.ROOM, qtbot)
    world.gesture = "palm"  # 90 %
    qtbot.waitUntil(lambda: "about" in view.room.verdicts[Check.HAND].words, timeout=WAIT_MS)
    assert len(view.room.picture._marks) == marks
    view.forward_button.click()
    qtbot.waitUntil(lambda: not view.gestures.picture.picture_place().isEmpty(), timeout=WAIT_MS)
    assert len(view.gestures.picture._marks) == marks


def test_the_time_for_an_answer_is_that_of_somebody_who_needs_longer_to_read(
    first_run, parts: WindowParts, qtbot: QtBot
) -> None:
    desk = first_run(CAMERAS[0], settings=with_value(parts.settings, "ui.reading_time", "3"))
    go_to(desk, Step.GESTURES, qtbot)
    assert desk.first_run._tour._gestures._check._limit_s == 3 * LIMIT_S


def test_no_gesture_gives_an_order_while_it_lasts(first_run, world: World, qtbot: QtBot) -> None:
    desk = first_run(CAMERAS[0])
    fired = []
    desk.bridge.fired.connect(fired.append)
    view = go_to(desk, Step.ROOM, qtbot)
    world.gesture = "palm"
    qtbot.waitUntil(lambda: "about" in view.room.verdicts[Check.HAND].words, timeout=WAIT_MS)
    qtbot.wait(200)  # five times as long as a gesture must be held here
    assert fired == []
    world.gesture = None
    qtbot.keyClick(view, Qt.Key.Key_Escape)
    qtbot.wait(400)  # longer than a hand may be lost from view and still be the same
    world.gesture = "palm"
    qtbot.waitUntil(lambda: len(fired) == 1, timeout=WAIT_MS)


def test_the_test_of_the_player_is_taken_back_and_says_what_happened(
    first_run, world: World, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(first_run_player, "BACK_AFTER_MS", 50)
    desk = first_run(CAMERAS[0])
    outcomes = []
    desk.bridge.outcome_ready.connect(outcomes.append)
    view = go_to(desk, Step.PLAYER, qtbot)
    qtbot.waitUntil(lambda: view.player.test_button.isEnabled(), timeout=WAIT_MS)
    assert outcomes == []
    view.player.test_button.click()
    qtbot.waitUntil(lambda: "Then:" in view.player.result.words, timeout=WAIT_MS)
    assert [outcome.obeyed for outcome in outcomes] == [True, True]
    assert view.player.result.words.startswith("Test: VLC paused. Then: Back to")
    assert view.forward_button.text() == "Continue"


def test_without_a_player_that_is_said_and_one_that_pretends_can_be_chosen(first_run, world, qtbot: QtBot) -> None:
    world.has_player = False
    desk = first_run(CAMERAS[0])
    view = go_to(desk, Step.PLAYER, qtbot)
    qtbot.waitUntil(lambda: "dry_run" in view.player.cards, timeout=WAIT_MS)
    view.player.cards["dry_run"].click()
    qtbot.waitUntil(lambda: view.player.test_button.isEnabled(), timeout=WAIT_MS)
    qtbot.waitUntil(lambda: ("player.spec", "dry_run") in world.saved)


def test_after_the_last_step_the_app_begins_and_remembers(first_run, world: World, tmp_path: Path, qtbot) -> None:
    desk = first_run(CAMERAS[0])
    view = go_to(desk, Step.ROOM, qtbot)
    world.gesture = "palm"
    qtbot.waitUntil(lambda: "about" in view.room.verdicts[Check.HAND].words, timeout=WAIT_MS)
    go_to(desk, Step.SUMMARY, qtbot)
    go_on(desk, qtbot)
    assert not desk.first_run.is_running
    assert desk.window.live.isVisible()
    assert desk.window.header.pause_button.hasFocus() or not desk.window.isActiveWindow()
    qtbot.waitUntil(lambda: ("ui.first_run", "done") in world.saved, timeout=WAIT_MS)
    qtbot.waitUntil(lambda: not read_memory(tmp_path / "first_run.json").conditions.is_empty, timeout=WAIT_MS)
    assert read_memory(tmp_path / "first_run.json").conditions.light == pytest.approx(128)


def test_one_can_go_back_and_what_was_answered_stays(first_run, world: World, qtbot: QtBot) -> None:
    desk = first_run(CAMERAS[0])
    view = go_to(desk, Step.PLAYER, qtbot)
    for step in (Step.GESTURES, Step.ROOM, Step.CAMERA):
        view._back.click()
        assert view.step is step
    assert view.forward_button.text() == "Continue"  # the camera is still live
    assert world.opened.count("webcam:a") == 1


def test_the_menu_and_the_setting_open_it_again(open_desk: OpenDesk, qtbot: QtBot) -> None:
    desk = open_desk()
    (entry,) = [action for action in desk.window.header.findChildren(QAction) if action.text() == "Set &up again"]
    entry.trigger()
    assert desk.first_run.is_running
    entry.trigger()  # a second time changes nothing
    qtbot.keyClick(view_of(desk), Qt.Key.Key_Escape)
    assert not desk.first_run.is_running
    desk._settings.change("ui.first_run", "due")
    assert desk.first_run.is_running


def test_closing_the_window_in_the_middle_asks_again_at_the_next_start(first_run, world: World, qtbot: QtBot) -> None:
    desk = first_run(*CAMERAS)
    go_on(desk, qtbot)
    desk.window.close()
    desk.close()
    assert not [key for key, _ in world.saved if key == "ui.first_run"]
