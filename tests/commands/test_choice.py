"""`gesture-app bench --choose` measures what there is, chooses by its rule, and keeps the choice if it is asked to."""

from __future__ import annotations

import json

import cv2
import pytest
from colour_network import frame_with, write_colour_model

from gesture_app.commands import _speed, config
from gesture_app.commands.bench import COMMAND
from gesture_app.core.errors import ModelError, UsageError
from gesture_app.core.paths import settings_file, user_models_folder

SCORES = {"exact": 0.7, "short": 0.696, "poor": 0.6}


@pytest.fixture
def models(monkeypatch):
    """Three networks of the user's, and none besides."""
    for name, score in SCORES.items():
        card = write_colour_model(user_models_folder() / name).with_name("card.toml")
        metrics = f'[metrics]\ndata = "hands"\nsplit = "test"\nmap50_95 = {score}\n'
        card.write_text(card.read_text(encoding="utf-8") + metrics, encoding="utf-8")
    monkeypatch.setattr("gesture_app.core.models.models_folder", lambda: user_models_folder() / "none")


@pytest.fixture
def choose(models, tmp_path, monkeypatch, call):
    """Choose with measurements that are as short as can be; gives what was printed."""
    monkeypatch.setattr(_speed, "WARM_UP_S", 0.02)
    monkeypatch.setattr("os.cpu_count", lambda: 1)
    film = tmp_path / "film.mp4"
    writer = cv2.VideoWriter(str(film), cv2.VideoWriter.fourcc(*"mp4v"), 30, (320, 192))
    for _ in range(10):
        writer.write(frame_with().pixels)
    writer.release()

    def run(*arguments):
        code, lines = call(COMMAND, "--choose", "--source", film, "--seconds", "0.1", "--against", "exact", *arguments)
        assert code == 0
        return lines

    return run


def test_every_network_is_tried_in_every_engine_and_one_that_loses_too_much_is_not_chosen(choose):
    (line,) = choose("--json")
    row = json.loads(line)
    tried = {(timing["model"], timing["engine"]): timing for timing in row["timings"]}
    assert {(model, engine) for model in SCORES for engine in ("onnx", "openvino")} <= set(tried)
    assert {model for (model, _), timing in tried.items() if timing["is_accurate_enough"]} == {"exact", "short"}
    assert row["chosen"] in row["timings"]
    assert row["chosen"]["is_accurate_enough"]
    assert row["chosen"]["fps"] > 0
    assert not row["is_saved"]
    assert not settings_file().exists()


def test_people_read_the_rule_and_how_to_keep_the_choice(choose):
    lines = choose("--engine", "onnx", "--may-lose", "0.3")
    assert [line.split()[:3] for line in lines[1:4]].count(["*", "exact", "onnx"]) == 1
    assert any(line.endswith("10.00: too many") for line in lines)
    assert lines[-2:] == [
        "Chosen (*): exact in onnx with 1 thread, the fastest that loses at most 0.3 points of mAP50-95 "
        "against exact, by their cards.",
        "gesture-app bench --choose --save keeps it.",
    ]


def test_the_choice_is_kept_and_other_settings_stay(choose, call):
    for key, value in (("engine.hold_ms", "900"), ("detector.input_px", "640")):
        call(config.COMMAND, "set", key, value)
    choose("--engine", "onnx", "--model", "short", "--save", "--set", "engine.hold_ms=100")
    _, (line,) = call(config.COMMAND, "get", "--json")
    values = json.loads(line)
    assert [values[f"detector.{name}"] for name in ("model", "engine", "threads")] == ["short", "onnx", "1"]
    assert (values["engine.hold_ms"], values["detector.input_px"]) == ("900", "0")


def test_a_network_that_cannot_be_loaded_is_told_once_and_hides_no_other(choose, monkeypatch):
    told = []
    monkeypatch.setattr("gesture_app.commands._choice.warn", told.append)
    (user_models_folder() / "poor" / "model.onnx").write_text("not a network")
    (line,) = choose("--engine", "onnx", "--json")
    assert {timing["model"] for timing in json.loads(line)["timings"]} == {"exact", "short"}
    assert len(told) == 1
    assert told[0].startswith("poor in onnx with 1 thread is left out: ONNX Runtime cannot load the model")


@pytest.mark.parametrize(
    ("option", "name", "sentence"),
    [("--engine", "abacus", "no inference engine called abacus"), ("--model", "superb", "no model called superb")],
)
def test_what_is_named_must_be_there(choose, option, name, sentence):
    with pytest.raises(ModelError, match=sentence):
        choose(option, name)


def test_where_nothing_works_the_reason_is_told(choose):
    (user_models_folder() / "poor" / "model.onnx").write_text("not a network")
    with pytest.raises(ModelError, match=r"cannot load the model .*poor"):
        choose("--engine", "onnx", "--model", "poor")


def test_a_yardstick_that_is_not_there_is_named(choose):
    with pytest.raises(ModelError, match="no model called superb; there are: exact, poor, short"):
        choose("--against", "superb")


def test_nothing_is_kept_that_was_not_chosen(call):
    with pytest.raises(UsageError, match="--choose"):
        call(COMMAND, "--save")


@pytest.mark.parametrize("points", ["-1", "nan", "many"])
def test_points_are_a_number_from_0(call, points, capsys):
    with pytest.raises(SystemExit):
        call(COMMAND, "--choose", "--may-lose", points)
    assert "--may-lose" in capsys.readouterr().err
