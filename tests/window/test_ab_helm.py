"""Two detectors side by side in the real window: compared, judged, saved, and put to work."""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from lab_entries import network
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from gesture_app.app import load_vocabulary, open_detector
from gesture_app.core.lab.gallery_folder import saved_in
from gesture_app.core.lab.library import Library
from gesture_app.core.types import Frame
from gesture_app.hands.film import Act, HandFilm
from gesture_app.ui.lab.ab_view import AbView
from gesture_app.ui.lab.command_menu import CommandMenu
from gesture_app.window.closing import TRAY
from gesture_app.window.composition import Desk, WindowParts, end_app
from gesture_app.window.lab_parts import lab_parts
from training.data.check import check_folder

World = Any  # of conftest.py, which a test cannot import
OpenDesk = Callable[..., Desk]
WAIT_MS = 20_000
REAL_MS = 100_000  # networks that are compiled on a busy machine
FPS = 8
DISPUTED = ((5, 4.875), (0, 3.75))  # seeds and moments: a fist or a circle for the one, an idle hand for the other


class IdleHand:
    """A camera before which drawn people hold an idle hand that only one of the shipped networks takes for one."""

    title, is_live = "Idle hand", True

    def __init__(self) -> None:
        self._pictures = [HandFilm((640, 360), (Act("no_gesture", 60.0),), seed).draw(at_s) for seed, at_s in DISPUTED]
        self._index = 0
        self.person = 0

    def read(self) -> Frame | None:
        time.sleep(1 / FPS)
        self._index += 1
        return Frame(self._pictures[self.person], self._index, time.monotonic())

    def close(self) -> None:
        pass


def shown(desk: Desk, qtbot: QtBot) -> AbView:
    """The view in front, once the library is read and the model in use looks."""
    lab = desk.window.lab
    desk.window.turn_to(lab)
    lab.turn_to(lab.ab)
    qtbot.waitUntil(lambda: bool(desk.window.live.status.engine_text), timeout=REAL_MS)
    qtbot.waitUntil(lambda: lab.ab.second.count() > 0, timeout=WAIT_MS)
    return lab.ab


@pytest.fixture
def open_view(
    open_desk: OpenDesk, world: World, parts: WindowParts, qtbot: QtBot, tmp_path: Path
) -> Callable[[], tuple[Desk, AbView]]:
    """A window with two pretended networks that differ about every hand: one sees a palm, the other a fist."""
    world.models = {"default", "other"}
    world.seen_by = {"default": "palm", "other": "fist"}
    entries = tuple(network(name, place=tmp_path / name / "model.onnx") for name in ("default", "other"))
    lab = dataclasses.replace(parts.lab, read=lambda: Library(entries))
    ab = dataclasses.replace(parts.ab, labels=lambda _file: ("palm", "fist"))

    def opened() -> tuple[Desk, AbView]:
        desk = open_desk(lab=lab, ab=ab)
        return desk, shown(desk, qtbot)

    return opened


def compare(view: AbView, qtbot: QtBot) -> None:
    """Start, and wait for the first disagreement."""
    qtbot.mouseClick(view.start, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: view.judge.text() != "Disagreements: 0", timeout=WAIT_MS)


def titles(view: AbView) -> tuple[str, str]:
    """Which two are compared, as the view says."""
    return view.live.captions[0].text(), view.live.captions[1].text()


def says(desk: Desk, words: str) -> bool:
    message = desk.window.messages.message
    return message is not None and words in message.text


