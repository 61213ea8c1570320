"""The measurement itself: what `gesture-app bench` prints must be what happened."""

from __future__ import annotations

import argparse
import json
import os

import cv2
import pytest
from colour_network import frame_with, write_colour_model

from gesture_app.commands._speed import cpu_model
from gesture_app.commands.bench import COMMAND

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
        writer.write(frame_with(size_px=(1280, 720)).pixels)
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
    figures = json.loads(bench("--json"))
    assert figures["frames"] == pytest.approx(figures["fps"] * figures["seconds"], abs=1.5)
    assert 0 < figures["detect_ms_p50"] <= figures["detect_ms_p95"]
    assert figures["detect_ms_p50"] + figures["decision_ms_p50"] < figures["latency_ms_p50"]
    assert figures["latency_ms_p50"] <= figures["latency_ms_p95"]
    # The film waits for the detector, so frames cannot come faster than it looks at them, and none is dropped.
    assert figures["fps"] < 1.2 * 1000 / figures["detect_ms_p50"]
    assert figures["dropped"] == 0


def test_for_people_it_prints_a_list(bench):
    lines = bench().splitlines()
    assert {line.split()[0] for line in lines} >= PROMISED


def test_the_processor_has_a_name():
    assert cpu_model().strip()
