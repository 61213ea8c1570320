"""The page that prunes, in the real window, with real pruning: cancelled, killed, closed, and without torch."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psutil
import pytest
from lab_clicks import choose, name_file, press, type_into
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLabel, QPlainTextEdit, QPushButton
from pytestqt.qtbot import QtBot

from gesture_app.core.lab.job_folder import JobFolder
from gesture_app.core.lab.lab_job import JobOrder, JobState, LabJob, ProcessMark
from gesture_app.core.lab.library import Library, read_library, report_files
from gesture_app.core.lab.timings import Timings
from gesture_app.core.models import read_card
from gesture_app.core.paths import data_folder, jobs_folder, user_models_folder
from gesture_app.hands.dataset import write_yolo_folder
from gesture_app.ui.lab.prune_view import PruneView
from gesture_app.ui.switch import Switch
from gesture_app.window.composition import Desk
from gesture_app.window.lab_setting import LabParts, PrunePlaces, prune_places
from gesture_app.workers.job_processes import end_tree, is_alive, let_go, start_runner
from gesture_app.workers.job_runner import LOG
from tests.players.private_bus import wait_until

OpenDesk = Callable[..., Desk]
LIMIT_MS = 110_000  # the machine may be busy

pytestmark = [
    pytest.mark.alone,
    pytest.mark.needs_torch,
    pytest.mark.usefixtures("brisk_jobs", "no_jobs_left"),
    pytest.mark.timeout(300),
]


@pytest.fixture
def no_jobs_left() -> Iterator[None]:
    """Ends what a test has left running."""
    yield
    for job in JobFolder(jobs_folder(), is_alive).jobs():
        for mark in (job.standing.runner, job.standing.process):
            if mark is not None:
                end_tree(mark)


def lab(places: PrunePlaces | None = None) -> LabParts:
    """A lab that reads what was pruned here and nothing else."""

    def read() -> Library:
        return read_library((), report_files((data_folder() / "lab",)), Timings("", {}))

    return LabParts(read, lambda path: path.stem, lambda *_: None, lambda: (), pruning=places or prune_places())


def shown(open_desk: OpenDesk, qtbot: QtBot, parts: LabParts | None = None) -> tuple[Desk, PruneView]:
    """The window with the page in front, once it knows what can be pruned."""
    desk = open_desk(lab=parts or lab())
    desk.window.turn_to(desk.window.lab)
    desk.window.lab.turn_to(desk.window.lab.prune)
    view = desk.window.lab.prune
    qtbot.waitUntil(lambda: view.form.subject is not None, timeout=LIMIT_MS)
    return desk, view


def jobs() -> tuple[LabJob, ...]:
    return JobFolder(jobs_folder(), is_alive).jobs()


def states() -> list[JobState]:
    return [job.state for job in jobs()]


def kill(*marks: ProcessMark | None) -> None:
    """Kill processes; one that the machine gives no time to only dies later."""
    for mark in marks:
        assert mark is not None
        psutil.Process(mark.pid).kill()
    wait_until(lambda: not any(is_alive(mark) for mark in marks if mark), LIMIT_MS / 1000, "Somebody survived.")


def texts(widget: Any) -> str:
    return "\n".join(label.text() for label in widget.findChildren(QLabel) if not label.isHidden())


def test_a_network_is_pruned_for_real_and_lands_in_the_library(open_desk: OpenDesk, qtbot: QtBot) -> None:
    desk, view = shown(open_desk, qtbot)
    choose(view.form, "Network", "cnn:tiny_shapes", qtbot)
    choose(view.form, "Method", "l1", qtbot)
    switch = view.form.findChild(Switch)
    qtbot.mouseClick(switch, Qt.MouseButton.LeftButton)
    assert "the smallest weights" in texts(view.form)
    assert "Li et al. 2016" in texts(view.form)
    assert "--pruning-ratio 0.5 --set settings.recover=0 --out" in texts(view.form)
    press(view.form, "Prune", qtbot)
    qtbot.waitUntil(view.progress.isVisible, timeout=LIMIT_MS)
    qtbot.waitUntil(lambda: states() == [JobState.DONE], timeout=LIMIT_MS)
    qtbot.waitUntil(lambda: "accuracy:" in texts(view.progress), timeout=5000)
    assert "ms before" in texts(view.progress)
    assert view.progress.losses[0] > view.progress.losses[-1] > 0  # the training, which may end between two looks
    qtbot.waitUntil(lambda: "l1" in [entry.method for entry in desk.window.lab.library.entries], timeout=5000)
    press(view.progress, "Show in the library", qtbot)
    assert desk.window.lab.library.isVisible()


def told(job: LabJob, kind: str) -> list[dict[str, Any]]:
    """The events of one kind that a job's command printed."""
    events = [json.loads(line) for line in job.printed.read_text().splitlines()]
    return [event for event in events if event["event"] == kind]