def test_the_shipped_networks_are_compared_on_a_drawn_hand_judged_and_saved_for_training(
    open_desk: OpenDesk, parts: WindowParts, qtbot: QtBot
) -> None:
    vocabulary, camera = load_vocabulary(), IdleHand()
    openers = dataclasses.replace(
        parts.openers,
        source=lambda _request: camera,
        detector=lambda settings: open_detector(settings, vocabulary),
    )
    desk = open_desk(openers=openers, lab=dataclasses.replace(parts.lab, read=lab_parts().read))
    view = shown(desk, qtbot)
    view.second.show_text(next(key for key in keys(view) if "accurate" in key))
    qtbot.mouseClick(view.start, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: "frames with a hand" in view.live.agreement.text(), timeout=REAL_MS)
    assert all(not picture.picture_place().isEmpty() for picture in view.live.pictures)
    assert titles(view) == (
        "A: YOLOv5s, half of its channels, int8 · threads: 2",
        "B: YOLOv5s, 70 % of its channels · threads: 1",
    )
    qtbot.waitUntil(lambda: "95 %" in view.live.times.words()[1], timeout=REAL_MS)
    qtbot.waitUntil(lambda: view.judge.text() == "Disagreements: 1", timeout=REAL_MS)
    camera.person = 1
    qtbot.waitUntil(lambda: view.judge.text() == "Disagreements: 2", timeout=REAL_MS)
    qtbot.mouseClick(view.start, Qt.MouseButton.LeftButton)
    qtbot.mouseClick(view.judge, Qt.MouseButton.LeftButton)
    for key in ("B", "N", "Return"):
        QTest.keyClick(view.window().focusWidget(), {"B": Qt.Key.Key_B, "N": Qt.Key.Key_N}.get(key, Qt.Key.Key_Return))
    assert "half of its channels, int8 0 ×, YOLOv5s, 70 % of its channels 1 ×, neither 1 ×" in (
        view.gallery.score.text()
    )
    assert not parts.ab.folder.exists()
    qtbot.mouseClick(view.gallery.save, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: "1 to learn from and 1 to judge by" in view.gallery.saved.text(), timeout=WAIT_MS)
    report = check_folder(parts.ab.folder)
    assert (report.pictures, report.faults) == ({"train": 1, "val": 1}, ())
    assert sum(sum(counts.values()) for counts in report.boxes.values()) >= 1
    qtbot.mouseClick(view.gallery.copy, Qt.MouseButton.LeftButton)
    command = QGuiApplication.clipboard().text()
    assert command == f"gesture-train retrain {parts.ab.folder} --out {parts.ab.retrained}"


def keys(view: AbView) -> list[str]:
    return [str(view.second.itemData(row)) for row in range(view.second.count())]


def test_nothing_is_compared_before_the_start_and_while_nobody_looks(
    open_view: Callable[[], tuple[Desk, AbView]], world: World, qtbot: QtBot
) -> None:
    desk, view = open_view()
    assert [settings.model for settings in world.detectors] == ["default"]
    compare(view, qtbot)
    assert [settings.model for settings in world.detectors] == ["default", "other"]
    assert (world.detectors[-1].threads, view.start.text()) == (1, "Stop")
    desk.window.turn_to(desk.window.live)
    assert not desk._room.second.is_running
    desk.window.turn_to(desk.window.lab)
    assert desk._room.second.is_running
    desk.window.lab.show_library()
    assert not desk._room.second.is_running
    desk.window.lab.turn_to(view)
    qtbot.mouseClick(view.start, Qt.MouseButton.LeftButton)
    assert (desk._room.second.is_running, view.start.text()) == (False, "Compare")


def test_the_second_one_is_put_to_work_and_the_two_change_places(
    open_view: Callable[[], tuple[Desk, AbView]], world: World, qtbot: QtBot
) -> None:
    desk, view = open_view()
    compare(view, qtbot)
    assert titles(view)[0].startswith("A: Default")
    qtbot.mouseClick(view.use, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: titles(view)[0].startswith("A: Other"), timeout=WAIT_MS)
    assert titles(view)[1].startswith("B: Default")
    assert desk.window.header.model.spec == "other"
    qtbot.waitUntil(lambda: desk._room.second.standings().models == ("other", "default"), timeout=WAIT_MS)
    qtbot.waitUntil(lambda: desk._room.second.standings().counts.compared > 0, timeout=WAIT_MS)
    qtbot.waitUntil(lambda: ("detector.model", "other") in world.saved, timeout=WAIT_MS)


def test_the_two_change_places_again_when_the_new_one_is_put_back(
    open_view: Callable[[], tuple[Desk, AbView]], world: World, qtbot: QtBot
) -> None:
    desk, view = open_view()
    world.broken = {("other", 2)}  # as the one in use; compared on one thread it works
    compare(view, qtbot)
    qtbot.mouseClick(view.use, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: says(desk, "The model default, which looked before, looks again."), timeout=WAIT_MS)
    qtbot.waitUntil(lambda: titles(view)[0].startswith("A: Default"), timeout=WAIT_MS)
    assert titles(view)[1].startswith("B: Other")


def test_what_uses_the_second_can_be_typed(open_view: Callable[[], tuple[Desk, AbView]]) -> None:
    _, view = open_view()
    menu = view.findChild(CommandMenu).menu()
    assert [action.data() for action in menu.actions()] == ["gesture-app config set detector.model other"]


