"""training repairs: measures what is worth doing right after a cut, before any fine-tuning."""

from __future__ import annotations

import argparse
from pathlib import Path

from training.commands._command import Subcommand, at_least, changes_from, say
from training.recipe import read_recipe


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What can be said after the command."""
    parser.add_argument("recipe", type=Path, help="names the pictures for scores and calibration")
    parser.add_argument(
        "--dense", required=True, help="checkpoint of the dense network, or its name in training/weights"
    )
    parser.add_argument("--cells", nargs="+", default=["l1_30", "taylor_30", "l1_50", "taylor_50"], metavar="CELL")
    parser.add_argument("--val-pictures", type=at_least(0), default=0, help="score so many of the val split; 0: all")
    parser.add_argument("--report", type=Path, default=Path("assets/reports/repairs.jsonl"))
    parser.add_argument("--set", action="append", default=[], metavar="KEY=VALUE", help="change a value of the recipe")


def run(args: argparse.Namespace) -> int:
    """Measure, and write the report."""
    from training.yolo.cell import SweepOptions
    from training.yolo.repairs import markdown, measure_repairs
    from training.yolo.table import write_rows
    from training.yolo.weights_file import find_weights

    options = SweepOptions(find_weights(args.dense), val_pictures=args.val_pictures, only=tuple(args.cells))
    rows = []
    for row in measure_repairs(read_recipe(args.recipe, changes_from(args.set)), options):
        rows.append(row)
        say(f"{row['cell']}, {row['repair']}: {row['val']}")
    write_rows(rows, args.report)
    say(markdown(args.report))
    return 0


COMMAND = Subcommand(help="measure what to do right after a cut", add_arguments=add_arguments, run=run)
