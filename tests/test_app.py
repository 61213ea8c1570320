from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from colour_network import LABELS, write_colour_model

from gesture_app import app
from gesture_app.core.detector import EngineKind
from gesture_app.core.errors import AppError, ModelError, SourceError
from gesture_app.core.models import read_card
from gesture_app.core.paths import user_models_folder
from gesture_app.core.rest import Rest
from gesture_app.core.settings import (
    DetectorSettings,
    PlayerSettings,
    PrivacySettings,
    Settings,
    SourceSettings,
    with_typed_value,
    with_value,
)
from gesture_app.core.source import SourceRequest
from gesture_app.core.types import Command, Frame
from gesture_app.workers.session_watch import watch_session


def engine(name, priority, reason=None):
    return EngineKind(name, name.title(), open=lambda request: None, missing=lambda: reason, priority=priority)


ENGINES = {
    "slow": engine("slow", 1),
    "fast": engine("fast", 2),
    "absent": engine("absent", 9, "Absent needs a graphics card."),
    "odd": engine("odd", 0),
}


def test_auto_takes_the_best_engine_that_can_run_here():
    assert app.choose_engine("auto", ENGINES).name == "fast"


def test_an_engine_can_be_asked_for_by_name():
    assert app.choose_engine("odd", ENGINES).name == "odd"


@pytest.mark.parametrize(
    ("name", "kinds", "complaint"),
    [
        pytest.param("steam", ENGINES, "there are: absent, fast, odd, slow", id="unknown"),
        pytest.param("absent", ENGINES, "Absent needs a graphics card", id="cannot run here"),
        pytest.param("auto", {"odd": ENGINES["odd"]}, "No inference engine is installed", id="none at all"),
    ],
)
def test_an_engine_that_is_not_there_is_explained(name, kinds, complaint):
    with pytest.raises(ModelError, match=complaint):
        app.choose_engine(name, kinds)


def test_the_detector_is_asked_for_as_card_and_settings_say(tmp_path):
    model = write_colour_model(tmp_path / "colours", input_px=416)
    settings = DetectorSettings(model=str(model.parent), min_score=0.4, threads=3)
    request = app.detector_request(settings, app.load_vocabulary())
    assert (request.model, request.labels, request.input_px) == (model, LABELS, 416)
    assert (request.min_score, request.threads) == (0.4, 3)


def test_the_settings_may_change_the_input_size_to_one_that_fits(tmp_path):
    model = str(write_colour_model(tmp_path / "colours"))
    vocabulary = app.load_vocabulary()
    assert app.detector_request(DetectorSettings(model=model, input_px=256), vocabulary).input_px == 256


@pytest.mark.parametrize(
    ("key", "text", "complaint"),
    [
        ("detector.model", "nosuch", "no model called nosuch"),
        ("detector.engine", "steam", "no inference engine called steam"),
        ("source.spec", "nosuch", "no source nosuch"),
        ("player.spec", "gramophone:his", "no player called gramophone"),
    ],
)
def test_a_name_of_nothing_is_refused(key, text, complaint):
    with pytest.raises(AppError, match=complaint):
        app.check_name(with_value(Settings(), key, text), key)


def test_what_there_is_may_be_named():
    for key in ("detector.model", "detector.engine", "source.spec", "player.spec", "ui.theme"):
        app.check_name(Settings(), key)
    app.check_name(with_value(Settings(), "player.spec", "mpris:vlc"), "player.spec")


def test_a_network_may_only_know_gestures_of_the_vocabulary(tmp_path):
    model = write_colour_model(tmp_path / "odd", labels=("palm", "fist", "wink"))
    with pytest.raises(ModelError, match=r"does not \(wink\)"):
        app.detector_request(DetectorSettings(model=str(model)), app.load_vocabulary())


def test_a_recording_has_an_engine_of_its_own():
    assert app.engine_for(DetectorSettings(model="seen.jsonl", engine="onnx")).name == "recorded"


def test_a_source_goes_to_the_kind_that_understands_it():
    source = app.open_source(SourceRequest("rendered", width_px=64, height_px=48))
    assert source.read().size_px == (64, 48)
    source.close()


def test_a_source_that_nobody_understands_is_explained():
    with pytest.raises(SourceError, match=r"There is no source telepathy; .*rendered"):
        app.open_source(SourceRequest("telepathy"))


def test_requests_follow_the_settings():
    source = app.source_request(SourceSettings(spec="film.mp4", width_px=640, height_px=360, fps=25))
    assert source == SourceRequest("film.mp4", width_px=640, height_px=360, fps=25)
    asked = PlayerSettings(spec="mpris", pinned="VLC", ignored=("Firefox", "mpv"), spotify_client_id="mine")
    player = app.player_request(asked)
    assert player.spec == "mpris"
    assert player.options == {"pin": "VLC", "ignore": "Firefox,mpv", "spotify_client_id": "mine"}


def test_the_line_obeys_the_settings(tmp_path):
    model = str(write_colour_model(tmp_path / "colours"))
    settings = Settings(detector=DetectorSettings(model=model, engine="onnx"))
    line = app.build_line(settings, app.load_vocabulary())
    assert line.detector.title == "ONNX Runtime, colours"
    armed = dataclasses.replace(settings, engine=dataclasses.replace(settings.engine, always_armed=True))
    assert app.build_line(armed, app.load_vocabulary()).engine.arm_left_s(0.0) == float("inf")
    assert line.engine.arm_left_s(0.0) is None
    assert app.load_vocabulary()["palm"].command is Command.PLAY_PAUSE


def test_cameras_are_looked_after_as_the_settings_want():
    rare = app.care_for(Settings()).sentinel
    rare.is_worth_showing(Frame(np.zeros((9, 16, 3), np.uint8), 0, 0.0))
    assert not rare.is_awake(60.0)
    never = Settings(source=SourceSettings(look_rarely_after_s=0.0), privacy=PrivacySettings(rest_locked=False))
    care = app.care_for(never)
    care.resting.begin(Rest.LOCKED)
    care.sentinel.is_worth_showing(Frame(np.zeros((9, 16, 3), np.uint8), 0, 0.0))
    assert care.sentinel.is_awake(1e6)
    assert care.resting.why_closed is None


def test_a_headless_line_hears_of_the_session():
    parts = app.headless_parts(with_typed_value(Settings(), "detector.engine", "onnx"), SourceRequest("rendered"))
    assert parts.watch_session is watch_session
    parts.line.close()


def test_a_network_without_a_card_is_taken_in_with_what_it_says_of_itself(tmp_path):
    model = write_colour_model(tmp_path / "colours", input_px=320)
    (model.parent / "card.toml").unlink()
    folder = app.take_in_model(model, app.load_vocabulary())
    card = read_card(folder)
    assert (folder.name, card.labels, card.input_px) == ("model", LABELS, 320)


def test_a_network_that_knows_other_gestures_is_not_taken_in(tmp_path):
    model = write_colour_model(tmp_path / "odd", labels=("palm", "fist", "wink"))
    with pytest.raises(ModelError, match=r"does not \(wink\)"):
        app.take_in_model(model.parent, app.load_vocabulary())
    assert not list(user_models_folder().glob("*"))


def test_a_network_that_finds_no_hands_is_not_taken_in(tmp_path):
    model = write_colour_model(tmp_path / "odd", labels=("palm",), card_labels=("palm",))
    with pytest.raises(ModelError, match="rows were expected"):
        app.take_in_model(model.parent, app.load_vocabulary())
