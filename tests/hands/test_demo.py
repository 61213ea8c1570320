from __future__ import annotations

import tomllib
import wave

import cv2
import pytest

from gesture_app.core.paths import assets_folder
from gesture_app.hands import demo
from gesture_app.hands.film import HandFilm, acts

SHIPPED = assets_folder() / "demo"


def test_the_tune_is_small_and_heard(tmp_path):
    path = tmp_path / "tune.wav"
    demo.write_tune(path)
    with wave.open(str(path)) as file:
        seconds = file.getnframes() / file.getframerate()
        samples = file.readframes(file.getnframes())
    assert 20 < seconds < 60
    assert path.stat().st_size < 300_000
    assert min(samples) < 60
    assert max(samples) > 200


def test_the_same_code_writes_the_tune_that_ships(tmp_path):
    path = tmp_path / "tune.wav"
    demo.write_tune(path)
    new, shipped = path.read_bytes(), (SHIPPED / demo.TUNE).read_bytes()
    assert len(new) == len(shipped)
    # Another numpy may round the odd sample differently.
    assert sum(abs(a - b) > 1 for a, b in zip(new, shipped, strict=True)) == 0


def test_the_script_says_what_the_film_shows():
    film = HandFilm((96, 54), acts(["palm", "peace"], 1.0, 0.5), rooms=1)
    script = tomllib.loads(demo.script_text(film))
    assert [entry["gesture"] for entry in script["shown"]] == ["palm", "peace"]
    for entry in script["shown"]:
        middle_s = (entry["start_s"] + entry["end_s"]) / 2
        assert film.gesture_at(middle_s) == entry["gesture"]
        assert entry["end_s"] - entry["start_s"] == pytest.approx(1.0, abs=0.1)


def test_the_shipped_clip_is_as_long_as_its_script_and_small():
    script = tomllib.loads((SHIPPED / demo.SCRIPT).read_text(encoding="utf-8"))
    capture = cv2.VideoCapture(str(SHIPPED / demo.CLIP), cv2.CAP_FFMPEG)
    frames, fps = capture.get(cv2.CAP_PROP_FRAME_COUNT), capture.get(cv2.CAP_PROP_FPS)
    size = capture.get(cv2.CAP_PROP_FRAME_WIDTH), capture.get(cv2.CAP_PROP_FRAME_HEIGHT)
    capture.release()
    assert (SHIPPED / demo.CLIP).stat().st_size < 3_000_000
    assert size == demo.SIZE_PX
    assert fps == script["fps"]
    assert frames / fps == pytest.approx(script["seconds"], abs=0.1)
    assert [entry["gesture"] for entry in script["shown"]] == list(demo.GESTURES)


def test_a_clip_holds_every_frame_of_one_round(tmp_path, monkeypatch):
    monkeypatch.setattr(demo, "SIZE_PX", (96, 64))
    film = HandFilm((96, 64), acts(["palm"], 0.2, 0.2), rooms=1)
    demo.write_clip(tmp_path / "clip.mp4", film)
    capture = cv2.VideoCapture(str(tmp_path / "clip.mp4"), cv2.CAP_FFMPEG)
    assert capture.get(cv2.CAP_PROP_FRAME_COUNT) == round(film.length_s * demo.FPS)
    capture.release()
