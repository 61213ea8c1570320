"""The lab in the real window: reading, taking in, measuring and putting to work."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from colour_network import write_colour_model
from lab_clicks import click_row, name_file, press
from lab_entries import network
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from gesture_app.core.errors import LabError
from gesture_app.core.lab.library import Library
from gesture_app.ui.lab.command_menu import CommandMenu
from gesture_app.window.composition import Desk
from gesture_app.window.lab_helm import detector_in_use
from gesture_app.window.lab_parts import lab_parts
from gesture_app.window.lab_setting import LabParts

World = Any  # of conftest.py, which a test cannot import
OpenDesk = Callable[..., Desk]
DEFAULT, OTHER = network("default", 0.7, 5, 10), network("other", 0.6, 9, 5)


def parts(**replaced: Any) -> LabParts:
    """A lab with two networks, some of its parts replaced."""
    usual: dict[str, Any] = {
        "read": lambda: Library((DEFAULT, OTHER)),
        "take_in": lambda path: path.stem,
        "keep_time": lambda *_: None,
        "engines": lambda: ("onnx",),
    }
    return LabParts(**(usual | replaced))


def shown_lab(open_desk: OpenDesk, qtbot: QtBot, lab: LabParts) -> Desk:
    """The window with its lab in front, read."""
    desk = open_desk(lab=lab)
    with qtbot.waitSignal(desk.window.lab.shown, timeout=5000):
        desk.window.turn_to(desk.window.lab)
    qtbot.waitUntil(lambda: desk.window.lab.library.rows.model().rowCount() > 0, timeout=5000)
    return desk


def says(desk: Desk, words: str) -> bool:
    message = desk.window.messages.message
    return message is not None and words in message.text


def test_the_chosen_detector_is_put_to_work_and_remembered(open_desk: OpenDesk, world: World, qtbot: QtBot) -> None:
    desk = shown_lab(open_desk, qtbot, parts())
    click_row(desk.window.lab.library.rows, OTHER.key, qtbot)
    press(desk.window.lab.library, "Use", qtbot)
    qtbot.waitUntil(lambda: ("detector.model", "other") in world.saved, timeout=5000)
    assert desk.window.header.model.spec == "other"


def test_what_the_buttons_do_can_be_typed(open_desk: OpenDesk, qtbot: QtBot, tmp_path: Path) -> None:
    placed = network("other", place=tmp_path / "other" / "model.onnx")
    desk = shown_lab(open_desk, qtbot, parts(read=lambda: Library((DEFAULT, placed))))
    library = desk.window.lab.library
    menu = library.findChild(CommandMenu).menu()
    qtbot.waitUntil(lambda: desk.window.lab.isVisible() and len(menu.actions()) == 3, timeout=5000)
    assert [action.isEnabled() for action in menu.actions()] == [True, False, False]
    library.rows.choose(frozenset({"other"}))
    qtbot.waitUntil(lambda: all(action.isEnabled() for action in menu.actions()), timeout=5000)
    take_in, measure, use = (str(action.data()) for action in menu.actions())
    assert (take_in, use) == ("gesture-app models --add FILE", "gesture-app config set detector.model other")
    assert measure.splitlines()[0] == (
        f"gesture-app bench --model {tmp_path / 'other' / 'model.onnx'} --engine onnx --seconds 2 "
        "--set detector.threads=1"
    )


def test_a_file_that_is_no_network_is_named(open_desk: OpenDesk, qtbot: QtBot) -> None:
    def refuse(path: Path) -> str:
        raise LabError(f"{path.name} is no network.")

    desk = shown_lab(open_desk, qtbot, parts(take_in=refuse))
    desk.window.lab.library.take_in_wished.emit(Path("cat.onnx"))
    qtbot.waitUntil(lambda: says(desk, "cat.onnx is no network."), timeout=5000)


def test_a_mistake_while_reading_is_told_and_the_next_reading_shows_all(
    open_desk: OpenDesk, qtbot: QtBot, caplog: pytest.LogCaptureFixture
) -> None:
    answers: list[Library] = []
    desk = open_desk(lab=parts(read=lambda: answers[0]))
    desk.window.turn_to(desk.window.lab)
    qtbot.waitUntil(lambda: says(desk, "IndexError"), timeout=5000)
    answers.append(Library((DEFAULT,)))
    desk.window.lab.shown.emit()
    qtbot.waitUntil(lambda: desk.window.lab.library.rows.model().rowCount() == 1, timeout=5000)
    assert "IndexError" in caplog.text


def test_engines_that_cannot_be_told_are_a_sentence_and_measuring_can_be_tried_again(
    open_desk: OpenDesk, qtbot: QtBot
) -> None:
    def refuse() -> tuple[str, ...]:
        raise LabError("The engines cannot be told.")

    desk = shown_lab(open_desk, qtbot, parts(engines=refuse))
    library = desk.window.lab.library
    library.rows.choose(frozenset({OTHER.key}))
    measure = next(one for one in library.findChildren(QPushButton) if one.text() == "Measure here")
    measure.click()
    qtbot.waitUntil(lambda: says(desk, "The engines cannot be told."), timeout=5000)
    assert measure.isEnabled()


def test_figures_and_chart_are_saved(open_desk: OpenDesk, qtbot: QtBot, tmp_path: Path) -> None:
    desk = shown_lab(open_desk, qtbot, parts())
    press(desk.window.lab, "Compare", qtbot)
    compare = desk.window.lab.compare
    for name in ("a.csv", "a.svg", "a.png"):
        press(compare, "Save…", qtbot)
        name_file(compare, tmp_path / name, qtbot)
        qtbot.waitUntil((tmp_path / name).is_file, timeout=5000)
    assert "Default" in (tmp_path / "a.csv").read_text()
    compare.save_wished.emit(str(tmp_path / "nowhere" / "a.svg"))  # which the dialog would not take
    qtbot.waitUntil(lambda: says(desk, "choose another place"), timeout=5000)


def test_what_is_chosen_in_the_library_is_marked_in_the_comparison(open_desk: OpenDesk, qtbot: QtBot) -> None:
    desk = shown_lab(open_desk, qtbot, parts())
    desk.window.lab.library.rows.choose(frozenset({OTHER.key}))
    assert desk.window.lab.compare.rows.chosen() == [OTHER]


def test_everything_picked_is_saved_as_figures(open_desk: OpenDesk, qtbot: QtBot, tmp_path: Path) -> None:
    bare = network("bare")
    desk = shown_lab(open_desk, qtbot, parts(read=lambda: Library((DEFAULT, OTHER, bare))))
    desk.window.lab.library.rows.choose(frozenset({DEFAULT.key, bare.key}))
    desk.window.lab.compare.save_wished.emit(str(tmp_path / "a.csv"))
    qtbot.waitUntil((tmp_path / "a.csv").is_file, timeout=5000)
    assert "Bare,detector,,,,,," in (tmp_path / "a.csv").read_text()


def test_a_measurement_is_begun_from_the_comparison(open_desk: OpenDesk, qtbot: QtBot, tmp_path: Path) -> None:
    entry = network("colours", 0.5, place=write_colour_model(tmp_path / "colours"))
    desk = shown_lab(open_desk, qtbot, parts(read=lambda: Library((entry,))))
    lab = desk.window.lab
    press(lab, "Compare", qtbot)
    press(lab.compare, "Measure here", qtbot)
    press(lab.progress, "Cancel", qtbot)
    qtbot.waitUntil(lambda: not lab.progress.isVisible(), timeout=5000)


@pytest.mark.usefixtures("world")
def test_a_network_is_taken_in_and_measured_for_real(
    open_desk: OpenDesk, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With the real parts: the network is copied, and real processes measure it in both engines."""
    monkeypatch.setattr("os.cpu_count", lambda: 1)
    monkeypatch.setattr("gesture_app.core.lab.measuring.SECONDS", 0.2)
    real = lab_parts()
    desk = open_desk(lab=LabParts(real.read, real.take_in, real.keep_time, lambda: ("onnx", "openvino")))
    lab, steps = desk.window.lab, []
    show = lab.progress.show_step
    monkeypatch.setattr(lab.progress, "show_step", lambda *step: steps.append(step) or show(*step))
    desk.window.turn_to(lab)
    press(lab.library, "Take in…", qtbot)
    name_file(lab.library, write_colour_model(tmp_path / "colours"), qtbot)
    qtbot.waitUntil(lambda: says(desk, "colours is in the library now."), timeout=20_000)
    key = next(entry.key for entry in real.read().entries if entry.name == "colours")
    qtbot.waitUntil(lambda: any(one.key == key for one in lab.library.entries), timeout=5000)
    click_row(lab.library.rows, key, qtbot)
    press(lab.library, "Measure here", qtbot)
    ways = ["onnx, 1 thread", "openvino, 1 thread"]
    qtbot.waitUntil(
        lambda: sorted(next(one for one in lab.library.entries if one.key == key).times) == ways, timeout=60_000
    )
    assert [(words, done, whole) for words, _command, done, whole in steps] == [
        (f"Measuring colours: {way}", done, 2) for done, way in enumerate(ways)
    ]
    assert all(command.startswith("gesture-app bench --model ") for _words, command, *_ in steps)
    qtbot.waitUntil(lambda: not lab.progress.isVisible(), timeout=5000)


def test_a_measurement_can_be_ended(open_desk: OpenDesk, qtbot: QtBot, tmp_path: Path) -> None:
    model = write_colour_model(tmp_path / "colours")
    entry = network("colours", place=model)
    desk = shown_lab(open_desk, qtbot, parts(read=lambda: Library((entry,))))
    lab = desk.window.lab
    click_row(lab.library.rows, "colours", qtbot)
    press(lab.library, "Measure here", qtbot)
    press(lab.progress, "Cancel", qtbot)
    qtbot.waitUntil(lambda: not lab.progress.isVisible(), timeout=5000)
    assert not says(desk, "measurement")


def test_the_first_of_a_name_is_in_use_as_elsewhere() -> None:
    hidden = network("default-2", place=Path("/there/model.onnx"))
    assert detector_in_use([DEFAULT, hidden], "default") == "default"
    assert detector_in_use([DEFAULT, hidden], "/there/model.onnx") == "default-2"
    assert detector_in_use([DEFAULT], "nosuch") == ""
