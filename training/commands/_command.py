"""What a subcommand is, and what several of them share. Torch is imported by the functions that need it."""

from __future__ import annotations

import argparse
import json
import sys
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from training.errors import RecipeError


@dataclass(frozen=True, slots=True)
class Subcommand:
    """One file of training/commands."""

    help: str
    add_arguments: Callable[[argparse.ArgumentParser], None]
    run: Callable[[argparse.Namespace], int]  # gives the exit code


def say(text: str) -> None:
    """Tell a person how it goes."""
    sys.stderr.write(f"{text}\n")


def counted(number: int, noun: str) -> str:
    """A number of things in words: 1 picture, 2 pictures."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def at_least(least: int) -> Callable[[str], int]:
    """What argparse makes a whole number by, which it refuses below `least`."""

    def whole(text: str) -> int:
        try:
            number = int(text)
        except ValueError:
            number = least - 1
        if number < least:
            raise argparse.ArgumentTypeError(f"a whole number of at least {least} is wanted, not {text!r}")
        return number

    return whole


def side_px(text: str) -> int:
    """The long side of what a network sees, as argparse makes it."""
    from training.yolo.sizes import STRIDE_PX

    if not text.isdecimal() or not int(text) or int(text) % STRIDE_PX:
        raise argparse.ArgumentTypeError(f"a network takes a multiple of {STRIDE_PX} pixels, not {text!r}")
    return int(text)


def print_json(value: object) -> None:
    """Print one JSON object on one line."""
    sys.stdout.write(f"{json.dumps(value)}\n")


def add_recipe_arguments(parser: argparse.ArgumentParser) -> None:
    """A recipe, its changes and where the run goes."""
    parser.add_argument("recipe", type=Path, help="a recipe; training/recipes holds those of the shipped networks")
    parser.add_argument("--out", type=Path, required=True, help="folder of the run")
    parser.add_argument("--resume", action="store_true", help="go on with the run that was stopped in --out")
    parser.add_argument("--set", action="append", default=[], metavar="KEY=VALUE", help="change a value of the recipe")


def changes_from(words: list[str]) -> Mapping[str, object]:
    """The KEY=VALUE words of --set, values as TOML has them; what is not TOML is taken as text.

    Raises:
        RecipeError: A word has no `=`.
    """
    changes: dict[str, object] = {}
    for word in words:
        key, equals, text = word.partition("=")
        if not equals:
            raise RecipeError(f"--set takes KEY=VALUE, not {word!r}.")
        try:
            changes[key] = tomllib.loads(f"value = {text}")["value"]
        except tomllib.TOMLDecodeError:
            changes[key] = text
    return changes