def test_the_amount_is_looked_for_that_keeps_a_promise_and_one_that_none_keeps_is_refused(
    open_desk: OpenDesk, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All three try the same, which is run once; the suite's own tests have searches with several tries."""
    monkeypatch.setattr("gesture_app.core.lab.prune_wish.TRIES", 1)
    _, view = shown(open_desk, qtbot)
    choose(view.form, "Network", "cnn:tiny_shapes", qtbot)
    choose(view.form, "Method", "l1", qtbot)
    qtbot.mouseClick(view.form.findChild(Switch), Qt.MouseButton.LeftButton)
    for promise, limit in (("lose-at-most", "100"), ("under-ms", "1000"), ("under-ms", "0.0001")):
        choose(view.form, "How much", promise, qtbot)
        type_into(view.form, "Number", limit, qtbot)
        assert f"suite target l1 --task tiny_shapes --{promise} {limit} --tries 1" in texts(view.form)
        press(view.form, "Prune", qtbot)
    qtbot.waitUntil(lambda: len(states()) == 3 and states()[2].is_over, timeout=2 * LIMIT_MS)
    assert states() == [JobState.DONE, JobState.DONE, JobState.FAILED]
    for job, is_met in zip(jobs(), (True, True, False), strict=True):
        (tried,) = told(job, "trial_finished")
        assert (tried["amount"], tried["is_met"]) == (0.475, is_met)
        assert [one["amount"] for one in told(job, "reached")] == [0.475] * is_met
    assert len((data_folder() / "lab" / "suite" / "report.jsonl").read_text().splitlines()) == 1
    words = "No amount of l1 on tiny_shapes meets --under-ms 0.0001: the fastest takes"
    qtbot.waitUntil(lambda: words in texts(view.jobs), timeout=5000)


def test_a_network_from_outside_is_pruned_by_its_address_and_a_wrong_one_is_told_why(
    open_desk: OpenDesk, qtbot: QtBot
) -> None:
    _, view = shown(open_desk, qtbot)
    choose(view.form, "Network", "*", qtbot)
    view.form.address.take(Path("nosuch.onnx"))
    qtbot.waitUntil(lambda: "There is no model at nosuch.onnx." in texts(view.form), timeout=LIMIT_MS)
    view.form.address.take(Path("nosuch.pt"))
    view.form.address.take(Path("torchvision:resnet18.untrained"))  # at once another, which is what counts
    qtbot.waitUntil(lambda: view.form.wish is not None, timeout=LIMIT_MS)
    choose(view.form, "Method", "l1", qtbot)
    assert "suite run l1 --task torchvision:resnet18.untrained --pruning-ratio" in texts(view.form)


def test_a_running_job_survives_the_window_and_is_cancelled_within_a_second(open_desk: OpenDesk, qtbot: QtBot) -> None:
    desk, view = shown(open_desk, qtbot)
    choose(view.form, "Network", "diffusion:tiny_ldm_sounds", qtbot)  # takes minutes, and its data is made on the spot
    choose(view.form, "Method", "gradual", qtbot)
    press(view.form, "Prune", qtbot)
    qtbot.waitUntil(lambda: states() == [JobState.RUNNING], timeout=LIMIT_MS)
    desk.close()
    _, view = shown(open_desk, qtbot)
    assert states() == [JobState.RUNNING]
    qtbot.waitUntil(view.progress.isVisible, timeout=5000)
    press(view.jobs, "Cancel", qtbot)
    qtbot.waitUntil(lambda: states() == [JobState.CANCELLED], timeout=2000)
    qtbot.waitUntil(lambda: "Cancelled" in texts(view.progress), timeout=2000)


def test_killing_the_job_and_its_runner_loses_nothing_that_was_finished(open_desk: OpenDesk, qtbot: QtBot) -> None:
    """Three seeds, all killed after the first; the page resumes the job, and the first seed is not run again."""
    out = data_folder() / "lab" / "suite"
    words = ("gesture-train", "suite", "run", "l1", "--task", "tiny_shapes", "--seeds", "3", "--set")
    command = (*words, "training.epochs=1", "--timing-runs", "0", "--out", str(out), "--resume", "--json")
    desk, view = shown(open_desk, qtbot)
    JobFolder(jobs_folder(), is_alive).add(JobOrder("Three seeds", "prune", command), datetime.now(UTC))
    let_go(start_runner(jobs_folder() / LOG))
    report = out / "report.jsonl"
    wait_until(report.exists, LIMIT_MS / 1000, "There is no report.")  # without the window, which might take its time
    standing = jobs()[0].standing
    kill(standing.runner, standing.process)
    desk.close()
    finished = report.read_text().splitlines()
    assert states() == [JobState.INTERRUPTED]
    _, view = shown(open_desk, qtbot)
    qtbot.waitUntil(lambda: "Interrupted" in texts(view.jobs), timeout=5000)
    press(view.jobs, "Resume", qtbot)
    qtbot.waitUntil(lambda: states() == [JobState.DONE], timeout=LIMIT_MS)
    lines = report.read_text().splitlines()
    assert lines[: len(finished)] == finished
    assert [json.loads(line)["seed"] for line in lines] == [0, 1, 2]


def test_a_gesture_detector_is_pruned_as_far_as_promised_and_put_to_work_at_once(
    open_desk: OpenDesk, world: Any, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gesture_app.core.lab.prune_wish.TRIES", 1)
    pictures = tmp_path / "drawn"
    write_yolo_folder(pictures, 30, 0)
    _, view = shown(open_desk, qtbot)
    choose(view.form, "Network", "detector:default", qtbot)
    choose(view.form, "Method", "l1", qtbot)
    press(view.form, "Folder…", qtbot)
    name_file(view.form, pictures, qtbot)
    qtbot.mouseClick(view.form.findChild(Switch), Qt.MouseButton.LeftButton)
    choose(view.form, "How much", "lose-at-most", qtbot)
    type_into(view.form, "Number", "100", qtbot)
    press(view.form, "Prune", qtbot)
    qtbot.waitUntil(lambda: len(states()) == 1 and states()[0].is_over, timeout=2 * LIMIT_MS)
    assert states() == [JobState.DONE], jobs()[0].standing.complaint
    (tried,) = told(jobs()[0], "trial_finished")
    assert (tried["amount"], tried["is_met"]) == (0.475, True)
    qtbot.waitUntil(lambda: "mAP50-95:" in texts(view.progress), timeout=5000)
    card = read_card(user_models_folder() / "default-l1-loses-100-raw-drawn")
    assert card.title.endswith(", points lost: at most 100")
    world.models.add(str(card.file.parent))
    press(view.progress, "Use", qtbot)
    qtbot.waitUntil(lambda: ("detector.model", str(card.file.parent)) in world.saved, timeout=5000)


def test_all_commands_that_a_press_queues_are_shown_and_copied(open_desk: OpenDesk, qtbot: QtBot) -> None:
    _, view = shown(open_desk, qtbot)
    choose(view.form, "Network", "detector:default", qtbot)
    press(view.form.command, "Copy the command that does this", qtbot)
    copied = QGuiApplication.clipboard().text()
    drawn = data_folder() / "lab" / "drawn"
    drawing, pruning = copied.splitlines()
    assert drawing == f"gesture-app render {drawn} --count 300"
    assert pruning.startswith(f"gesture-train retrain {drawn} --way prune")
    press(view.form, "Prune", qtbot)
    qtbot.waitUntil(lambda: len(jobs()) == 2, timeout=LIMIT_MS)
    assert "\n".join(job.order.shown for job in jobs()) == copied


def test_without_torch_the_page_says_how_to_get_it_and_the_rest_works(
    open_desk: OpenDesk, qtbot: QtBot, tmp_path: Path
) -> None:
    places = PrunePlaces(tmp_path / "lab", tmp_path / "models", has=lambda name: name != "torch")
    desk, view = shown(open_desk, qtbot, lab(places))
    assert view.install.isVisible()
    assert "-m pip install" in texts(view.install)
    button = next(one for one in view.form.findChildren(QPushButton) if one.text() == "Prune")
    assert not button.isEnabled()
    assert "gesture-train" in texts(view.form), "what would be run is shown all the same"
    desk.window.lab.show_library()
    assert desk.window.lab.library.isVisible()


def test_what_is_missing_is_installed_by_a_real_pip(
    open_desk: OpenDesk, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is asked for is there already, so that no index has to be asked."""
    monkeypatch.setattr("importlib.metadata.requires", lambda _: ["pip; extra == 'train'"])
    places = PrunePlaces(tmp_path / "lab", tmp_path / "models", has=lambda name: name != "torch")
    _, view = shown(open_desk, qtbot, lab(places))
    assert "-m pip install pip" in texts(view.install)
    press(view.install, "Install", qtbot)
    qtbot.waitUntil(lambda: states() == [JobState.DONE], timeout=LIMIT_MS)
    output = view.install.findChild(QPlainTextEdit)
    qtbot.waitUntil(lambda: "Requirement already satisfied" in output.toPlainText(), timeout=5000)
