"""The measurement itself: what `gesture-app bench` prints must be what happened."""

from __future__ import annotations

import argparse
import json
import os

import cv2
import pytest
from colour_network import RED, frame_with, write_colour_model

from gesture_app.commands import _idle
from gesture_app.commands.bench import COMMAND
from gesture_app.core.errors import SourceError
from gesture_app.core.machine import cpu_model

TRIES = 5  # at figures that a busy machine spoils
PROMISED = {
    "engine", "model", "input_px", "source_px", "frames", "fps", "capture_ms", "detect_ms_p50", "detect_ms_p95",
    "decision_ms_p50", "latency_ms_p50", "latency_ms_p95", "rss_mb", "cpu_model", "dropped",
}  # fmt: skip


@pytest.fixture
def bench(tmp_path, capsys):
    """Run the bench for half a second on a short clip; gives what it printed."""
    film = tmp_path / "film.mp4"
    writer = cv2.VideoWriter(str(film), cv2.VideoWriter.fourcc(*"mp4v"), 30, (1280, 720))
    for _ in range(10):
        writer.write(frame_with([(RED, (448, 200, 704, 456))], size_px=(1280, 720)).pixels)
    writer.release()
    model = write_colour_model(tmp_path / "colours").parent

    def run(*arguments):
        parser = argparse.ArgumentParser()
        COMMAND.add_arguments(parser)
        options = ["--source", str(film), "--model", str(model), "--seconds", "0.5"]
        assert COMMAND.run(parser.parse_args([*options, *arguments])) == 0
        return capsys.readouterr().out

    return run


@pytest.mark.parametrize("engine", ["openvino", "onnx"])
def test_it_prints_one_object_with_everything_that_was_promised(bench, engine):
    lines = bench("--json", "--engine", engine).splitlines()
    assert len(lines) == 1
    figures = json.loads(lines[0])
    assert set(figures) >= PROMISED
    assert (figures["engine"], figures["input_px"], figures["source_px"]) == (engine, 320, [1280, 720])
    assert figures["cpu_count"] == os.cpu_count()


def test_the_figures_fit_together(bench):
    def are_of_one_line() -> bool:
        figures = json.loads(bench("--json"))
        assert figures["frames"] == pytest.approx(figures["fps"] * figures["seconds"], abs=1.5)
        assert 0 < figures["detect_ms_p50"] <= figures["detect_ms_p95"]
        assert figures["latency_ms_p50"] <= figures["latency_ms_p95"]
        assert figures["dropped"] == 0
        # The film waits for the detector, so frames cannot come faster than it looks at them, and none is dropped.
        is_slower = figures["fps"] < 1.2 * 1000 / figures["detect_ms_p50"]
        return is_slower and figures["detect_ms_p50"] + figures["decision_ms_p50"] < figures["latency_ms_p50"]

    assert any(are_of_one_line() for _ in range(TRIES))


def test_it_goes_on_until_there_are_frames_to_measure(bench):
    assert json.loads(bench("--json", "--seconds", "0.0001"))["frames"] >= 2


def test_for_people_it_prints_a_list(bench):
    lines = bench().splitlines()
    assert {line.split()[0] for line in lines} >= PROMISED


def test_the_processor_has_a_name():
    assert cpu_model().strip()


def test_with_a_player_it_says_how_soon_that_obeys(bench):
    quick = ("--set", "always_armed=yes", "--set", "hold_ms=1", "--set", "cooldown_ms=0", "--set", "entry_quiet_ms=0")
    again = ("--set", "bindings.palm.release_required=no", "--set", "vote_window_ms=0")
    figures = json.loads(bench("--json", "--player", "dry_run", "--seconds", "1", *quick, *again))
    assert figures["player"] == "dry_run"
    assert figures["orders"] == figures["obeyed"] > 0
    assert 0 < figures["decision_ms_p50"] <= figures["reaction_ms_p50"] <= figures["reaction_ms_p95"]
    assert list(figures["reaction_ms_p50_by_command"]) == ["play_pause"]


def test_where_nothing_is_ordered_there_is_nothing_to_time(bench):
    with pytest.raises(SourceError, match="Of 0 orders"):
        bench("--player", "dry_run", "--seconds", "0.3", "--set", "min_hand_share=1")


def test_idle_it_says_what_a_room_costs_with_a_sentinel_and_without(bench, monkeypatch):
    monkeypatch.setattr(_idle, "SETTLING_S", 0.4)
    monkeypatch.setattr(_idle, "AWAKE_S", 0.1)
    small = ("--set", "source.width_px=320", "--set", "source.height_px=180")
    blind = ("--set", "detector.min_score=1")  # to this network every colour is a hand

    def is_worth_it() -> bool:
        figures = json.loads(bench("--json", "--idle", "--source", "empty room", "--seconds", "1.5", *small, *blind))
        assert figures["source"] == "empty room"
        assert figures["cpu_share"] >= 0
        is_rare = figures["detected_fps"] < 3 and figures["always_fps"] > 5 * figures["detected_fps"]
        # A processor's clock ticks every 10 ms only.
        return is_rare and figures["cpu_share"] < figures["always_cpu_share"]

    assert any(is_worth_it() for _ in range(TRIES))


@pytest.mark.parametrize("other", [("--player", "dry_run"), ("--choose",)])
def test_one_thing_is_measured_at_a_time(bench, capsys, other):
    with pytest.raises(SystemExit) as end:
        bench("--idle", *other)
    assert end.value.code == 2
    assert "not allowed with argument --idle" in capsys.readouterr().err
