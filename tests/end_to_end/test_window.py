"""The window with everything real behind it: drawn hands, the shipped network, and VLC playing inside the app."""

from __future__ import annotations

import contextlib
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np
import pytest
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QLabel

from gesture_app.core.paths import assets_folder
from gesture_app.core.settings import EngineSettings, PlayerSettings, Settings, SourceSettings
from gesture_app.core.types import Pixels, Playback
from gesture_app.ui.theme import LIGHT, Theme
from gesture_app.window.composition import Desk
from gesture_app.window.parts import window_parts
from tests.end_to_end.app_process import END_S, RUN
from tests.players.private_bus import require_program, stop_process, wait_until

FILM = assets_folder() / "demo" / "gestures.mp4"  # to play; what the camera sees is drawn anew
SCREEN = (1280, 800)
WAIT_S = 200.0  # a palm is shown every three seconds; a busy machine may miss some
LOOK_MS = 500  # much longer than a film stands still between two pictures
LOOKS = 5  # until the pictures are through that VLC had already begun when it paused; the next palm comes later


@pytest.fixture
def desk(qapp, qtbot, tmp_path):
    """The window as `gesture-app run` opens it."""
    settings = Settings(
        source=SourceSettings("rendered:palm,like"),
        player=PlayerSettings(f"vlc_embedded:{FILM}"),
        engine=EngineSettings(always_armed=True, grace_ms=1000),
    )
    desk = Desk(Theme(qapp), window_parts(settings))
    qtbot.addWidget(desk.window)
    desk.start()
    yield desk
    desk.close()


def shown_texts(desk: Desk) -> str:
    return "\n".join(label.text() for label in desk.window.findChildren(QLabel) if label.isVisible())


def next_outcome(desk: Desk, qtbot):
    with qtbot.waitSignal(desk.bridge.outcome_ready, timeout=1000 * WAIT_S) as told:
        pass
    return told.args[0]


def is_moving(desk: Desk, qtbot) -> bool:
    """Whether the film that VLC plays inside the window goes on; a film that stands still is drawn all the same."""
    before = desk._room.video.latest()
    qtbot.wait(LOOK_MS)
    return not np.array_equal(before, desk._room.video.latest())


def test_the_film_inside_the_window_stands_still_after_a_palm_and_goes_on_after_the_next(desk, qtbot):
    outcome = next_outcome(desk, qtbot)
    assert (outcome.obeyed, outcome.after.playback) == (True, Playback.PAUSED)
    assert any(not is_moving(desk, qtbot) for _ in range(LOOKS))
    assert "The embedded player paused." in shown_texts(desk)
    outcome = next_outcome(desk, qtbot)
    assert (outcome.obeyed, outcome.after.playback) == (True, Playback.PLAYING)
    assert any(is_moving(desk, qtbot) for _ in range(LOOKS))


@contextlib.contextmanager
def x_server() -> Iterator[str]:
    """A screen in memory; gives the name of the display."""
    read, write = os.pipe()
    line = [require_program("Xvfb"), "-displayfd", str(write), "-screen", "0", f"{SCREEN[0]}x{SCREEN[1]}x24"]
    with subprocess.Popen(line, pass_fds=[write], stderr=subprocess.DEVNULL) as server:
        os.close(write)
        try:
            with os.fdopen(read) as told:
                yield f":{told.readline().strip()}"
        finally:
            stop_process(server)


def screenshot(display: str, target: Path) -> Pixels:
    size = f"{SCREEN[0]}x{SCREEN[1]}"
    grab = [require_program("ffmpeg"), "-v", "error", "-y", "-f", "x11grab", "-video_size", size, "-i", display]
    subprocess.run([*grab, "-frames:v", "1", str(target)], check=True, timeout=END_S)
    return cv2.imread(str(target))


def marked(picture: Pixels) -> int:
    """How many pixels of the live picture's side have the colour of a box around a hand."""
    blue, green, red = QColor(LIGHT.accent).blue(), QColor(LIGHT.accent).green(), QColor(LIGHT.accent).red()
    stage = picture[100:600, 740:]
    return int(np.all(np.abs(stage.astype(int) - (blue, green, red)) <= 2, axis=2).sum())


def test_on_a_real_screen_the_hand_has_its_box_and_nothing_is_complained_about(tmp_path):
    with x_server() as display:
        environment = {name: value for name, value in os.environ.items() if name != "QT_QPA_PLATFORM"}
        line = [*RUN, "--source", "rendered:palm,like", "--player", f"vlc_embedded:{FILM}", "--set", "ui.theme=light"]
        pipe = subprocess.PIPE
        with subprocess.Popen(line, env=environment | {"DISPLAY": display}, stdout=pipe, stderr=pipe) as app:
            try:
                wait_until(
                    lambda: app.poll() is not None or marked(screenshot(display, tmp_path / "screen.png")) > 500,
                    WAIT_S,
                    "No box was drawn.",
                )
                app.terminate()
                assert app.communicate(timeout=END_S) == (b"", b"")
            finally:
                app.kill()
        assert app.returncode == 0
