"""The lab's page: one view at a time, and a line for what runs."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLabel, QProgressBar, QPushButton

from gesture_app.ui.lab.lab_page import LabPage
from gesture_app.ui.lab.progress_row import ProgressRow


@pytest.fixture
def page(theme, qtbot):
    page = LabPage(theme)
    page.complete()
    qtbot.addWidget(page)
    return page


def test_its_views_are_built_one_by_one_when_it_is_first_seen_and_shown_when_somebody_steers_them(theme, qtbot):
    page = LabPage(theme)
    qtbot.addWidget(page)
    assert page._views.count() == 0
    seen_by_then = []
    page.built.connect(lambda: seen_by_then.append(page.compare.isVisible()))
    with qtbot.waitSignal(page.built, timeout=5000):
        page.show()
        assert "The lab opens" in [label.text() for label in page.findChildren(QLabel) if label.isVisible()]
        qtbot.mouseClick(button(page, "Compare"), Qt.MouseButton.LeftButton)  # faster than they are built
    assert seen_by_then == [False]
    assert page._views.count() == 7
    assert page.compare.isVisible()
    assert button(page, "Compare").isChecked()


def button(widget, name):
    return next(one for one in widget.findChildren(QPushButton) if name in (one.text(), one.accessibleName()))


def test_it_asks_for_what_there_is_when_it_is_seen(page, qtbot):
    with qtbot.waitSignal(page.shown, timeout=1000):
        page.show()


def test_a_click_turns_to_the_other_view(page, qtbot):
    page.show()
    assert page.library.isVisible()
    qtbot.mouseClick(button(page, "Compare"), Qt.MouseButton.LeftButton)
    assert page.compare.isVisible()
    assert not page.library.isVisible()
    assert button(page, "Compare").isChecked()


def test_what_runs_shows_how_far_it_is_and_its_command(theme, qtbot):
    row = ProgressRow(theme)
    qtbot.addWidget(row)
    assert row.isHidden()
    row.show_step("Measuring default", "gesture-app bench --json", 1, 4)
    bar = row.findChildren(QProgressBar)[0]
    assert (row.isVisible(), bar.value(), bar.maximum()) == (True, 1, 4)
    qtbot.mouseClick(button(row, "Copy the command that does this"), Qt.MouseButton.LeftButton)
    assert QGuiApplication.clipboard().text() == "gesture-app bench --json"
    with qtbot.waitSignal(row.cancel_wished, timeout=1000):
        qtbot.mouseClick(button(row, "Cancel"), Qt.MouseButton.LeftButton)
