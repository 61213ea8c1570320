"""What the buttons do is typed in one line, and the project's own command line takes it."""

from __future__ import annotations

import shlex

from gesture_app.cli import build_parser
from gesture_app.core.lab.commands import shown, take_in_command, use_command


def test_commands_stand_one_a_line_and_tell_a_person() -> None:
    assert shown([("gesture-app", "render", "a b"), ("gesture-train", "suite", "--json")]) == (
        "gesture-app render 'a b'\ngesture-train suite"
    )


def test_the_command_line_knows_what_the_buttons_do() -> None:
    for typed in (use_command("/a b/c"), take_in_command()):
        program, *words = shlex.split(typed)
        assert program == "gesture-app"
        assert build_parser().parse_args(words)
