"""The pages while drawn hands are detected: turning to one never lets the rest of the window wait."""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path

import pytest
from own_pictures import picture
from PySide6.QtCore import QObject, Qt, QTimer, Slot
from PySide6.QtWidgets import QPushButton

from gesture_app.core.gesture_draft import Draft, DraftFolder
from gesture_app.core.own_pictures import Take, Verdict
from gesture_app.core.paths import data_folder
from gesture_app.core.sampling import MOST_PICTURES
from gesture_app.core.settings import PlayerSettings, Settings, SourceSettings, binding_rows, setting_rows
from gesture_app.ui.icons import PageButton
from gesture_app.ui.main_window import MainWindow
from gesture_app.ui.setting_row import SettingRow
from gesture_app.ui.theme import Theme
from gesture_app.window.composition import Desk
from gesture_app.window.parts import window_parts
from tests.machine_speed import slowness

WAIT_MS = 60_000  # on a busy machine the first picture may be long in coming
LONGEST_MS = 50  # what takes longer is felt
STAY_MS = 300  # on a page, with the live figures and the timeline running
MORE_ROUNDS = 3  # of turning to what is built: on a busy machine the same work takes more of the processor's time
ROWS = len(setting_rows()) + len(binding_rows(""))

pytestmark = pytest.mark.alone  # what others do beside makes the same work take longer


class Pulse(QObject):
    """Notes how long the window's thread is at work between two beats, by its own time and not by that of the day.

    What other programs do on the same processor shall not fail a test.
    """

    def __init__(self) -> None:
        super().__init__()
        self.during = ""
        self.worst_ms: dict[str, float] = {}
        self._last_s = time.thread_time()
        self._timer = QTimer(self, interval=0)
        self._timer.timeout.connect(self._beat)
        self._timer.start()

    @Slot()
    def _beat(self) -> None:
        now_s = time.thread_time()
        self.worst_ms[self.during] = max(self.worst_ms.get(self.during, 0.0), 1000 * (now_s - self._last_s))
        self._last_s = now_s


@pytest.fixture
def desk(qapp, qtbot, tmp_path: Path):
    """The window as `gesture-app run --source rendered --player dry_run` opens it."""
    settings = Settings(source=SourceSettings("rendered"), player=PlayerSettings("dry_run"))
    desk = Desk(Theme(qapp), window_parts(settings))
    qtbot.addWidget(desk.window)
    desk.start()
    yield desk
    desk.close()


def test_no_page_keeps_the_window_waiting_while_hands_are_detected(desk: Desk, qtbot) -> None:
    with qtbot.waitSignal(desk.bridge.figures_ready, timeout=WAIT_MS):
        pass
    qtbot.wait(STAY_MS)
    window = desk.window
    assert too_long(turn_to_all(window, qtbot)) == {}
    assert window.lab.library.findChildren(QPushButton)
    qtbot.waitUntil(lambda: len(window.findChildren(SettingRow)) == ROWS, timeout=WAIT_MS)
    again = turn_to_all(window, qtbot)
    for _ in range(MORE_ROUNDS):
        if not too_long(again):
            break
        more = turn_to_all(window, qtbot)
        again = {name: min(ms, more[name]) for name, ms in again.items()}
    assert too_long(again) == {}


def turn_to_all(window: MainWindow, qtbot) -> dict[str, float]:
    """How long each page keeps the window waiting, in milliseconds."""
    pulse = Pulse()
    for button in window.findChildren(PageButton):
        pulse.during = button.text()
        button.click()
        qtbot.wait(STAY_MS)
    return pulse.worst_ms


def too_long(worst_ms: dict[str, float]) -> dict[str, float]:
    """What is felt, and would be on a machine that is not slowed down."""
    limit_ms = LONGEST_MS * slowness()
    return {name: ms for name, ms in worst_ms.items() if ms > limit_ms}


def test_reviewing_recorded_pictures_never_keeps_the_window_waiting(desk: Desk, qtbot) -> None:
    pictures = [picture(Take.SHOWN, number * 0.25, "palm", verdict=Verdict.OPEN) for number in range(2 * MOST_PICTURES)]
    draft = Draft("spider", "Spider", "s", (*pictures, replace(pictures[0], take=Take.OTHER)))
    DraftFolder(data_folder() / "own-gesture-draft").begin(draft)
    page = desk.window.own
    desk.window.turn_to(page)
    buttons = {one.text(): one for one in page.overview.findChildren(QPushButton)}
    qtbot.waitUntil(buttons["Go on"].isVisible, timeout=WAIT_MS)
    pulse = Pulse()
    pulse.during = "opening"
    buttons["Go on"].click()
    qtbot.waitUntil(lambda: page.review.grid.count() == len(draft.pictures), timeout=WAIT_MS)
    pulse.during = "walking"
    for _ in range(5):
        qtbot.keyClick(page.review.grid, Qt.Key.Key_Right)
        qtbot.wait(30)
    pulse.during = "accepting"
    next(one for one in page.review.findChildren(QPushButton) if one.text() == "All are right").click()
    qtbot.waitUntil(lambda: page.review.grid.item(160).text() == "Right", timeout=WAIT_MS)
    assert too_long(pulse.worst_ms) == {}
