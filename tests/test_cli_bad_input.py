"""Whatever a user gets wrong is answered with one sentence and an exit code, never with a traceback."""

from __future__ import annotations

import subprocess
import sys

import pytest
from colour_network import write_colour_model


@pytest.fixture
def refusal(tmp_path, monkeypatch):
    """Run a command that must fail; gives the one sentence."""
    monkeypatch.delenv("OPENCV_FFMPEG_LOGLEVEL", raising=False)  # the app itself must see to it

    def run(*arguments):
        line = [sys.executable, "-m", "gesture_app", *map(str, arguments)]
        done = subprocess.run(line, capture_output=True, text=True, timeout=100, check=False, cwd=tmp_path)
        assert done.returncode == 1, done.stdout + done.stderr
        assert done.stdout == ""
        sentence = done.stderr
        assert sentence.startswith("gesture-app: ")
        assert sentence.endswith((".\n", "?\n"))
        assert sentence.count("\n") == 1
        return sentence

    return run


@pytest.fixture
def model(tmp_path):
    return write_colour_model(tmp_path / "colours").parent


def headless(model, source="rendered", player="dry_run", **options):
    more = [part for name, value in options.items() for part in (f"--{name}", value)]
    return ["run", "--headless", "--seconds", "5", "--model", model, "--source", source, "--player", player, *more]


def test_a_missing_camera(refusal, model):
    assert "camera" in refusal(*headless(model, source="webcam:no-such-camera"))


def test_a_missing_video(refusal, model):
    assert "nowhere.mp4" in refusal(*headless(model, source="nowhere.mp4"))


def test_a_video_that_is_none(refusal, model, tmp_path):
    (tmp_path / "film.mp4").write_text("no film at all")
    assert "film.mp4" in refusal(*headless(model, source="film.mp4"))


def test_a_source_that_nobody_understands(refusal, model):
    assert "no source telepathy" in refusal(*headless(model, source="telepathy"))


def test_a_missing_model(refusal):
    assert "no model called nonsense" in refusal(*headless("nonsense"))


@pytest.mark.parametrize("engine", ["openvino", "onnx"])
def test_a_broken_model(refusal, model, engine):
    (model / "model.onnx").write_bytes(b"half a downl")
    assert "cannot load the model" in refusal(*headless(model, engine=engine))


def test_a_model_with_a_gesture_that_the_app_does_not_know(refusal, tmp_path):
    odd = write_colour_model(tmp_path / "odd", labels=("palm", "fist", "wink")).parent
    assert "wink" in refusal(*headless(odd))


def test_a_model_that_its_card_does_not_describe(refusal, tmp_path):
    odd = write_colour_model(tmp_path / "odd", card_labels=("palm", "fist", "rock")).parent
    assert "disagree" in refusal(*headless(odd))


def test_a_model_that_does_not_name_its_gestures(refusal, tmp_path):
    odd = write_colour_model(tmp_path / "odd", has_names=False).parent
    assert "does not name its gestures" in refusal(*headless(odd))


def test_an_unknown_player(refusal, model):
    assert "no player called gramophone" in refusal(*headless(model, player="gramophone"))


def test_an_unknown_engine(refusal, model):
    assert "no inference engine called steam" in refusal(*headless(model, engine="steam"))


def test_an_unknown_setting(refusal, model):
    assert "engine.hold" in refusal(*headless(model), "--set", "hold=3")


def test_an_input_size_that_no_network_takes(refusal, model):
    assert "multiple of 32" in refusal(*headless(model), "--set", "detector.input_px=300")


def test_a_recording_that_is_none(refusal, tmp_path):
    (tmp_path / "seen.jsonl").write_text("hello\n")
    assert "seen.jsonl" in refusal("replay", "seen.jsonl")
