from __future__ import annotations

import argparse
import json

import pytest
from colour_network import write_colour_model

from gesture_app.commands import cameras, models, players
from gesture_app.core.errors import PlayerError
from gesture_app.core.paths import user_models_folder
from gesture_app.players import spotify_web


@pytest.fixture
def model():
    """A network of the user's own."""
    return write_colour_model(user_models_folder() / "colours")


def test_models_lists_the_users_own(call, model):
    code, lines = call(models.COMMAND)
    assert code == 0
    assert "colours          Colours  (320 px, 3 gestures, accuracy not measured)" in lines


def test_models_tells_programs_all_of_a_card(call, model):
    cards = [json.loads(line) for line in call(models.COMMAND, "--json")[1]]
    mine = next(card for card in cards if card["name"] == "colours")
    assert (mine["input_px"], mine["labels"], mine["file"]) == (320, ["palm", "fist", "peace"], str(model))


def test_a_damaged_card_does_not_hide_the_others(model, capsys):
    broken = user_models_folder() / "broken"
    broken.mkdir()
    (broken / "card.toml").write_text("title = ")
    assert models.COMMAND.run(argparse.Namespace(json=False, add=None)) == 0
    said = capsys.readouterr()
    assert "colours" in said.out
    assert "broken" in said.err


def test_players_lists_one_that_is_always_there(call):
    code, lines = call(players.COMMAND)
    assert code == 0
    assert any(line.startswith("dry_run ") for line in lines)
    assert "dry_run" in {json.loads(line)["spec"] for line in call(players.COMMAND, "--json")[1]}


@pytest.mark.parametrize(
    ("name", "complaint"),
    [
        ("spotify_web", "client id of your own"),
        ("dry_run", "wants no sign-in"),
        ("gramophone", "no player called gramophone"),
    ],
)
def test_a_sign_in_that_cannot_be_made_is_explained(call, name, complaint):
    with pytest.raises(PlayerError, match=complaint):
        call(players.COMMAND, "--sign-in", name)


def test_a_sign_in_takes_the_client_id_of_the_settings(call, monkeypatch):
    asked = []
    monkeypatch.setattr(spotify_web, "sign_in_with", lambda access, _: asked.append(access.client_id))
    assert call(players.COMMAND, "--sign-in", "spotify_web", "--set", "player.spotify_client_id=mine")[0] == 0
    assert asked == ["mine"]


def test_cameras_lists_one_that_is_always_there(call):
    code, lines = call(cameras.COMMAND)
    assert code == 0
    assert any(line.startswith("rendered ") for line in lines)
    assert "rendered" in {json.loads(line)["spec"] for line in call(cameras.COMMAND, "--json")[1]}


def test_a_network_is_taken_in_and_listed(call, tmp_path):
    model = write_colour_model(tmp_path / "mine")
    assert call(models.COMMAND, "--add", model.parent) == (
        0,
        ["mine is in the library now; gesture-app run --model mine"],
    )
    assert any(line.startswith("mine ") for line in call(models.COMMAND)[1])