def test_a_second_one_that_fails_ends_the_comparison_and_the_first_goes_on(
    open_view: Callable[[], tuple[Desk, AbView]], world: World, qtbot: QtBot
) -> None:
    desk, view = open_view()
    world.broken = {"other"}
    qtbot.mouseClick(view.start, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: says(desk, "The model has failed"), timeout=WAIT_MS)
    assert (view.start.text(), "Fake, default" in desk.window.live.status.engine_text) == ("Compare", True)
    with qtbot.waitSignal(desk.bridge.figures_ready, timeout=WAIT_MS):
        pass


def test_one_key_says_who_is_right_and_every_judgement_is_taken_back(
    open_view: Callable[[], tuple[Desk, AbView]], world: World, qtbot: QtBot, parts: WindowParts
) -> None:
    desk, view = open_view()
    compare(view, qtbot)
    world.seen_by = {"default": "palm", "other": "peace"}
    qtbot.waitUntil(lambda: view.judge.text() == "Disagreements: 2", timeout=WAIT_MS)
    qtbot.mouseClick(view.start, Qt.MouseButton.LeftButton)
    qtbot.mouseClick(view.judge, Qt.MouseButton.LeftButton)
    gallery = view.gallery
    assert gallery.place.text() == "1 of 2 · who is right?"
    QTest.keyClick(gallery, Qt.Key.Key_A)
    assert gallery.place.text() == "2 of 2 · who is right?"
    QTest.keyClick(gallery, Qt.Key.Key_S)
    assert "Default 1 ×, Other 0 ×, neither 0 ×. 1 skipped, 0 to judge" in gallery.score.text()
    QTest.keyClick(gallery, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert gallery.place.text() == "2 of 2 · who is right?"
    QTest.keyClick(gallery, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClick(gallery, Qt.Key.Key_B)
    assert "Default 0 ×, Other 1 ×, neither 0 ×. 0 skipped, 1 to judge" in gallery.score.text()
    qtbot.mouseClick(gallery.save, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: says(desk, "One picture is too few"), timeout=WAIT_MS)
    assert not parts.ab.folder.exists()
    QTest.keyClick(gallery, Qt.Key.Key_N)
    QTest.keyClick(gallery.correction.editor, Qt.Key.Key_Delete)
    QTest.keyClick(gallery.correction.editor, Qt.Key.Key_Return)
    assert "neither 1 ×" in gallery.score.text()
    qtbot.mouseClick(gallery.save, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: saved_in(parts.ab.folder).val == 1, timeout=WAIT_MS)
    labels = sorted(path.read_text() for path in parts.ab.folder.glob("labels/*/*.txt"))
    assert labels == ["", "1 0.437500 0.555556 0.375000 0.666667\n"]  # no hand, and the fist
    qtbot.waitUntil(lambda: gallery.place.text().endswith(", saved"), timeout=WAIT_MS)


def test_everything_is_forgotten_at_the_second_click(
    open_view: Callable[[], tuple[Desk, AbView]], qtbot: QtBot
) -> None:
    _, view = open_view()
    compare(view, qtbot)
    qtbot.mouseClick(view.start, Qt.MouseButton.LeftButton)
    qtbot.mouseClick(view.judge, Qt.MouseButton.LeftButton)
    qtbot.mouseClick(view.gallery.clear, Qt.MouseButton.LeftButton)
    assert view.judge.text() == "Disagreements: 1"
    qtbot.mouseClick(view.gallery.clear, Qt.MouseButton.LeftButton)
    assert view.judge.text() == "Disagreements: 0"


def judged(opened: tuple[Desk, AbView], world: World, qtbot: QtBot, count: int = 2) -> tuple[Desk, AbView]:
    """The same, with pictures of which somebody said who is right."""
    desk, view = opened
    compare(view, qtbot)
    if count > 1:
        world.seen_by = {"default": "palm", "other": "peace"}
        qtbot.waitUntil(lambda: view.judge.text() == f"Disagreements: {count}", timeout=WAIT_MS)
    qtbot.mouseClick(view.start, Qt.MouseButton.LeftButton)
    qtbot.mouseClick(view.judge, Qt.MouseButton.LeftButton)
    desk.window.activateWindow()  # keys go to the window in front, which may be one of the test before for a moment
    qtbot.waitUntil(desk.window.isActiveWindow, timeout=WAIT_MS)
    for left in reversed(range(count)):
        QTest.keyClick(view.gallery, Qt.Key.Key_A)
        assert view.judge.text() == f"Disagreements: {left}"
    return desk, view


def press(desk: Desk, text: str, qtbot: QtBot) -> None:
    """Press a button of the message."""
    button = next(one for one in desk.window.messages.findChildren(QPushButton) if one.text() == text)
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


@pytest.fixture
def ended(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Grows when the app is to end."""
    ends: list[str] = []
    monkeypatch.setattr(QCoreApplication, "quit", lambda: ends.append("end"))
    return ends


def test_closing_asks_for_judged_pictures_and_saves_them_before_it_ends(
    open_view: Callable[[], tuple[Desk, AbView]], world: World, qtbot: QtBot, parts: WindowParts, ended: list[str]
) -> None:
    desk, _ = judged(open_view(), world, qtbot)
    assert not desk.window.close()
    assert desk.window.isVisible()
    assert says(desk, "Judged pictures that are not saved: 2.")
    press(desk, "Save", qtbot)
    qtbot.waitUntil(lambda: ended == ["end"], timeout=WAIT_MS)
    saved = saved_in(parts.ab.folder)
    assert (saved.train, saved.val) == (1, 1)
    assert desk.window.close()


def test_closing_in_the_middle_of_the_first_run_leaves_it_and_asks_for_them_too(
    open_view: Callable[[], tuple[Desk, AbView]], world: World, qtbot: QtBot, parts: WindowParts, ended: list[str]
) -> None:
    desk, _ = judged(open_view(), world, qtbot)
    desk.first_run.begin()
    assert not desk.window.messages.isVisible()
    assert not desk.window.close()
    assert not desk.first_run.is_running
    assert says(desk, "Judged pictures that are not saved: 2.")
    press(desk, "Save", qtbot)
    qtbot.waitUntil(lambda: ended == ["end"], timeout=WAIT_MS)
    assert saved_in(parts.ab.folder).train == 1
    assert desk.window.close()


def test_judged_pictures_may_be_discarded_at_the_end(
    open_view: Callable[[], tuple[Desk, AbView]], world: World, qtbot: QtBot, parts: WindowParts, ended: list[str]
) -> None:
    desk, _ = judged(open_view(), world, qtbot, count=1)
    QTest.keyClick(desk.window, Qt.Key.Key_Q, Qt.KeyboardModifier.ControlModifier)
    assert says(desk, "Judged pictures that are not saved: 1.")
    assert ended == []
    press(desk, "Discard", qtbot)
    assert ended == ["end"]
    assert not parts.ab.folder.exists()
    assert desk.window.close()


def test_a_saving_that_fails_ends_nothing_and_neither_does_a_later_one(
    open_view: Callable[[], tuple[Desk, AbView]], world: World, qtbot: QtBot, parts: WindowParts, ended: list[str]
) -> None:
    desk, view = judged(open_view(), world, qtbot, count=1)
    assert not desk.window.close()
    press(desk, "Save", qtbot)
    qtbot.waitUntil(lambda: says(desk, "One picture is too few"), timeout=WAIT_MS)
    assert ended == []
    assert not desk.window.close()
    qtbot.mouseClick(view.gallery.clear, Qt.MouseButton.LeftButton)
    qtbot.mouseClick(view.gallery.clear, Qt.MouseButton.LeftButton)
    assert ended == []
    assert not says(desk, "Judged pictures")


def test_judged_pictures_outlast_another_pair_a_closing_to_the_tray_and_a_window_built_anew(
    open_view: Callable[[], tuple[Desk, AbView]], world: World, qtbot: QtBot
) -> None:
    desk, view = judged(open_view(), world, qtbot)
    desk._wing.ab.show_in_use("other")  # the two change places
    assert view.gallery.save.text() == "Save judged pictures: 2"
    desk.around.closing.set_means(TRAY)
    assert desk.window.close()  # hidden: they are in memory still
    desk.close()
    desk, view = open_view()  # as for another language
    assert view.gallery.save.text() == "Save judged pictures: 2"
    assert view.gallery.captions[0].text().startswith("A: Default")
    assert not desk.window.close()


def test_who_ends_the_app_from_outside_is_asked_nothing(
    open_view: Callable[[], tuple[Desk, AbView]], world: World, qtbot: QtBot, ended: list[str]
) -> None:
    desk, _ = judged(open_view(), world, qtbot, count=1)
    end_app()
    assert ended == ["end"]
    assert desk.window.close()
