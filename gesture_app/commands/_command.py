"""What a subcommand is, how it introduces itself, and how it speaks."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass

JsonValue = str | int | float | bool | None | list["JsonValue"] | dict[str, "JsonValue"]


@dataclass(frozen=True, slots=True)
class Subcommand:
    """One file of gesture_app/commands; its name on the command line is the file's.

    The file is imported to print the help of all commands, so whatever is slow to import, such as cv2 or Qt, is
    imported inside `run`.
    """

    help: str  # for the list of commands
    add_arguments: Callable[[argparse.ArgumentParser], None]
    run: Callable[[argparse.Namespace], int]  # gives the exit code; raises AppError


def say(text: str) -> None:
    """Print one line at once, even into a pipe."""
    print(text, flush=True)


def say_json(value: Mapping[str, JsonValue]) -> None:
    """Print one JSON object on one line."""
    say(json.dumps(value, ensure_ascii=False))


def warn(text: str) -> None:
    """Tell a person something that is not part of the output."""
    print(f"gesture-app: {text}", file=sys.stderr, flush=True)
