"""README.md says what is true: its gestures, its commands and the files it points to."""

from __future__ import annotations

import re
import shlex
import tomllib
from pathlib import Path

import pytest

import gesture_app.cli
import training.cli
from gesture_app.core.settings import find_row, from_text

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
GESTURES = tomllib.loads((ROOT / "assets" / "gestures.toml").read_text(encoding="utf-8"))["gesture"]
LINES = README.replace("\\\n", " ")  # a long command goes on in the next line


def commands_of(program: str) -> list[list[str]]:
    """The arguments of each line that README shows for a program, without its comment."""
    shown = re.findall(rf"^{program} (.+)$", LINES, re.MULTILINE)
    return [shlex.split(line, comments=True) for line in shown]


@pytest.mark.parametrize("gesture", GESTURES, ids=lambda gesture: gesture["label"])
def test_a_gesture_is_listed_with_what_it_does(gesture: dict[str, str]) -> None:
    rows = [row for row in README.splitlines() if row.startswith("|") and gesture["title"] in row]
    assert len(rows) == 1
    words = gesture.get("command", "").replace("play_pause", "plays or pauses").replace("_", " ")
    assert words in rows[0]
    assert ("repeats" in rows[0]) == (gesture.get("mode") == "repeat")


@pytest.mark.parametrize("command", commands_of("gesture-app"), ids=" ".join)
def test_a_command_of_the_app_is_understood(command: list[str]) -> None:
    args = gesture_app.cli.build_parser().parse_args(command)
    if command[:2] == ["config", "set"]:
        from_text(find_row(args.key), args.value)


@pytest.mark.parametrize("command", commands_of("gesture-train"), ids=" ".join)
def test_a_command_of_the_training_is_understood(command: list[str]) -> None:
    training.cli.build_parser().parse_args(command)


def test_recipes_that_are_named_exist() -> None:
    named = re.findall(r"training/recipes/\w+\.toml", README)
    assert named
    assert [recipe for recipe in named if not (ROOT / recipe).is_file()] == []


def test_every_link_into_the_repository_leads_somewhere() -> None:
    links = re.findall(r"(?:\]\(|src=\"|srcset=\")(?!https?:|#)([^)\"]+)", README)
    assert links
    assert [link for link in links if not (ROOT / link).exists()] == []
