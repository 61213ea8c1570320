from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from film import SIZE_PX, film
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton, QSlider
from pytestqt.qtbot import QtBot

from gesture_app.core.recording import RecordedFrame, RecordingHeader, RecordingWriter
from gesture_app.core.settings import EngineSettings, Settings
from gesture_app.ui.timeline import Timeline
from gesture_app.window import inspector_helm
from gesture_app.window.composition import Desk

World = Any  # of conftest.py, which a test cannot import
OpenDesk = Callable[..., Desk]


@pytest.fixture
def recording(tmp_path: Path) -> Path:
    """A palm that arms, then victory: one order by the settings that the app ships."""
    path = tmp_path / "evening.jsonl"
    with RecordingWriter(path, RecordingHeader(SIZE_PX, "default", ("palm", "peace"))) as writer:
        for index, moment in enumerate(film("ppppppvvvvvvv", fps=30)):
            writer.append(RecordedFrame(moment.at_s + 100, index, moment.detections))
    return path


def words(desk: Desk) -> str:
    labels = [*desk.window.inspector.findChildren(QLabel), *desk.window.messages.findChildren(QLabel)]
    return "\n".join(label.text() for label in labels if label.isVisible())


def button(desk: Desk, text: str) -> QPushButton:
    return next(one for one in desk.window.inspector.findChildren(QPushButton) if one.text() == text)


def slider(desk: Desk, name: str) -> QSlider:
    return next(one for one in desk.window.inspector.findChildren(QSlider) if one.accessibleName() == name)


def timeline(desk: Desk) -> Timeline:
    return desk.window.inspector.findChildren(Timeline)[0]


def opened(open_desk: OpenDesk, recording: Path, qtbot: QtBot, settings: Settings) -> Desk:
    desk = open_desk(settings=settings)
    desk.window.turn_to(desk.window.inspector)
    desk.window.inspector.recording_wished.emit(str(recording))
    qtbot.waitUntil(lambda: recording.name in words(desk), timeout=5000)
    return desk


def test_what_happened_before_the_page_was_opened_is_there(open_desk: OpenDesk, world: World, qtbot: QtBot) -> None:
    desk = open_desk()
    with qtbot.waitSignal(desk.bridge.fired, timeout=5000):
        world.gesture = "palm"
    assert timeline(desk).lanes.score == ()
    desk.window.turn_to(desk.window.inspector)
    assert [stretch.value.gesture for stretch in timeline(desk).lanes.vote][-1] == "palm"


def test_nothing_is_gathered_for_a_page_that_is_not_seen(open_desk: OpenDesk, world: World, qtbot: QtBot) -> None:
    desk = open_desk()
    desk.window.turn_to(desk.window.inspector)
    qtbot.waitUntil(lambda: timeline(desk).lanes.score == (), timeout=3000)
    desk.window.turn_to(desk.window.live)
    with qtbot.waitSignal(desk.bridge.fired, timeout=5000):
        world.gesture = "palm"
    qtbot.wait(2 * inspector_helm.REFRESH_MS)
    assert timeline(desk).lanes.score == ()


def test_a_slider_that_is_moved_holds_the_film_still_and_decides_again(
    open_desk: OpenDesk, world: World, qtbot: QtBot
) -> None:
    desk = open_desk()
    desk.window.turn_to(desk.window.inspector)
    world.gesture = "palm"
    with qtbot.waitSignal(desk.bridge.fired, timeout=5000):
        pass
    slider(desk, "Score to begin").setValue(95)
    assert desk.window.inspector.is_still
    # On a busy machine the hand may be lost from view and give its order once more.
    qtbot.waitUntil(lambda: "as recorded, 0 with these settings" in words(desk), timeout=5000)
    assert "Lost: Play or pause" in words(desk)
    qtbot.mouseClick(button(desk, "Hold still"), Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: "What if?" in words(desk), timeout=3000)
    assert slider(desk, "Score to begin").value() == 60


def test_a_recording_is_shown_and_decided_about_by_other_settings_which_can_be_kept(
    open_desk: OpenDesk, world: World, recording: Path, qtbot: QtBot
) -> None:
    desk = opened(open_desk, recording, qtbot, Settings())
    assert timeline(desk).lanes.score[0][0][0] == 0.0
    slider(desk, "Hold time of all").setValue(1900 // 50)
    # On a busy machine the hand may be lost from view and give its order once more.
    qtbot.waitUntil(lambda: "as recorded, 0 with these settings" in words(desk), timeout=5000)
    qtbot.mouseClick(button(desk, "Use these"), Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: ("engine.hold_ms", "1900") in world.saved, timeout=3000)
    qtbot.waitUntil(lambda: "What if?" in words(desk), timeout=3000)
    qtbot.mouseClick(button(desk, "Back to live"), Qt.MouseButton.LeftButton)
    assert "The last 20 seconds" in words(desk)


def test_going_back_shows_the_recording_as_it_is(open_desk: OpenDesk, recording: Path, qtbot: QtBot) -> None:
    desk = opened(open_desk, recording, qtbot, Settings())
    slider(desk, "Score to begin").setValue(95)
    qtbot.waitUntil(lambda: "0 with these" in words(desk), timeout=5000)
    qtbot.mouseClick(button(desk, "As it is"), Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: "What if?" in words(desk), timeout=5000)
    assert slider(desk, "Score to begin").value() == 60


def test_a_recording_is_decided_about_by_the_settings_of_the_user(
    open_desk: OpenDesk, recording: Path, qtbot: QtBot
) -> None:
    desk = opened(open_desk, recording, qtbot, Settings(engine=EngineSettings(enter_score=0.95)))
    assert timeline(desk).lanes.armed == ()


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        pytest.param("nonsense\n", "makes no sense", id="no recording"),
        pytest.param('{"version": 1, "size_px": [9, 9], "model": "m", "labels": []}\n', "holds no frame", id="empty"),
    ],
)
def test_what_cannot_be_shown_is_told(
    open_desk: OpenDesk, qtbot: QtBot, tmp_path: Path, text: str, sentence: str
) -> None:
    path = tmp_path / "odd.jsonl"
    path.write_text(text, encoding="utf-8")
    desk = open_desk()
    desk.window.turn_to(desk.window.inspector)
    desk.window.inspector.recording_wished.emit(str(path))
    qtbot.waitUntil(lambda: sentence in words(desk), timeout=5000)
    assert "The last 20 seconds" in words(desk)


def test_of_an_endless_recording_the_beginning_is_shown(
    open_desk: OpenDesk, recording: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(inspector_helm, "MOST_FRAMES", 5)
    desk = opened(open_desk, recording, qtbot, Settings())
    assert "Only the first 5 frames of evening.jsonl are shown." in words(desk)
