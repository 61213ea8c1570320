"""The list of jobs: what each says, and what can be wished of it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QLabel, QPushButton

from gesture_app.core.lab.lab_job import JobOrder, JobStanding, JobState, LabJob
from gesture_app.ui.lab.job_list import JobList
from gesture_app.ui.lab.job_row import JobRow, state_word


def job(key, state, **more):
    order = JobOrder(f"Prune {key}", "prune", ("gesture-train", "suite", "list"))
    return LabJob(key, Path(key), order, JobStanding(state, 1.0, **more))


@pytest.fixture
def rows(theme, qtbot):
    rows = JobList(theme)
    qtbot.addWidget(rows)
    rows.show()
    return rows


def cards(rows):
    return sorted(rows.findChildren(JobRow), key=lambda card: card.y())


def button(card, name):
    return next(one for one in card.findChildren(QPushButton) if name in (one.text(), one.accessibleName()))


def test_the_newest_is_in_front_and_a_card_stays_the_same(rows, qtbot):
    first, second = job("a", JobState.RUNNING), job("b", JobState.QUEUED)
    rows.show_jobs([first])
    kept = cards(rows)
    rows.show_jobs([replace(first, standing=JobStanding(JobState.DONE, 1.0)), second])
    qtbot.waitUntil(lambda: [card.findChild(QLabel).text() for card in cards(rows)] == ["Prune b", "Prune a"])
    assert cards(rows)[1] is kept[0]
    rows.show_jobs([])
    assert rows.isHidden()


@pytest.mark.parametrize("state", JobState)
def test_only_what_makes_sense_is_offered(rows, state):
    rows.show_jobs([job("a", state)])
    card = cards(rows)[0]
    offered = {one.text() for one in card.findChildren(QPushButton) if not one.isHidden()} - {""}
    assert offered == ({"Resume"} if state.is_resumable else set() if state is JobState.DONE else {"Cancel"})
    assert state_word(state) in [label.text() for label in card.findChildren(QLabel)]


def test_wishes_name_the_job_and_the_command_is_copied(rows, qtbot):
    rows.show_jobs([job("a", JobState.FAILED, complaint="the reason")])
    card = cards(rows)[0]
    assert "the reason" in [label.text() for label in card.findChildren(QLabel)]
    for name, signal in (
        ("Resume", rows.resume_wished),
        ("Forget this job", rows.remove_asked),
        ("Show this job", rows.chosen),
    ):
        with qtbot.waitSignal(signal, timeout=1000) as wished:
            qtbot.mouseClick(button(card, name), Qt.MouseButton.LeftButton)
        assert wished.args == ["a"]
    qtbot.mouseClick(button(card, "Copy the command that does this"), Qt.MouseButton.LeftButton)
    assert QGuiApplication.clipboard().text() == "gesture-train suite list"
    rows.show_jobs([job("a", JobState.RUNNING)])
    with qtbot.waitSignal(rows.cancel_wished, timeout=1000):
        qtbot.mouseClick(button(card, "Cancel"), Qt.MouseButton.LeftButton)


def test_why_a_job_failed_can_be_read_to_its_end_where_the_remedy_stands(rows):
    sentence = (
        "No ratio that was tried is good enough: the best loses 3.2 points. Raise the limit, or train for longer."
    )
    rows.resize(420, 400)
    rows.show_jobs([job("a", JobState.FAILED, complaint=sentence)])
    QApplication.processEvents()
    label = next(one for one in rows.findChildren(QLabel) if one.text() == sentence)
    assert label.height() >= label.heightForWidth(label.width()) > 2 * label.fontMetrics().height()


def test_what_a_job_made_is_kept_or_deleted_as_one_likes(rows, qtbot):
    rows.show_jobs([job("a", JobState.DONE)])
    card = cards(rows)[0]
    forget = button(card, "Forget this job")
    rows.ask_removal("a", Path("/lab/pruned/mine"))
    question = next(label for label in card.findChildren(QLabel) if "/lab/pruned/mine" in label.text())
    assert not question.isHidden()
    assert "a network that came of them stays" in question.text()
    for name, signal in (("Keep the folder", rows.remove_wished), ("Delete it too", rows.remove_all_wished)):
        with qtbot.waitSignal(signal, timeout=1000) as wished:
            qtbot.mouseClick(button(card, name), Qt.MouseButton.LeftButton)
        assert wished.args == ["a"]
    qtbot.mouseClick(forget, Qt.MouseButton.LeftButton)  # on second thoughts
    assert question.isHidden()
    rows.ask_removal("a", Path("/lab/pruned/mine"))
    rows.show_jobs([job("a", JobState.RUNNING)])
    assert question.isHidden()
