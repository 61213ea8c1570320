"""The page for retraining says what is in a folder, offers what goes together with it, and shows how it goes."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QComboBox, QLabel, QPlainTextEdit, QPushButton
from pytestqt.qtbot import QtBot

from gesture_app.core.gesture_folder import OwnFolder
from gesture_app.core.lab.retrain_plan import RetrainPlan
from gesture_app.core.lab.retrain_progress import Point, RetrainProgress, Step, StepState
from gesture_app.core.lab.retraining import Length, Start
from gesture_app.ui.lab.retrain_view import RetrainView
from gesture_app.ui.lab.retrain_words import fault_word, left_words, step_word
from gesture_app.ui.theme import Theme

TITLES = {"palm": "Open palm", "rock": "Horns"}
FOLDER = Path("/media/ada/my hands")
PLAN = RetrainPlan(
    is_added=False, steps=("check",), wanted=("palm", "rock"), lost=("fist",), train=1200, val=30, split_by="groups",
    hands={"palm": 50, "rock": 3}, faults={"outside": 2}, left_out=4,
)  # fmt: skip
ADDED = RetrainPlan(
    is_added=True, steps=("check",), wanted=("spider",), lost=(), train=40, val=10, split_by="given",
    hands={"spider": 50}, faults={}, left_out=0,
)  # fmt: skip


@pytest.fixture
def view(theme: Theme, qtbot: QtBot) -> RetrainView:
    """The view, on the screen."""
    shown = RetrainView(theme)
    qtbot.addWidget(shown)
    shown.resize(900, 900)
    shown.show()
    return shown


def said(view: RetrainView) -> str:
    return "\n".join(label.text() for label in view.findChildren(QLabel) if label.isVisible())


def box(view: RetrainView, name: str) -> QComboBox:
    return next(one for one in view.findChildren(QComboBox) if one.accessibleName() == name)


def choose(view: RetrainView, name: str, word: str) -> None:
    """Choose a word as a person does."""
    chosen = box(view, name)
    chosen.setCurrentIndex(chosen.findText(word))
    chosen.activated.emit(chosen.currentIndex())


def button(view: RetrainView, text: str) -> QPushButton:
    return next(one for one in view.findChildren(QPushButton) if one.text() == text)


def test_without_pictures_there_is_nothing_to_choose(view: RetrainView) -> None:
    assert "Choose or drop a folder in YOLO's layout" in said(view)
    assert not view.choices.isVisible()
    assert not view.run.isVisible()


def test_what_is_in_the_folder_and_what_would_be_lost_is_said(view: RetrainView) -> None:
    view.show_folders((FOLDER,), "my hands")
    assert "Looking at every picture…" in said(view)
    assert not button(view, "Start").isEnabled()
    view.show_plan(PLAN, TITLES)
    for words in (
        "1,200 pictures to learn from and 30 to judge by, of other people or clips.",
        "Open palm 50, Horns 3",
        "Pictures left out, because they or their labels cannot be used: 4.",
        "Found in the folder: boxes that stick out (2).",
        "and no longer: fist.",
        "Fewer than 20 hands show: Horns.",
    ):
        assert words in said(view)
    assert button(view, "Start").isEnabled()


def test_usual_choices_ask_for_nothing_special(view: RetrainView) -> None:
    view.show_folders((FOLDER,), "my hands")
    view.show_plan(PLAN, TITLES)
    wish = view.wish
    assert (wish.folders, wish.start, wish.pruning_ratio, wish.length) == ((FOLDER,), Start.DEFAULT, None, Length.USUAL)
    assert (wish.name, wish.is_anew) == ("my hands", False)


def test_every_choice_reaches_the_wish(view: RetrainView, qtbot: QtBot) -> None:
    view.show_folders((FOLDER,), "my hands")
    view.show_plan(PLAN, TITLES)
    with qtbot.waitSignal(view.changed):
        choose(view, "Begin with", "The large one, made small afterwards (slow)")
    assert box(view, "Size").currentText() == "Half of the channels go"  # what is usual for that one
    choose(view, "Size", "A third of the channels goes")
    choose(view, "Training", "Short, to try it out")
    with qtbot.waitSignal(view.start_wished) as started:
        button(view, "Start").click()
    (wish,) = started.args
    assert (wish.start, wish.pruning_ratio, wish.length) == (Start.DENSE, 0.3, Length.SHORT)


def test_gestures_that_are_added_leave_nothing_to_choose_but_that(view: RetrainView) -> None:
    view.show_folders((FOLDER,), "spider")
    view.show_plan(ADDED, {})
    assert "New to the network: spider. That is added" in said(view)
    assert not box(view, "Size").isVisible()
    assert not box(view, "Training").isVisible()
    choose(view, "New gestures", "Train all gestures anew")
    assert view.wish.is_anew
    view.show_plan(PLAN, TITLES)
    assert box(view, "New gestures").isVisible()  # so that one can go back
    assert box(view, "Size").isVisible()


def test_why_nothing_can_be_learned_is_said_in_the_place_of_it(view: RetrainView) -> None:
    view.show_folders((FOLDER,), "my hands")
    view.show_plan(PLAN, TITLES)
    view.show_fault("Only 3 pictures show a labelled hand.")
    assert "Only 3 pictures show a labelled hand." in said(view)
    assert "to learn from" not in said(view)
    assert not button(view, "Start").isEnabled()


def test_recorded_gestures_are_offered_by_name(view: RetrainView, qtbot: QtBot) -> None:
    assert not box(view, "Recorded gestures").isVisible()
    own = [OwnFolder(Path("own") / name, name, name.title(), (name,), 40, 10) for name in ("heart", "spider")]
    view.pictures.show_own(own)
    with qtbot.waitSignal(view.chosen) as chosen:
        choose(view, "Recorded gestures", "Spider")
    assert chosen.args == [(Path("own/spider"),)]
    with qtbot.waitSignal(view.chosen) as chosen:
        choose(view, "Recorded gestures", "All my gestures")
    assert chosen.args == [(Path("own/heart"), Path("own/spider"))]
    with qtbot.assertNotEmitted(view.chosen):
        choose(view, "Recorded gestures", "My gestures")


def test_a_folder_may_be_dropped(view: RetrainView, qtbot: QtBot, tmp_path: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(tmp_path))])
    action, mouse = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
    event = QDropEvent(QPointF(5, 5), action, data, mouse, Qt.KeyboardModifier.NoModifier)
    with qtbot.waitSignal(view.chosen) as chosen:
        view.dropEvent(event)
    assert chosen.args == [(tmp_path,)]


def test_how_it_goes_and_what_came_of_it_is_shown(view: RetrainView, qtbot: QtBot) -> None:
    steps = (Step("check", StepState.DONE, 1), Step("train", StepState.RUNNING, 0.5), Step("export"))
    going = RetrainProgress(
        steps, 700, epochs=4, loss=(Point(1, 3), Point(2, 2)), scores=(Point(1, 0.25),), labels=("palm",)
    )
    view.run.show_progress("my hands", going)
    assert "about 12 min left" in said(view)
    assert "Use it now" not in [one.text() for one in view.findChildren(QPushButton) if one.isVisible()]
    row = next(one for one in view.run.children() if getattr(one, "accessibleName", str)() == "Steps")
    assert row.accessibleDescription() == "Check: done, Train: under way, Write: waits"
    done = RetrainProgress(steps, before={"map50": 0.5}, after={"map50": 0.75, "f1": 0.1}, model="/models/mine")
    view.run.show_progress("my hands", done)
    assert "0.500" in said(view)
    assert "0.750" in said(view)
    assert "0.100" not in said(view)  # says nothing to a person
    with qtbot.waitSignal(view.use_wished) as used:
        button(view, "Use it now").click()
    assert used.args == ["/models/mine"]


def added(old_before: float, old_after: float) -> RetrainProgress:
    """A gesture was added, and the old ones were found so often before and after."""
    after = {"own_found": 0.7, "old_map50": 0.95, "old_hand_accuracy": old_after}
    before = {"old_map50": 0.95, "old_hand_accuracy": old_before}
    return RetrainProgress((Step("train", StepState.DONE, 1),), before=before, after=after, model="/models/mine")


def test_a_network_that_is_worse_at_the_old_gestures_says_so_before_it_is_used(view: RetrainView) -> None:
    view.run.show_progress("spider", added(0.892, 0.797))
    warning = next(label for label in view.run.findChildren(QLabel) if label.objectName() == "note")
    assert warning.isVisible()
    assert "worse at the gestures that it knew before: Old gestures named rightly fell from 0.892 to 0.797" in (
        warning.text()
    )
    assert "more pictures of the new gesture, or with more hands to rehearse with" in warning.text()
    assert warning.y() < button(view, "Use it now").y()
    assert button(view, "Use it now").isEnabled()  # the person decides
    view.run.show_progress("spider", added(0.892, 0.872))  # two points: chance
    assert not warning.isVisible()


def test_a_gesture_that_was_held_back_is_said_to_be(view: RetrainView) -> None:
    harmless = added(0.892, 0.885)
    view.run.show_progress("spider", replace(harmless, after={**(harmless.after or {}), "held_back_logits": 1.5}))
    assert "The new gesture was held back, because it took hands of the gestures" in said(view)


def test_the_curves_are_where_their_values_are(view: RetrainView) -> None:
    """A score that rises ends higher than it began, in the colour of the accent."""
    rising = RetrainProgress(
        (Step("train", StepState.RUNNING),), epochs=4, loss=(Point(1, 1), Point(4, 1)),
        scores=(Point(1, 0.1), Point(4, 0.9)),
    )  # fmt: skip
    view.run.show_progress("x", rising)
    curves = next(one for one in view.run.children() if getattr(one, "accessibleName", str)().startswith("Loss"))
    image = curves.grab().toImage()
    accent = view.run._curves._theme.colours.accent
    found = [
        (x, y)
        for x in range(60, image.width() - 60)
        for y in range(24, image.height() - 24)
        if image.pixelColor(x, y).name() == accent
    ]
    first, last = min(found), max(found)
    assert first[1] > last[1] + 50


def test_times_and_words_are_those_of_a_person() -> None:
    assert [left_words(value) for value in (None, 20, 700, 10_000)] == [
        "", "less than a minute left", "about 12 min left", "about 2.8 h left",
    ]  # fmt: skip
    assert (step_word("tune"), step_word("polish")) == ("Tune", "polish")
    assert (fault_word("outside"), fault_word("new kind")) == ("boxes that stick out", "new kind")


def test_the_command_can_be_read_and_copied(view: RetrainView) -> None:
    view.show_folders((FOLDER,), "my hands")
    view.choices.show_command("gesture-train retrain x")
    assert view.choices.findChild(QPlainTextEdit).toPlainText() == "gesture-train retrain x"
