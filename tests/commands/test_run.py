from __future__ import annotations

import sys

import cv2
import pytest
from colour_network import frame_with, write_colour_model

from gesture_app.commands import run
from gesture_app.core.settings import Settings, with_changes


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
    return with_changes(
        Settings(), [f"source.spec={source}", f"detector.model={model}", "player.spec=dry_run", "detector.engine=onnx"]
    )


def test_a_run_ends_with_its_summary(settings):
    report = SilentReport()
    assert run.run_headless(settings, None, report) == 0
    assert [tally.frames > 0 for tally in report.summaries] == [True]
    assert report.entries == []


def test_a_run_that_met_a_problem_says_so_by_its_exit_code(settings, capsys):
    report = SilentReport()
    assert run.run_headless(with_changes(settings, ["source.spec=nowhere.mp4"]), None, report) == 1
    assert "nowhere.mp4" in capsys.readouterr().err
    assert [tally.frames for tally in report.summaries] == [0]


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
