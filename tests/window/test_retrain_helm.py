"""Retraining in the real window: a folder becomes a network that is put to work, though it is killed in between."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psutil
import pytest
from lab_clicks import choose, name_file
from own_pictures import LABEL, recording
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QComboBox, QLabel, QPlainTextEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot
from tiny_training import NAMES, SIDE_PX, write_folder

from gesture_app.core.gesture_folder import arrange
from gesture_app.core.gesture_folder import write_folder as write_own_folder
from gesture_app.core.gestures import Gesture
from gesture_app.core.lab.job_folder import JobFolder
from gesture_app.core.lab.lab_job import JobOrder, JobState, LabJob
from gesture_app.core.lab.library import Library, read_library
from gesture_app.core.lab.retrain_progress import StepState
from gesture_app.core.lab.retraining import RetrainPlaces
from gesture_app.core.lab.timings import Timings
from gesture_app.core.own_vocabulary import read_own
from gesture_app.core.types import Command
from gesture_app.ui.gesture_card import GestureCard
from gesture_app.window.composition import Desk
from gesture_app.window.lab_setting import LabParts
from gesture_app.workers.job_processes import is_alive

World = Any  # of conftest.py, which a test cannot import
OpenDesk = Callable[..., Desk]
LOOK_MS, RUN_MS = 120_000, 240_000  # other processes, on a machine that does other things
QUICK = {"epoch_pictures": 8, "batch": 4, "device": '"cpu"', "warmup_epochs": 0.0}

pytestmark = [
    pytest.mark.alone,
    pytest.mark.needs_torch,
    pytest.mark.usefixtures("brisk_jobs"),
    pytest.mark.skipif(importlib.util.find_spec("ultralytics") is None, reason="the extra `train` is not installed"),
    pytest.mark.timeout(600),
]


@pytest.fixture
def start(tmp_path: Path) -> Path:
    """Weights to begin with, small enough to train in seconds."""
    from tiny_training import tiny_network

    from training.yolo.checkpoint import save_network

    save_network(tiny_network(), tmp_path / "start.pt")
    return tmp_path / "start.pt"


@pytest.fixture
def lab(tmp_path: Path, start: Path) -> LabParts:
    """A lab whose retrainings are small; nothing else of it is made up."""
    changes = [word for key, value in QUICK.items() for word in ("--set", f"{key}={value}")]
    arguments = ("--from", str(start), "--input-px", str(SIDE_PX), "--epochs", "4", *changes)
    places = RetrainPlaces(*(tmp_path / name for name in ("runs", "models", "rehearse", "own")), arguments=arguments)

    def read() -> Library:
        models = sorted(card.parent for card in places.models.glob("*/card.toml"))
        return read_library(models, (), Timings("here", {}))

    return LabParts(
        read=read, take_in=lambda path: path.stem, keep_time=lambda *_: None, engines=lambda: (),
        retrain=places,
    )  # fmt: skip


def opened(open_desk: OpenDesk, qtbot: QtBot, lab: LabParts) -> Desk:
    """The window with the view in front."""
    desk = open_desk(lab=lab)
    desk.window.turn_to(desk.window.lab)
    click(qtbot, desk.window.lab, "Retrain")
    qtbot.waitUntil(desk.window.lab.retrain.isVisible, timeout=5000)
    return desk


def click(qtbot: QtBot, widget: QWidget, text: str) -> None:
    """Press the button of this text that can be seen and pressed."""
    buttons = [one for one in widget.findChildren(QPushButton) if one.text() == text and one.isVisible()]
    assert [one.isEnabled() for one in buttons] == [True], f"{text}: {len(buttons)}"
    qtbot.mouseClick(buttons[0], Qt.MouseButton.LeftButton)


def can_press(widget: QWidget, text: str) -> bool:
    return any(one.text() == text and one.isVisible() and one.isEnabled() for one in widget.findChildren(QPushButton))


def said(view: QWidget) -> str:
    """What is said of the pictures."""
    return " ".join(label.text() for label in view.pictures.findChildren(QLabel) if label.isVisible())


def command(view: QWidget) -> str:
    """What is shown to be typed."""
    return view.choices.findChild(QPlainTextEdit).toPlainText()


def job_of(lab: LabParts) -> LabJob:
    """The job that was asked for last."""
    return JobFolder(lab.jobs, is_alive).jobs()[-1]


def test_a_folder_becomes_a_network_that_is_used_though_it_is_killed_in_between(
    open_desk: OpenDesk, world: World, qtbot: QtBot, lab: LabParts, tmp_path: Path
) -> None:
    data = write_folder(tmp_path / "My hands", count=18)
    (data / "labels" / "train" / "000.txt").unlink()
    desk = opened(open_desk, qtbot, lab)
    view = desk.window.lab.retrain
    click(qtbot, view, "Choose a folder…")
    name_file(view, data, qtbot)
    qtbot.waitUntil(lambda: can_press(view, "Start"), timeout=LOOK_MS)
    assert "17 pictures to learn from and 18 to judge by, as the folder has them." in said(view)
    assert "because they or their labels cannot be used: 1." in said(view)
    choose(view.choices, "Size", "0.5", qtbot)
    click(qtbot, view, "Copy")
    assert QGuiApplication.clipboard().text() == command(view)
    assert command(view).startswith(f"gesture-train retrain '{data}' --pruning-ratio 0.5 --out")
    click(qtbot, view, "Start")
    qtbot.waitUntil(lambda: len(view.run.progress.scores) >= 1, timeout=RUN_MS)
    process = job_of(lab).standing.process
    assert process is not None
    psutil.Process(process.pid).kill()
    qtbot.waitUntil(lambda: can_press(view, "Resume"), timeout=LOOK_MS)
    assert job_of(lab).state is JobState.INTERRUPTED
    click(qtbot, view, "Resume")
    qtbot.waitUntil(lambda: can_press(view, "Use it now"), timeout=RUN_MS)
    progress = view.run.progress
    assert [step.state for step in progress.steps] == [StepState.DONE] * 6
    assert [point.epoch for point in progress.scores] == [1, 2, 3, 4, 5, 6, 7, 8]
    assert progress.after is not None
    name = Path(progress.model).name
    assert (name, set(progress.labels)) == ("my-hands", set(NAMES))
    qtbot.waitUntil(lambda: [one.name for one in desk.window.lab.library.entries] == [name], timeout=5000)
    world.models.add(name)
    click(qtbot, view, "Use it now")
    qtbot.waitUntil(lambda: ("detector.model", name) in world.saved, timeout=5000)
    qtbot.waitUntil(lambda: not can_press(view, "Use it now"), timeout=5000)
    assert "my-hands-2" in command(view)  # what would be made next takes another place


def test_a_recorded_gesture_is_offered_by_its_name_and_added(
    open_desk: OpenDesk, qtbot: QtBot, lab: LabParts, tmp_path: Path
) -> None:
    classes = (*NAMES, LABEL)
    write_own_folder(lab.retrain.own / LABEL, LABEL, "Spider", classes, arrange(recording(), classes, "s"))
    desk = opened(open_desk, qtbot, lab)
    view = desk.window.lab.retrain
    offered = next(box for box in view.pictures.findChildren(QComboBox))
    qtbot.waitUntil(lambda: offered.count() == 2, timeout=5000)
    assert offered.itemText(1) == "Spider"
    qtbot.keyClick(offered, Qt.Key.Key_Down)
    qtbot.waitUntil(lambda: can_press(view, "Start"), timeout=LOOK_MS)
    drawing, teaching = command(view).splitlines()
    assert drawing == f"gesture-app render {lab.retrain.rehearse} --count 300"
    assert f"--rehearse {lab.retrain.rehearse}" in teaching
    write_folder(lab.retrain.rehearse, count=18)  # instead of 300 drawn hands, which take half a minute
    for number in range(300):
        (lab.retrain.rehearse / "images" / "train" / f"{number}.jpg").touch()
    view.choices.changed.emit()
    assert len(command(view).splitlines()) == 1


def test_a_folder_of_which_nothing_can_be_learned_is_told_why(
    open_desk: OpenDesk, qtbot: QtBot, lab: LabParts, tmp_path: Path
) -> None:
    desk = opened(open_desk, qtbot, lab)
    view = desk.window.lab.retrain
    view.chosen.emit((write_folder(tmp_path / "few", count=2),))
    view.chosen.emit((tmp_path,))  # at once another, which is what counts
    fault = next(label for label in view.pictures.findChildren(QWidget) if label.objectName() == "error")
    qtbot.waitUntil(fault.isVisible, timeout=LOOK_MS)
    assert fault.text().startswith(f"There is no data.yaml in {tmp_path}")
    assert not can_press(view, "Start")
    assert read_own(tmp_path / "gestures.toml") == {}


def test_without_what_training_needs_it_is_said_how_to_get_it(
    open_desk: OpenDesk, qtbot: QtBot, lab: LabParts, tmp_path: Path
) -> None:
    installed = {"torch": False}
    places = replace(lab.retrain, has=lambda name: installed.get(name, True))
    desk = opened(open_desk, qtbot, replace(lab, retrain=places))
    view = desk.window.lab.retrain
    assert can_press(view.install, "Install")
    view.chosen.emit((write_folder(tmp_path / "data", count=18),))
    assert not can_press(view, "Start")
    assert "when what is missing is installed" in said(view)
    installed["torch"] = True  # as the queue does it
    desk._wing.retrain._install.changed.emit()
    view.shown.emit()
    assert not view.install.isVisible()
    qtbot.waitUntil(lambda: can_press(view, "Start"), timeout=LOOK_MS)


def test_a_gesture_that_a_network_brings_can_be_bound_and_obeyed_at_once(
    open_desk: OpenDesk, world: World, qtbot: QtBot
) -> None:
    desk = open_desk()
    desk.window.turn_to(desk.window.gestures)
    page = desk.window.gestures
    qtbot.waitUntil(lambda: page._is_built, timeout=10_000)
    before = len(page.findChildren(GestureCard))
    desk._wing.retrain.learned.emit({"spider": Gesture("spider", "Spider", ""), "palm": Gesture("palm", "Other", "")})
    assert len(page.findChildren(GestureCard)) == before + 1
    assert desk.vocabulary["palm"].title == "Open palm"  # what came along is not redefined
    page.edited.emit("spider", "command", "next")
    qtbot.waitUntil(lambda: ("bindings.spider.command", "next") in world.saved, timeout=5000)
    world.gesture = "spider"
    with qtbot.waitSignal(desk.bridge.outcome_ready, timeout=10_000) as outcome:
        pass
    assert outcome.args[0].order.command is Command.NEXT


def test_a_network_is_in_use_when_it_looks_and_not_when_it_was_only_chosen(
    open_desk: OpenDesk, world: World, qtbot: QtBot, lab: LabParts
) -> None:
    desk = opened(open_desk, qtbot, lab)
    view = desk.window.lab.retrain
    JobFolder(lab.jobs, is_alive).add(JobOrder("mine", "retrain", ("gesture-train",)), datetime.now(UTC))
    qtbot.waitUntil(lambda: bool(desk._wing.retrain._listed), timeout=5000)
    made = {"event": "finished", "before": {}, "after": {"own_found": 0.9}, "model": "/models/mine"}
    desk._queue.heard.emit(job_of(lab).key, (made,))
    assert can_press(view, "Use it now")
    with qtbot.waitSignal(desk._model.in_use_changed, timeout=5000) as told:
        click(qtbot, view, "Use it now")  # the world has no such model
    assert told.args == ["default"]
    assert can_press(view, "Use it now")
    world.models.add("mine")
    with qtbot.waitSignal(desk._model.in_use_changed, timeout=5000) as told:
        click(qtbot, view, "Use it now")
    assert told.args == ["mine"]
    assert not can_press(view, "Use it now")
    with qtbot.waitSignal(desk._model.in_use_changed, timeout=5000):
        desk.window.header.model.chosen.emit("default")
    assert can_press(view, "Use it now")


def test_what_a_job_of_one_page_tells_is_no_matter_of_another(open_desk: OpenDesk, qtbot: QtBot, lab: LabParts) -> None:
    desk = opened(open_desk, qtbot, lab)
    added = {"event": "finished", "before": {}, "after": {"own_found": 0.9}, "model": "/models/spider"}
    pruned = {"event": "seed_finished", "report_line": {"arm": "l1"}}
    with qtbot.captureExceptions() as raised:
        desk._queue.heard.emit("20300101-000000", (added, pruned))
    assert raised == []
    assert not desk.window.lab.retrain.run.isVisible()
