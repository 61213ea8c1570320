"""`gesture-app models`: the networks there are, with what their cards promise; and how one more is taken in."""

from __future__ import annotations

import argparse
from pathlib import Path

from gesture_app.commands._command import Subcommand, say, say_json, warn
from gesture_app.commands._options import absolute, add_json
from gesture_app.core.errors import ModelError
from gesture_app.core.models import ModelCard, model_folders, read_card


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What to take in."""
    parser.add_argument(
        "--add", type=absolute, metavar="FILE", help="take in an .onnx file, or a folder with one and its card"
    )
    add_json(parser)


def run(args: argparse.Namespace) -> int:
    """List the models; a damaged one is named and does not hide the others."""
    if args.add is not None:
        return _add(args.add)
    show = _show_json if args.json else _show
    for folder in model_folders():
        try:
            show(read_card(folder))
        except ModelError as error:
            warn(str(error))
    return 0


def _add(path: Path) -> int:
    """Copy a network into the user's library, once it is seen to work."""
    from gesture_app.app import load_vocabulary, take_in_model

    folder = take_in_model(path, load_vocabulary())
    say(f"{folder.name} is in the library now; gesture-app run --model {folder.name}")
    return 0


def _show(card: ModelCard) -> None:
    map50 = card.metrics.get("map50")
    accuracy = f"mAP50 {map50:.3f}" if isinstance(map50, float) else "accuracy not measured"
    say(f"{card.name:16} {card.title}  ({card.input_px} px, {len(card.labels)} gestures, {accuracy})")


def _show_json(card: ModelCard) -> None:
    say_json(
        {
            "name": card.name,
            "title": card.title,
            "file": str(card.file),
            "input_px": card.input_px,
            "labels": list(card.labels),
            "metrics": dict(card.metrics),
        }
    )


COMMAND = Subcommand(help="list the networks", add_arguments=add_arguments, run=run)
