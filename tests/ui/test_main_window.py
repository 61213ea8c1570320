from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QComboBox
from pytestqt.qtbot import QtBot

from gesture_app.core.gestures import Gesture
from gesture_app.core.meter import Figures, SourcePace
from gesture_app.core.rest import Rest
from gesture_app.core.source import SourceUse
from gesture_app.core.types import Box, Decision, Detection, Gate, GateName, Phase
from gesture_app.ui.icons import PageButton
from gesture_app.ui.main_window import MainWindow
from gesture_app.ui.message_bar import Message, WayOut
from gesture_app.ui.picture import PictureView
from gesture_app.ui.status_line import StatusLine
from gesture_app.ui.theme import Theme

BOX = Box(10, 10, 60, 60)


@pytest.fixture
def window(theme: Theme, vocabulary: Mapping[str, Gesture], qtbot: QtBot) -> MainWindow:
    window = MainWindow(theme, vocabulary)
    qtbot.addWidget(window)
    return window


def show_one_hand(window: MainWindow) -> None:
    gate = Gate(GateName.HOLD, "hold 280 ms more", 280)
    decision = Decision(0.0, 1, "palm", 0.8, Phase.HELD, gate, None, 0.5, BOX)
    pixels = np.zeros((90, 160, 4), np.uint8)
    window.live.show_moment(pixels, (Detection("palm", 0.87, BOX),), (decision,))


def test_the_window_says_when_it_can_be_seen_and_when_not(window: MainWindow, qtbot: QtBot) -> None:
    with qtbot.waitSignal(window.seen_changed) as seen:
        window.show()
    assert seen.args == [True]
    with qtbot.waitSignal(window.seen_changed) as seen:
        window.showMinimized()
    assert seen.args == [False]
    assert not window.is_seen()


def test_a_window_that_something_else_covers_wholly_is_not_seen(
    window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A player that fills the screen, where the desktop tells of it."""
    with qtbot.waitExposed(window):
        window.show()
    told: list[bool] = []
    window.seen_changed.connect(told.append)
    with qtbot.waitSignal(window._cover_watch.timeout):
        pass
    assert told == []
    for is_exposed in (False, True):
        monkeypatch.setattr(window, "_is_exposed", lambda answer=is_exposed: answer)
        qtbot.waitUntil(lambda wanted=is_exposed: window.is_seen() is wanted, timeout=5000)
    assert told == [False, True]


def test_nothing_is_painted_while_the_window_is_hidden(
    window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    painted = []

    def count(self: PictureView, event: QPaintEvent) -> None:
        painted.append(event)

    monkeypatch.setattr(PictureView, "paintEvent", count)
    with qtbot.waitExposed(window):
        window.show()
    window.hide()
    painted.clear()
    show_one_hand(window)
    qtbot.wait(50)
    assert painted == []


def test_the_pages_are_reached_by_pointer_and_by_keyboard(window: MainWindow, qtbot: QtBot) -> None:
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
    live, gestures, *_ = window.findChildren(PageButton)
    qtbot.mouseClick(gestures, Qt.MouseButton.LeftButton)
    assert window.gestures.isVisible()
    qtbot.keyClick(window, Qt.Key.Key_1, Qt.KeyboardModifier.AltModifier)
    qtbot.waitUntil(window.live.isVisible, timeout=1000)  # a shortcut presses the button for a moment
    assert live.isChecked()


def test_every_button_and_picker_of_the_window_has_a_name(window: MainWindow) -> None:
    window.messages.show_message(Message("source", "No camera.", way_out=WayOut.RETRY, other=WayOut.DISCARD))
    controls = [*window.findChildren(QAbstractButton), *window.findChildren(QComboBox)]
    ours = [control for control in controls if not control.objectName().startswith("qt_")]  # nor the table's corner
    unnamed = [control for control in ours if not control.accessibleName() and not _text(control)]
    assert unnamed == []


def _text(control: QAbstractButton | QComboBox) -> str:
    return control.text() if isinstance(control, QAbstractButton) else ""


def test_the_window_comes_back_where_it_stood(window: MainWindow) -> None:
    place = QRect(10, 20, 780, 700)  # within the offscreen screen of 800 x 800
    window.setGeometry(place)
    geometry = window.saveGeometry().data()
    window.setGeometry(0, 0, 790, 790)
    window.restore(geometry)
    assert window.size() == place.size()
    assert (window.geometry().topLeft() - place.topLeft()).manhattanLength() < 30  # the frame's guessed thickness


def test_a_spoilt_geometry_is_ignored(window: MainWindow) -> None:
    size = window.size()
    window.restore(b"nonsense")
    assert window.size() == size


def test_the_window_fits_a_small_laptop(window: MainWindow) -> None:
    smallest = window.minimumSizeHint()
    assert smallest.width() <= 1000
    assert smallest.height() <= 640


@pytest.mark.parametrize(
    ("figures", "text"),
    [
        pytest.param(
            Figures(SourcePace(), None, None, None, None, 0),
            "source – fps  ·  detector – fps  ·  – ms each  ·  – decisions/s  ·  decision after – ms  ·  0 dropped",
            id="nothing measured yet",
        ),
        pytest.param(
            Figures(SourcePace(59.9), 58.2, 7.64, 58.2, 13.6, 3),
            "source 60 fps  ·  detector 58 fps  ·  7.6 ms each  ·  58 decisions/s  ·  decision after 14 ms  ·  "
            "3 dropped",
            id="running",
        ),
        pytest.param(
            Figures(SourcePace(30.0, is_watched_rarely=True), 1.0, 7.64, 0.0, 13.6, 0),
            "source 30 fps  ·  looking rarely  ·  detector 1 fps  ·  7.6 ms each  ·  0 decisions/s  ·  "
            "decision after 14 ms  ·  0 dropped",
            id="nobody there",
        ),
    ],
)
def test_the_status_line_shows_what_was_measured(qtbot: QtBot, figures: Figures, text: str) -> None:
    line = StatusLine()
    qtbot.addWidget(line)
    line.show_figures(figures)
    assert line.figures_text.replace("\N{NO-BREAK SPACE}", " ") == text
    assert line.figures_text.count(" ") == 2 * text.count("·")  # it breaks between figures, never within one


@pytest.mark.parametrize(
    ("is_open", "rest", "text"),
    [
        (True, None, "Camera on"),
        (False, None, "Camera off"),
        (False, Rest.PAUSED, "Camera off: gestures are paused"),
        (False, Rest.LOCKED, "Camera off: the screen is locked"),
        (False, Rest.ASLEEP, "Camera off: the computer sleeps"),
    ],
)
def test_the_status_line_says_whether_a_camera_watches(
    qtbot: QtBot, is_open: bool, rest: Rest | None, text: str
) -> None:
    line = StatusLine()
    qtbot.addWidget(line)
    assert line.use_text == "Camera off"
    line.show_use(SourceUse("C922", is_open, rest))
    assert line.use_text == text
