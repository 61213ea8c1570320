from __future__ import annotations

import argparse
import contextlib
import sys

import cv2
import pytest
from colour_network import frame_with, write_colour_model

from gesture_app.commands import run
from gesture_app.core import paths
from gesture_app.core.errors import ModelError, SourceError, UsageError
from gesture_app.core.settings import Settings, with_changes
from gesture_app.window import composition
from gesture_app.workers import user_input
from gesture_app.workers.control_client import headless_channel, window_channel


class SilentReport:
    """Keeps what it is told."""

    def __init__(self):
        self.entries = []
        self.summaries = []

    def entry(self, entry):
        self.entries.append(entry)

    def summary(self, tally, seconds, dropped):
        self.summaries.append(tally)


@pytest.fixture
def settings(tmp_path):
    """A picture of nothing, shown for a fifth of a second, to a network and a player that pretends."""
    picture = tmp_path / "dark.png"
    cv2.imwrite(str(picture), frame_with().pixels)
    model = write_colour_model(tmp_path / "colours")
    source = f"pictures:{picture}?seconds=0.2"
    chosen = [f"source.spec={source}", f"detector.model={model}", "player.spec=dry_run", "detector.engine=onnx"]
    # Nobody's real keyboard is listened to here.
    return with_changes(Settings(), [*chosen, "suppress_after_input_ms=0"])


def test_a_run_ends_with_its_summary(settings):
    report = SilentReport()
    assert run.run_headless(settings, None, report) == 0
    assert [tally.frames > 0 for tally in report.summaries] == [True]
    assert report.entries == []


@pytest.mark.parametrize(("rest_ms", "heard"), [(1000, ["listened", "stopped"]), (0, [])])
def test_keyboard_and_mouse_are_listened_to_where_gestures_rest_for_them(settings, monkeypatch, rest_ms, heard):
    told = []

    def listen(_on_input):
        told.append("listened")
        return lambda: told.append("stopped")

    monkeypatch.setattr(user_input, "listen", listen)
    assert run.run_headless(with_changes(settings, [f"suppress_after_input_ms={rest_ms}"]), None, SilentReport()) == 0
    assert told == heard


def test_a_run_that_met_a_problem_says_so_by_its_exit_code(settings, capsys):
    report = SilentReport()
    assert run.run_headless(with_changes(settings, ["source.spec=nowhere.mp4"]), None, report) == 1
    assert "nowhere.mp4" in capsys.readouterr().err
    assert [tally.frames for tally in report.summaries] == [0]


def test_a_run_waits_for_a_camera_that_is_missing_and_tells_so_once(settings, capsys):
    missing = with_changes(settings, ["source.spec=webcam:no-such|Camera"])  # as it is saved when it is chosen
    assert run.run_headless(missing, 2.0, SilentReport()) == 1
    assert capsys.readouterr().err.count("The camera Camera is not connected; plug it in") == 1


def test_a_camera_that_is_misspelt_on_the_command_line_ends_the_run_at_once():
    args = argparse.Namespace(headless=True, hidden=False, source="webcam:no-such", seconds=None, json=False)
    with pytest.raises(SourceError, match="The camera no-such is not connected"):
        run.run(args)


@pytest.fixture
def unusable(monkeypatch, tmp_path):
    """A place for sockets where none can be made."""
    (tmp_path / "file").write_text("no folder")
    monkeypatch.setattr(paths, "runtime_folder", lambda: tmp_path / "file" / "run")


def test_a_run_that_nobody_can_reach_says_so_and_goes_on(settings, capsys, unusable):
    assert run.run_headless(settings, None, SilentReport()) == 0
    assert "Other commands cannot reach this run" in capsys.readouterr().err


def test_a_second_run_without_a_window_runs_beside_the_first(settings, capsys):
    with contextlib.closing(headless_channel(paths.runtime_folder()).claim()):
        assert run.run_headless(settings, None, SilentReport()) == 0
    assert capsys.readouterr().err == ""


