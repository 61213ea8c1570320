"""A wish becomes the command that a person would type."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from gesture_app.core.lab.commands import shown
from gesture_app.core.lab.retraining import (
    Length,
    RetrainPlaces,
    RetrainWish,
    Start,
    drawing_command,
    folder_name,
    free_name,
    is_drawn,
    plan_arguments,
    retrain_command,
)


@pytest.fixture
def places(tmp_path: Path) -> RetrainPlaces:
    return RetrainPlaces(*(tmp_path / name for name in ("runs", "models", "rehearse", "own")))


def test_what_is_as_usual_is_not_said(places: RetrainPlaces) -> None:
    wish = RetrainWish((Path("/my hands"),), name="Küche 2")
    command = retrain_command(wish, places, is_added=False)
    assert command[:3] == ("gesture-train", "retrain", "/my hands")
    assert command[3:] == (
        *("--out", str(places.runs / "küche-2"), "--model", str(places.models / "küche-2")),
        *("--title", "Küche 2", "--json"),
    )
    assert shown([command]).startswith("gesture-train retrain '/my hands' --out")
    assert "--json" not in shown([command])


def test_every_choice_is_said_and_the_place_has_the_last_word(places: RetrainPlaces) -> None:
    places = replace(places, arguments=("--input-px", "64"))
    wish = RetrainWish((Path("a"), Path("b")), Start.DENSE, 0.3, Length.SHORT, is_anew=True)
    words = "retrain a b --from dense --way train --input-px 64 --plan --json"
    assert plan_arguments(wish, places) == tuple(words.split())
    words = "gesture-train retrain a b --from dense --way train --pruning-ratio 0.3 --epochs 8 --out"
    command = retrain_command(wish, places, is_added=False)
    assert command[:13] == tuple(words.split())
    assert command[-3:] == ("--input-px", "64", "--json")


def test_where_gestures_are_added_nothing_is_asked_of_the_training(places: RetrainPlaces) -> None:
    wish = RetrainWish((Path("a"),), pruning_ratio=0.3, length=Length.SHORT)
    command = retrain_command(wish, places, is_added=True)
    assert command[3:5] == ("--rehearse", str(places.rehearse))
    assert not {"--epochs", "--pruning-ratio"} & set(command)
    assert Length.LONG.value > 0


def test_a_name_that_is_taken_gets_a_number(places: RetrainPlaces) -> None:
    (places.models / "mine").mkdir(parents=True)
    (places.runs / "mine-2").mkdir(parents=True)
    assert free_name("Mine!", places) == "mine-3"
    assert folder_name("  ../.. ") == "mine"


def test_hands_are_drawn_once(places: RetrainPlaces) -> None:
    assert drawing_command(places) == ("gesture-app", "render", str(places.rehearse), "--count", "300")
    folder = places.rehearse / "images" / "train"
    folder.mkdir(parents=True)
    for number in range(299):
        (folder / f"{number}.jpg").touch()
    assert not is_drawn(places)
    (folder / "last.jpg").touch()
    assert is_drawn(places)
