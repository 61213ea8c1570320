"""training table: measures networks side by side into a report."""

from __future__ import annotations

import argparse
from pathlib import Path

from training.commands._command import Subcommand, say
from training.errors import RecipeError


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What can be said after the command."""
    parser.add_argument("networks", nargs="+", metavar="NAME=CHECKPOINT")
    parser.add_argument("--data", default="hands", help="YOLO-layout folder with val and test, never trained on")
    parser.add_argument("--out", type=Path, default=Path("assets/reports/detectors.jsonl"))


def run(args: argparse.Namespace) -> int:
    """Measure, and write the report."""
    from training.yolo.table import markdown, measure, write_rows
    from training.yolo.weights_file import find_weights

    checkpoints = {}
    for word in args.networks:
        name, equals, path = word.partition("=")
        if not equals:
            raise RecipeError(f"Networks are given as NAME=CHECKPOINT, not {word!r}.")
        checkpoints[name] = find_weights(path)
    write_rows(measure(checkpoints, args.data), args.out)
    say(markdown(args.out))
    return 0


COMMAND = Subcommand(help="measure networks side by side", add_arguments=add_arguments, run=run)
