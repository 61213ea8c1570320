"""The inspector with everything real but the camera: what a drawn person did, now or in a recording, and what if."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QFileDialog, QLabel, QLineEdit, QPushButton, QSlider

from gesture_app.core.settings import EngineSettings, PlayerSettings, Settings, SourceSettings
from gesture_app.hands.film import Act
from gesture_app.ui.icons import PageButton
from gesture_app.ui.theme import LIGHT, Theme
from gesture_app.ui.timeline import AXIS_PX, Timeline
from gesture_app.window.composition import Desk
from tests.actor import Actor
from tests.end_to_end.drawn_recording import record_acts
from tests.first_run_walk import DESK_CAMERA, Stage, first_run_parts

WAIT_MS = 60_000
ACTS = (Act(None, 0.6), Act("palm", 3.6), Act(None, 0.6), Act("peace", 2.0))  # only the palm is held for long
AS_RECORDED, WITH_THESE = 5, 6  # lanes, counted from the top


@pytest.fixture
def actor() -> Actor:
    return Actor()


@pytest.fixture
def desk(qapp, qtbot, tmp_path: Path, actor: Actor):
    """The window with the actor before its camera and a player that pretends."""
    settings = Settings(
        source=SourceSettings(DESK_CAMERA.spec),
        player=PlayerSettings("dry_run"),
        engine=EngineSettings(grace_ms=1000),  # a busy machine looks at few pictures a second
    )
    parts = first_run_parts(settings, Stage(actor, actor), tmp_path)
    desk = Desk(Theme(qapp), replace(parts, is_first_run=False))
    qtbot.addWidget(desk.window)
    desk.start()
    yield desk
    desk.close()


@pytest.fixture(scope="module")
def recording(tmp_path_factory) -> Path:
    """What the network that ships makes of a drawn hand: a palm that arms and plays or pauses, then victory."""
    return record_acts(ACTS, tmp_path_factory.mktemp("inspector") / "evening.jsonl")


def words(desk: Desk) -> str:
    return "\n".join(label.text() for label in desk.window.findChildren(QLabel) if label.isVisible())


def press(desk: Desk, qtbot, name: str) -> None:
    buttons = [one for one in desk.window.findChildren(QPushButton) if one.isVisible()]
    qtbot.mouseClick(next(one for one in buttons if one.text() == name), Qt.MouseButton.LeftButton)


def turn_to_inspector(desk: Desk, qtbot) -> Timeline:
    pages = desk.window.findChildren(PageButton)
    qtbot.mouseClick(next(one for one in pages if one.text() == "Inspector"), Qt.MouseButton.LeftButton)
    return desk.window.inspector.findChildren(Timeline)[0]


def slide(desk: Desk, qtbot, name: str, key: Qt.Key) -> None:
    """Move a slider as the keyboard does."""
    slider = next(one for one in desk.window.inspector.findChildren(QSlider) if one.accessibleName() == name)
    slider.setFocus()
    qtbot.keyClick(slider, key)


def walk_through(timeline: Timeline, desk: Desk, qtbot) -> list[str]:
    """What is said of each moment of the film, by the arrow keys; each sentence once, without its score."""
    timeline.setFocus()
    qtbot.keyClick(timeline, Qt.Key.Key_Home)
    said = []
    for _ in timeline._film.moments:
        said.append(re.sub(r" \d\.\d\d", "", words(desk).splitlines()[1]))
        qtbot.keyClick(timeline, Qt.Key.Key_Right)
    timeline.forget_cursor()
    return list(dict.fromkeys(said))


def icons(timeline: Timeline, lane: int, lanes: int = 7) -> int:
    """How many orders are painted in one of the lanes: stretches of columns with something of the colour of icons."""
    picture = timeline.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    height = (timeline.height() - AXIS_PX) / lanes
    place = QRect(0, round(lane * height), timeline.width(), round(height) - 2)
    part = picture.copy(place).convertToFormat(QImage.Format.Format_RGB32)
    pixels = np.frombuffer(part.constBits(), np.uint8).reshape(part.height(), -1, 4)[..., 2::-1].astype(int)  # RGB
    is_ink = (np.abs(pixels - QColor(LIGHT.ink).getRgb()[:3]).max(axis=2) < 24).any(axis=0)
    columns = np.flatnonzero(is_ink)
    return int((np.diff(columns) > timeline.width() // 100).sum()) + 1 if len(columns) else 0


def test_what_a_hand_does_runs_through_the_lanes_and_a_slider_decides_about_it_again(desk, qtbot, actor) -> None:
    timeline = turn_to_inspector(desk, qtbot)
    with qtbot.waitSignal(desk.bridge.outcome_ready, timeout=WAIT_MS):
        actor.show("palm")
    actor.show(None)
    qtbot.waitUntil(lambda: bool(timeline.lanes.cooldown), timeout=WAIT_MS)
    lanes = timeline.lanes
    assert "palm" in [stretch.value.gesture for stretch in lanes.vote if stretch.value.is_won]
    assert max(score for curve in lanes.score for _, score in curve) > 0.6
    assert lanes.armed
    assert max(share for curve in lanes.hold for _, share in curve) == pytest.approx(1.0, abs=0.3)

    slide(desk, qtbot, "Hold time of all", Qt.Key.Key_End)
    qtbot.waitUntil(lambda: "as recorded, 0 with these settings" in words(desk), timeout=WAIT_MS)
    assert "Lost: Play or pause" in words(desk)
    assert icons(timeline, AS_RECORDED) >= 1
    assert icons(timeline, WITH_THESE) == 0
    press(desk, qtbot, "Hold still")
    qtbot.waitUntil(lambda: "What if?" in words(desk), timeout=WAIT_MS)


def test_a_recording_is_opened_looked_through_by_keyboard_and_decided_about_again(desk, qtbot, recording) -> None:
    timeline = turn_to_inspector(desk, qtbot)
    press(desk, qtbot, "Open a recording")
    (dialog,) = desk.window.inspector.findChildren(QFileDialog)
    dialog.findChildren(QLineEdit)[0].setText(str(recording))
    dialog.accept()
    qtbot.waitUntil(lambda: recording.name in words(desk), timeout=WAIT_MS)
    reasons = walk_through(timeline, desk, qtbot)
    assert reasons == [
        "Victory · Not armed",  # a film begins as it ends
        "Victory · Looking",
        "Open palm · Keep holding",
        "Open palm · Ready",
        "Open palm · Sent",
        "Open palm · Wait a moment",
        "Open palm · Lower the hand to go again",
        "Open palm · Looking",
        "Victory · Keep holding",
        "Victory · Sent",
        "Victory · Wait a moment",
        "Victory · Lower the hand to go again",
    ]
    assert icons(timeline, 5, lanes=6) == 2

    slide(desk, qtbot, "Score to begin", Qt.Key.Key_End)
    qtbot.waitUntil(lambda: "Orders: 2 as recorded, 0 with these settings" in words(desk), timeout=WAIT_MS)
    assert "Lost: Play or pause, Next track" in words(desk)
    assert [icons(timeline, lane) for lane in (AS_RECORDED, WITH_THESE)] == [2, 0]
    press(desk, qtbot, "As it is")
    qtbot.waitUntil(lambda: "What if?" in words(desk), timeout=WAIT_MS)

    slide(desk, qtbot, "Hold time of all", Qt.Key.Key_End)
    qtbot.waitUntil(lambda: "Orders: 2 as recorded, 1 with these settings" in words(desk), timeout=WAIT_MS)
    assert [icons(timeline, lane) for lane in (AS_RECORDED, WITH_THESE)] == [2, 1]
    press(desk, qtbot, "Back to live")
    assert "The last 20 seconds" in words(desk)