@pytest.fixture
def shown(monkeypatch):
    """The windows that would have been shown: their parts, and what they answer on."""
    windows = []

    def run_window(parts, limit_s, claim):
        windows.append((parts, claim))
        return 0

    monkeypatch.setattr(composition, "run_window", run_window)
    monkeypatch.setattr(run, "has_display", lambda: True)
    return windows


def test_a_window_that_nobody_can_reach_says_so_and_is_shown(call, shown, unusable):
    assert call(run.COMMAND) == (0, [])
    ((parts, claim),) = shown
    assert claim is None
    assert "Other commands cannot reach this run" in parts.notice


def test_a_window_can_be_started_hidden_and_gives_its_channel_back(call, shown):
    assert call(run.COMMAND, "--hidden", "--set", "ui.first_run=done") == (0, [])
    ((parts, claim),) = shown
    assert parts.starts_hidden
    assert claim.lock.closed


def test_hidden_and_without_a_window_do_not_go_together(call):
    with pytest.raises(UsageError, match="choose one of them"):
        call(run.COMMAND, "--hidden", "--headless")


def test_a_window_is_not_opened_for_a_model_that_there_is_none_of(call, shown):
    with pytest.raises(ModelError, match="no model called nosuch"):
        call(run.COMMAND, "--model", "nosuch")
    assert not shown


@pytest.mark.parametrize(
    ("options", "is_first_run"),
    [
        pytest.param([], True, id="the very first start"),
        pytest.param(["--source", "rendered"], False, id="who names a source has chosen what is looked at"),
        pytest.param(["--set", "ui.first_run=done"], False, id="gone through before"),
        pytest.param(["--set", "ui.first_run=skipped"], False, id="left before"),
        pytest.param(["--first-run", "--set", "ui.first_run=done"], True, id="asked for again"),
    ],
)
def test_the_first_run_opens_by_itself_once_and_whenever_it_is_asked_for(call, shown, options, is_first_run):
    assert call(run.COMMAND, *options) == (0, [])
    ((parts, _),) = shown
    assert parts.is_first_run is is_first_run


@pytest.mark.parametrize(("options", "is_chosen"), [([], False), (["--source", "rendered"], True)])
def test_a_drawn_hand_that_is_named_was_chosen_even_after_a_first_run_that_was_skipped(call, shown, options, is_chosen):
    call(run.COMMAND, "--set", "ui.first_run=skipped", "--set", "source.spec=rendered", *options)
    ((parts, _),) = shown
    assert parts.is_source_chosen is is_chosen


def test_a_first_start_is_never_hidden_because_it_has_to_ask(call, shown):
    assert call(run.COMMAND, "--hidden") == (0, [])
    ((parts, _),) = shown
    assert (parts.starts_hidden, parts.is_first_run) == (False, True)


def test_a_second_start_that_shall_be_hidden_leaves_the_first_where_it_is(call, shown):
    with contextlib.closing(window_channel(paths.runtime_folder()).claim()):  # and nobody who could raise it
        assert call(run.COMMAND, "--hidden") == (0, ["Gesture control is already running."])
    assert shown == []


@pytest.mark.parametrize(("player", "expected"), [(None, "dry_run"), ("mpris", "mpris")])
def test_the_demo_needs_neither_camera_nor_player(player, expected):
    settings = run.demo_settings(Settings(), player)
    assert settings.source.spec.endswith(".mp4")
    assert settings.player.spec == expected


@pytest.mark.parametrize(
    ("system", "variables", "expected"),
    [
        ("linux", {}, False),
        ("linux", {"DISPLAY": ""}, False),
        ("linux", {"DISPLAY": ":0"}, True),
        ("linux", {"WAYLAND_DISPLAY": "wayland-0"}, True),
        ("win32", {}, True),
        ("darwin", {}, True),
    ],
)
def test_a_display_is_known_by_what_the_desktop_sets(monkeypatch, system, variables, expected):
    monkeypatch.setattr(sys, "platform", system)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert run.has_display() is expected
