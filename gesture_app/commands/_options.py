"""Options that several subcommands share, and the settings that they amount to."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path

from gesture_app.commands._command import warn
from gesture_app.core.paths import settings_file
from gesture_app.core.settings import Settings, check_sense, load_settings, with_changes, with_typed_value

MINUTE_S = 60.0

# The option of each setting that is chosen so often that it has one.
_SHORT_CUTS = {
    "source": "source.spec",
    "player": "player.spec",
    "engine": "detector.engine",
    "model": "detector.model",
}


def add_json(parser: argparse.ArgumentParser) -> None:
    """--json."""
    parser.add_argument("--json", action="store_true", help="print JSON for programs instead of text for people")


def add_source(parser: argparse.ArgumentParser) -> None:
    """--source."""
    parser.add_argument("--source", metavar="S", help="a camera, a file, a folder of pictures, an address, `rendered`")


def add_detector(parser: argparse.ArgumentParser) -> None:
    """--engine and --model."""
    parser.add_argument("--engine", metavar="E", help="what runs the model: auto, openvino, onnx, ...")
    parser.add_argument("--model", metavar="M", help="a model's name, its folder or .onnx, or recorded detections")


def add_player(parser: argparse.ArgumentParser) -> None:
    """--player."""
    parser.add_argument("--player", metavar="P", help="the player to control: auto, mpris, vlc_http, dry_run, ...")


def add_set(parser: argparse.ArgumentParser) -> None:
    """--set."""
    parser.add_argument(
        "--set", metavar="KEY=VALUE", action="append", default=[], help="another value for a setting, this time only"
    )


def seconds(text: str) -> float:
    """A time for argparse: a positive number."""
    return _positive(text, "seconds")


def minutes(text: str) -> float:
    """A number of minutes for argparse, in seconds."""
    return MINUTE_S * _positive(text, "minutes")


def per_hour(text: str) -> float:
    """A number of orders an hour for argparse."""
    return _positive(text, "orders an hour")


def _positive(text: str, of: str) -> float:
    """A positive number of something."""
    try:
        value = float(text)
    except ValueError:
        value = 0.0
    if not 0 < value < float("inf"):
        raise argparse.ArgumentTypeError(f"{text} is no positive number of {of}")
    return value


def settings_from(args: argparse.Namespace, tell: Callable[[str], None] = warn) -> Settings:
    """The user's settings with what this command line changes.

    Args:
        tell: Takes one sentence where something was wrong with the settings file.

    Raises:
        SettingsError: A --set names no setting or no value for it, or contradicts another setting.
    """
    settings, notice = load_settings(settings_file())
    if notice:
        tell(notice)
    for option, key in _SHORT_CUTS.items():
        if (text := getattr(args, option, None)) is not None:
            settings = with_typed_value(settings, key, text)
    settings = with_changes(settings, getattr(args, "set", ()))
    check_sense(settings)
    return settings


def check_named(args: argparse.Namespace, settings: Settings) -> None:
    """Complain at once of what a command line names and there is none of.

    Raises:
        AppError: There is no such source, player, engine or model.
    """
    from gesture_app.app import check_name

    for option, key in _SHORT_CUTS.items():
        if getattr(args, option, None) is not None:
            check_name(settings, key)


def absolute(text: str) -> Path:
    """A path that the user typed, for argparse."""
    return Path(text).expanduser()
