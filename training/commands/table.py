"""training table: measures networks side by side into a report."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from training.commands._command import Subcommand, say
from training.errors import RecipeError

if TYPE_CHECKING:
    from training.yolo.table import Entry


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What can be said after the command."""
    parser.add_argument(
        "networks", nargs="+", metavar="NAME=CHECKPOINT[@PX]", help="a row, and the long side that it sees"
    )
    parser.add_argument("--data", default="hands", help="YOLO-layout folder with val and test, never trained on")
    parser.add_argument("--out", type=Path, default=Path("assets/reports/detectors.jsonl"))


def run(args: argparse.Namespace) -> int:
    """Measure, and write the report."""
    from training.yolo.table import markdown, measure, write_rows

    write_rows(measure(dict(_entry(word) for word in args.networks), args.data), args.out)
    say(markdown(args.out))
    return 0


def _entry(word: str) -> tuple[str, Entry]:
    """A network by its name in the table."""
    from training.yolo.sizes import INPUT_PX, STRIDE_PX
    from training.yolo.table import Entry
    from training.yolo.weights_file import find_weights

    name, equals, rest = word.partition("=")
    path, _, side = rest.partition("@")
    if not (equals and name and path):
        raise RecipeError(f"Networks are given as NAME=CHECKPOINT or NAME=CHECKPOINT@PX, not {word!r}.")
    if side and not (side.isdecimal() and int(side) and int(side) % STRIDE_PX == 0):
        raise RecipeError(
            f"A network takes a long side that is a multiple of {STRIDE_PX} pixels, not {side!r} ({word})."
        )
    return name, Entry(find_weights(path), int(side or INPUT_PX))


COMMAND = Subcommand(help="measure networks side by side", add_arguments=add_arguments, run=run)
