"""The page that prunes, without a queue behind it: what it offers, what it wishes, and what it shows."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent, QGuiApplication
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton

from gesture_app.core.lab.entry import Family
from gesture_app.core.lab.lab_job import JobOrder, JobStanding, JobState, LabJob
from gesture_app.core.lab.offers import Method, Subject
from gesture_app.core.lab.prune_news import PruneNews, Result
from gesture_app.core.lab.prune_wish import Aim
from gesture_app.core.lab.verdicts import Verdict
from gesture_app.ui.drop_down import DropDown
from gesture_app.ui.lab.loss_curve import LossCurve
from gesture_app.ui.lab.prune_progress import stage_word
from gesture_app.ui.lab.prune_view import PruneView
from gesture_app.ui.switch import Switch

L1 = Method("l1", "Small", "Li 2016", "It removes.", "pruning_ratio", 0.3, "settings.recover=0")
GRADUAL = Method("gradual", "Gradual", "Zhu 2017", "It zeroes.", "sparsity", 0.9, verdict=Verdict.PARTLY)
SHAPES = Subject("shapes", "Shapes", Family.CNN, "", (L1, GRADUAL))
HANDS = Subject("default", "Hands", Family.DETECTOR, "", (L1,))


@pytest.fixture
def view(theme, qtbot):
    view = PruneView(theme)
    qtbot.addWidget(view)
    view.show()
    view.form.show_subjects((HANDS, SHAPES))
    return view


def choose(view, name, key):
    box = next(one for one in view.form.findChildren(DropDown) if one.accessibleName() == name)
    box.setCurrentIndex(box.findData(key))
    box.activated.emit(box.currentIndex())


def offered(view, name):
    box = next(one for one in view.form.findChildren(DropDown) if one.accessibleName() == name)
    return [box.itemData(row) for row in range(box.count())]


def texts(widget):
    return "\n".join(label.text() for label in widget.findChildren(QLabel) if label.isVisible())


def job(state):
    return LabJob(
        "k", Path("k"), JobOrder("Shapes, Small", "prune", ("gesture-train", "suite")), JobStanding(state, 1.0)
    )


def test_only_what_fits_can_be_chosen(view):
    assert offered(view, "Method") == ["l1"]
    assert offered(view, "How much") == ["amount", "under-ms", "lose-at-most"]
    assert "Hands that the app draws" in texts(view.form)
    choose(view, "Network", "cnn:shapes")
    assert offered(view, "Method") == ["l1", "gradual"]
    assert offered(view, "How much") == ["amount", "under-ms", "lose-at-most"]
    assert "Hands that the app draws" not in texts(view.form)
    assert "It removes. Li 2016." in texts(view.form)
    assert "Tested here" not in texts(view.form)
    choose(view, "Method", "gradual")
    assert "It zeroes. Zhu 2017. Tested here: partly reproduced; README has the figures." in texts(view.form)


def test_a_task_is_run_as_often_as_one_likes(view):
    assert "Repetitions" not in texts(view.form)
    choose(view, "Network", "cnn:shapes")
    assert "several tell chance from merit" in texts(view.form)
    assert view.form.wish.seeds == 1
    choose(view, "Repetitions", "5")
    assert view.form.wish.seeds == 5


def test_a_method_that_trains_by_itself_leaves_no_choice(view):
    choose(view, "Network", "cnn:shapes")
    view.form.findChild(Switch).setChecked(False)
    choose(view, "Method", "gradual")
    assert not view.form.findChild(Switch).isEnabled()
    assert view.form.wish.recovers
    assert "decides by itself" in texts(view.form)


def test_that_a_promised_score_takes_several_trainings_is_said(view, qtbot):
    choose(view, "How much", "under-ms")
    assert "Every amount that is tried" not in texts(view.form)
    choose(view, "How much", "lose-at-most")
    assert "Every amount that is tried is trained on." in texts(view.form)
    qtbot.mouseClick(view.form.findChild(Switch), Qt.MouseButton.LeftButton)
    assert "Every amount that is tried" not in texts(view.form)


def test_the_wish_is_what_was_chosen_and_nonsense_is_none(view, qtbot):
    choose(view, "Network", "cnn:shapes")
    assert (view.form.wish.aim, view.form.wish.number) == (Aim.AMOUNT, 0.3)
    choose(view, "How much", "under-ms")
    field = next(one for one in view.form.findChildren(QLineEdit) if one.accessibleName() == "Number")
    field.clear()
    with qtbot.waitSignal(view.form.changed, timeout=1000):
        qtbot.keyClicks(field, "12")
    assert (view.form.wish.aim, view.form.wish.number) == (Aim.UNDER_MS, 12.0)
    field.setText("")
    assert view.form.wish is None
    view.form.show_pictures("/mine")
    choose(view, "Network", "detector:default")
    assert view.form.wish.pictures == Path("/mine")


def test_a_network_from_outside_is_looked_up_before_anything_is_offered(view, qtbot):
    choose(view, "Network", "*")
    assert view.form.address.isVisible()
    assert (view.form.wish, offered(view, "Method")) == (None, [])
    with qtbot.waitSignal(view.form.address_wished, timeout=1000) as wished:
        qtbot.keyClicks(view.form.address.field, "timm:resnet18 ")
        qtbot.keyClick(view.form.address.field, Qt.Key.Key_Return)
    assert wished.args == ["timm:resnet18"]
    assert "Looking it up…" in texts(view.form)
    view.form.show_other(Subject("timm:resnet18", "resnet18 of timm", Family.CNN, "", (GRADUAL,)))
    assert "resnet18 of timm (Convolutional)" in texts(view.form)
    assert offered(view, "Method") == ["gradual"]
    assert view.form.wish.subject.name == "timm:resnet18"
    choose(view, "Network", "cnn:shapes")
    assert not view.form.address.isVisible()
    assert view.form.wish.subject == SHAPES


def test_why_a_network_from_outside_cannot_be_pruned_is_said_and_nothing_can_be_started(view, qtbot):
    choose(view, "Network", "*")
    view.form.address.take(Path("nosuch.onnx"))
    view.form.address.show_fault("There is no model at nosuch.onnx.")
    assert "There is no model at nosuch.onnx." in texts(view.form)
    assert view.form.wish is None
    with qtbot.waitSignal(view.form.address_wished, timeout=1000):  # it may be there now
        qtbot.keyClick(view.form.address.field, Qt.Key.Key_Return)


def test_a_dropped_file_is_looked_up_at_once(view, qtbot, tmp_path):
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(tmp_path / "notes.txt")), QUrl.fromLocalFile(str(tmp_path / "best.pt"))])
    action, mouse = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
    event = QDropEvent(QPointF(5, 5), action, data, mouse, Qt.KeyboardModifier.NoModifier)
    with qtbot.waitSignal(view.form.address_wished, timeout=1000) as wished:
        view.form.dropEvent(event)
    assert wished.args == [str(tmp_path / "best.pt")]
    assert view.form.address.isVisible()


def test_how_it_goes_is_shown_and_what_came_of_it(view, qtbot):
    news = PruneNews("recover", 0.5, None, 0.25, (1.0, 0.25), ("accuracy", 0.875), 0.5, dead=0.125)
    view.progress.show_job(job(JobState.RUNNING), news)
    shown = texts(view.progress)
    for text in ("Shapes, Small", "Runs", "Fine-tuning", "0.2500", "0.8750", "50.0 %", "12.5 %"):
        assert text in shown
    assert view.progress.findChild(LossCurve).isVisible()
    result = Result("mAP50-95", (0.7, 0.65), (2_000_000, 1_000_000), (8.0, 4.5), model="/models/small")
    view.progress.show_job(job(JobState.DONE), PruneNews(result=result))
    assert "mAP50-95: 0.7000 before, 0.6500 after." in view.progress.result
    assert "8 ms before, 4.5 ms after" in view.progress.result
    use = next(one for one in view.progress.findChildren(QPushButton) if one.text() == "Use")
    with qtbot.waitSignal(view.progress.use_wished, timeout=1000) as wished:
        qtbot.mouseClick(use, Qt.MouseButton.LeftButton)
    assert wished.args == ["/models/small"]


def test_only_figures_that_are_known_are_shown(view):
    view.progress.show_job(job(JobState.RUNNING), PruneNews("dense", 0.1, loss=1.0))
    assert "Loss" in texts(view.progress)
    for name in ("Quality", "Weights removed", "Sparsity", "Dead neurons", "–"):
        assert name not in texts(view.progress)
    view.progress.show_job(job(JobState.RUNNING), PruneNews("recover", 0.1, sparsity=0.0, removed=0.72))
    shown = texts(view.progress)
    assert "Weights removed" in shown
    assert "72.0 %" in shown
    assert "Sparsity" not in shown, "channels went, and nothing that is left is zero"
    assert "Loss" not in shown


def test_a_search_says_which_try_it_is(view):
    view.progress.show_job(job(JobState.RUNNING), PruneNews("measure", 0.0, (2, 5, 0.475)))
    assert "Try 2 of 5, 47.5 % removed: Measuring size and speed" in texts(view.progress)
    assert stage_word("rewind_2") == "rewind 2"


def test_what_is_missing_is_said_copied_and_installed(view, qtbot):
    view.install.show_missing(("train",), "python -m pip install torch")
    assert view.install.isVisible()
    for name, check in (("Copy", None), ("Install", view.install.install_wished)):
        button = next(one for one in view.install.findChildren(QPushButton) if one.text() == name)
        if check is None:
            qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
            assert QGuiApplication.clipboard().text() == "python -m pip install torch"
        else:
            with qtbot.waitSignal(check, timeout=1000):
                qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    view.install.show_lines(["Collecting torch"])
    view.install.set_installing(is_installing=True)
    assert not button.isEnabled()
    view.install.show_missing((), "")
    assert view.install.isHidden()
