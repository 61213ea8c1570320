"""README.md says what is true: its gestures, its commands and the files it points to."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from gesture_app.cli import build_parser
from gesture_app.core.settings import find_row, from_text

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
GESTURES = tomllib.loads((ROOT / "assets" / "gestures.toml").read_text(encoding="utf-8"))["gesture"]
COMMANDS = sorted(set(re.findall(r"^gesture-app (.+?)(?:\s+#.*)?$", README, re.MULTILINE)))


@pytest.mark.parametrize("gesture", GESTURES, ids=lambda gesture: gesture["label"])
def test_a_gesture_is_listed_with_what_it_does(gesture: dict[str, str]) -> None:
    rows = [row for row in README.splitlines() if row.startswith("|") and gesture["title"] in row]
    assert len(rows) == 1
    words = gesture.get("command", "").replace("play_pause", "plays or pauses").replace("_", " ")
    assert words in rows[0]
    assert ("repeats" in rows[0]) == (gesture.get("mode") == "repeat")


def test_there_are_commands_to_try() -> None:
    assert len(COMMANDS) > 3


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_line_is_understood(command: str) -> None:
    args = build_parser().parse_args(command.split())
    if command.startswith("config set"):
        from_text(find_row(args.key), args.value)


def test_every_link_into_the_repository_leads_somewhere() -> None:
    links = re.findall(r"\]\((?!https?:|#)([^)]+)\)", README)
    assert links
    assert [link for link in links if not (ROOT / link).exists()] == []
