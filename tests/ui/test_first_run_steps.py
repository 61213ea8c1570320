"""The steps of the first run, each on its own."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from gesture_app.core.first_run import Step
from gesture_app.core.gesture_advice import Advice, Proposal
from gesture_app.core.gesture_check import Showing, Table
from gesture_app.core.gestures import Gesture
from gesture_app.core.room import Check, Finding, Level, Remedy
from gesture_app.core.source import SourceInfo
from gesture_app.core.types import Command, Order, Outcome, Playback, PlayerState
from gesture_app.ui.first_run import WIDEST_PX
from gesture_app.ui.first_run_camera import CameraStep
from gesture_app.ui.first_run_consent import ConsentStep
from gesture_app.ui.first_run_gestures import GesturesStep
from gesture_app.ui.first_run_parts import FOLD_PX, FoldingRow, StepBar
from gesture_app.ui.first_run_player import PlayerStep
from gesture_app.ui.first_run_room import RoomStep
from gesture_app.ui.first_run_summary import SummaryLine, SummaryStep
from gesture_app.ui.first_run_table import HEAD_PX, ROW_PX, ConfusionTable
from gesture_app.ui.picker import Choice
from gesture_app.ui.theme import LIGHT, MARGIN_PX, Theme

CAMERAS = (SourceInfo("webcam:a", "Logi"), SourceInfo("webcam:b", "Inside"), SourceInfo("rendered", "Drawn hand"))
RED = np.full((9, 16, 4), (0, 0, 255, 255), np.uint8)


def words(widget) -> str:
    return "\n".join(label.text() for label in widget.findChildren(QLabel) if not label.isHidden())


def test_consent_is_asked_for_with_one_promise(theme: Theme, qtbot: QtBot) -> None:
    step = ConsentStep(theme)
    qtbot.addWidget(step)
    step.set_picture(QImage(RED.data, 16, 9, QImage.Format.Format_RGB32).copy())
    assert "none is kept, none is sent" in words(step)


def test_a_camera_is_chosen_by_its_picture(theme: Theme, qtbot: QtBot) -> None:
    step = CameraStep(theme)
    qtbot.addWidget(step)
    step.resize(900, 500)
    assert step.show_cameras(CAMERAS) == ["webcam:a", "webcam:b", "rendered"]
    step.show()
    step.show_live("webcam:b", RED)
    card = step.cards["webcam:b"]
    assert card.picture.grab().toImage().pixelColor(card.picture.rect().center()) == QColor("red")
    with qtbot.waitSignal(step.chosen, timeout=1000) as told:
        qtbot.mouseClick(card, Qt.MouseButton.LeftButton)
    assert told.args == ["webcam:b"]


def test_four_cameras_stand_side_by_side_where_lines_are_as_long_as_they_may_be(theme: Theme, qtbot: QtBot) -> None:
    step = CameraStep(theme)
    qtbot.addWidget(step)
    step.resize(WIDEST_PX - 2 * MARGIN_PX, 500)
    step.show_cameras([*CAMERAS, SourceInfo("webcam:c", "Third")])
    step.show()
    assert len({card.y() for card in step.cards.values()}) == 1


def test_a_camera_that_does_not_work_says_why_and_can_be_heard(theme: Theme, qtbot: QtBot) -> None:
    step = CameraStep(theme)
    qtbot.addWidget(step)
    step.show_cameras(CAMERAS)
    step.cards["webcam:a"].show_fault("The camera Logi is used by another program.")
    assert "used by another program" in words(step)
    assert step.cards["webcam:a"].accessibleName() == "Logi: The camera Logi is used by another program."


def test_cameras_come_and_go_and_the_others_stay_as_they_are(theme: Theme, qtbot: QtBot) -> None:
    step = CameraStep(theme)
    qtbot.addWidget(step)
    step.show_cameras(CAMERAS[1:])
    kept = step.cards["webcam:b"]
    step.set_chosen("webcam:b")
    assert step.show_cameras(CAMERAS[:2]) == ["webcam:a"]
    assert step.cards["webcam:b"] is kept
    assert kept.isChecked()
    step.set_chosen("")
    assert not kept.isChecked()


def test_the_room_waits_for_a_hand_and_then_says_what_would_help(theme: Theme, qtbot: QtBot) -> None:
    step = RoomStep(theme)
    qtbot.addWidget(step)
    assert "Waiting for your hand" in words(step)
    step.show_findings([Finding(Check.LIGHT, Level.BAD, 12.0, Remedy.MORE_LIGHT), Finding(Check.HAND, Level.GOOD, 0.2)])
    assert step.verdicts[Check.LIGHT].words == "Light: Too little Switch on a light."
    assert step.verdicts[Check.HAND].words.startswith("Distance: Good · about 1.1 m")
    step.show_findings([Finding(check, Level.GOOD, 30.0) for check in Check])
    assert "All good here." in words(step)


def test_a_gesture_is_asked_for_and_the_next_one_announced(theme: Theme, vocabulary, qtbot: QtBot) -> None:
    step = GesturesStep(theme, vocabulary)
    qtbot.addWidget(step)
    step.ask("peace", "rock", 3, 24)
    step.tell(Showing("palm", "palm", 0.9))
    assert {"Victory", "Then: Horns", "3 of 24", "✓ Open palm"} <= set(words(step).splitlines())
    step.tell(Showing("palm", "call", 0.9))
    assert "Open palm, taken for Phone" in words(step)
    step.tell(Showing("palm", None, 0.1))
    assert "Open palm was not recognised" in words(step)


def test_what_is_asked_for_and_what_came_of_it_is_read_out(
    theme: Theme, vocabulary, qtbot: QtBot, announced: list[str]
) -> None:
    step = GesturesStep(theme, vocabulary)
    qtbot.addWidget(step)
    step.ask("palm", "rock", 0, 3)
    for showing in (Showing("palm", "palm", 0.9), Showing("rock", "call", 0.9), Showing("rock", None, 0.1)):
        step.tell(showing)
    step.show_result(Table(("palm",), (Showing("palm", "palm", 0.9),)), [])
    assert announced == [
        "Show: Open palm",
        "Open palm was recognised",
        "Horns, taken for Phone",
        "Horns was not recognised",
        "1 of 1 recognised",
    ]


def test_findings_of_the_room_are_read_out_when_they_are_new_and_not_for_each_figure(
    theme: Theme, qtbot: QtBot, announced: list[str]
) -> None:
    step = RoomStep(theme)
    qtbot.addWidget(step)
    for fps in (30.0, 31.0, 9.0):
        level = Level.GOOD if fps > 20 else Level.FAIR
        step.show_findings([Finding(Check.RATE, level, fps, None)])
    assert announced == [
        "Speed: Good · 30 pictures a second",
        "Speed: Could be better · 9 pictures a second",
    ]
    step.show_findings([Finding(check, Level.GOOD, 30.0) for check in Check])
    assert announced[-1] == "All good here."


def test_a_drawn_hand_is_named_and_nothing_is_asked(theme: Theme, vocabulary, qtbot: QtBot) -> None:
    step = GesturesStep(theme, vocabulary)
    qtbot.addWidget(step)
    step.demonstrate("rock")
    assert "Horns" in words(step)
    assert "This hand is drawn." in words(step)


def test_what_would_help_is_done_only_when_it_is_accepted(theme: Theme, vocabulary, qtbot: QtBot) -> None:
    step = GesturesStep(theme, vocabulary)
    qtbot.addWidget(step)
    proposal = Proposal(Advice.OTHER_GESTURE, "rock", "call", 3, {}, "ok")
    step.show_result(Table(("rock",), (Showing("rock", "call", 0.9),) * 3), [proposal])
    assert not step.is_asking
    assert "0 of 3 recognised" in words(step)
    assert "Horns was taken for Phone 3 times." in words(step)
    (button,) = [one for one in step.findChildren(QPushButton) if one.text() == "Use OK ring instead"]
    with qtbot.waitSignal(step.accepted, timeout=1000) as told:
        button.click()
    assert told.args == [proposal]
    assert (button.text(), button.isEnabled()) == ("Done", False)


def test_the_table_frames_what_was_confused_and_can_be_heard(
    theme: Theme, vocabulary: Mapping[str, Gesture], qtbot: QtBot
) -> None:
    table = ConfusionTable(theme, vocabulary)
    qtbot.addWidget(table)
    showings = [Showing("palm", "palm", 0.9)] * 3 + [Showing("rock", "call", 0.9)] * 2 + [Showing("rock", None, 0.0)]
    table.show_table(Table(("palm", "rock"), tuple(showings)))
    table.resize(600, table.height())
    said = table.accessibleDescription()
    assert said == "Open palm: 3 of 3. Horns: 0 of 3, taken for Phone: 2, not recognised: 1."
    assert table.height() == HEAD_PX + 2 * ROW_PX
    picture = table.grab().toImage()
    assert [reddish(picture, row) > 40 for row in (0, 1)] == [False, True]


def reddish(picture: QImage, row: int) -> int:
    """How many pixels of a row of the table are red, as only mistakes are."""
    top = HEAD_PX + row * ROW_PX
    places = [(x, y) for y in range(top, top + ROW_PX) for x in range(picture.width())]
    colours = [picture.pixelColor(*place) for place in places]
    return sum(colour.red() - max(colour.green(), colour.blue()) > 40 for colour in colours)


def test_a_player_is_chosen_and_tried_only_by_hand(theme: Theme, qtbot: QtBot) -> None:
    step = PlayerStep(theme)
    qtbot.addWidget(step)
    step.show_players([Choice("auto", "Automatic", "follows whatever plays"), Choice("dry_run", "Dry run")], "auto")
    assert step.cards["auto"].isChecked()
    with qtbot.waitSignal(step.chosen, timeout=1000) as told:
        step.cards["dry_run"].click()
    assert told.args == ["dry_run"]
    step.show_state("VLC", None)
    assert not step.test_button.isEnabled()
    step.show_state("VLC", PlayerState(Playback.PLAYING, title="Noon"))
    assert "VLC · Playing · Noon" in words(step)
    with qtbot.waitSignal(step.test_wished, timeout=1000):
        step.test_button.click()


@pytest.mark.parametrize(("obeyed", "text"), [(True, "VLC paused."), (False, "VLC did not."), (None, "Key pressed.")])
def test_the_test_says_what_really_happened(theme: Theme, qtbot: QtBot, obeyed: bool | None, text: str) -> None:
    step = PlayerStep(theme)
    qtbot.addWidget(step)
    assert "Not tried yet." in words(step)
    step.show_testing()
    step.show_outcome(Outcome(Order(Command.PLAY_PAUSE), "VLC", obeyed, text, None, None, 0.1), "Then: playing.")
    assert step.result.words == f"Test: {text} Then: playing."
    step.show_fault("No player is running; start one.")
    assert "No player is running" in step.result.words


def test_a_list_of_players_that_stays_the_same_keeps_its_cards(theme: Theme, qtbot: QtBot) -> None:
    step = PlayerStep(theme)
    qtbot.addWidget(step)
    step.show_players([Choice("auto", "Automatic")], "auto")
    card = step.cards["auto"]
    step.show_players([Choice("auto", "Automatic")], "auto")
    assert step.cards["auto"] is card
    step.show_players([Choice("auto", "Automatic"), Choice("mpris:vlc", "VLC")], "mpris:vlc")
    assert step.cards["mpris:vlc"].isChecked()


def test_the_summary_says_what_was_settled_and_where_it_is_changed(theme: Theme, qtbot: QtBot) -> None:
    step = SummaryStep(theme)
    qtbot.addWidget(step)
    step.show_lines([SummaryLine("Camera", Level.GOOD, "Logi", "Change it above.")])
    step.show_lines([SummaryLine("Camera", None, "None", "Change it above.")])
    assert step.words == "Camera: None Change it above."


def test_a_row_folds_where_there_is_little_room(qtbot: QtBot) -> None:
    first, second = QLabel("first"), QLabel("second")
    row = FoldingRow(first, second)
    qtbot.addWidget(row)
    row.show()
    for width, is_beside in ((FOLD_PX + 10, True), (FOLD_PX - 10, False), (FOLD_PX + 10, True)):
        row.resize(width, 300)
        row.layout().activate()
        assert (second.x() > first.x()) is is_beside


def test_the_row_of_steps_is_painted_as_far_as_one_has_come(theme: Theme, qtbot: QtBot) -> None:
    bar = StepBar(theme)
    qtbot.addWidget(bar)
    bar.resize(600, bar.height())
    bar.show_step(Step.ROOM)
    picture = bar.grab().toImage()
    reached = [picture.pixelColor(50 + 100 * number, 2) == QColor(LIGHT.accent) for number in range(len(Step))]
    assert reached == [True, True, True, False, False, False]
