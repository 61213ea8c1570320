"""training sweep: makes the pruning table, cell by cell."""

from __future__ import annotations

import argparse
from pathlib import Path

from training.commands._command import Subcommand, changes_from, say
from training.recipe import read_recipe


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What can be said after the command."""
    parser.add_argument("recipe", type=Path, help="the fine-tuning, the same for every cell")
    parser.add_argument(
        "--dense", required=True, help="checkpoint of the dense network, or its name in training/weights"
    )
    parser.add_argument("--out", type=Path, required=True, help="folder of the cells; finished ones are left alone")
    parser.add_argument("--only", nargs="+", default=[], metavar="CELL", help="such as taylor_50 l1_30")
    parser.add_argument("--slim", type=float, default=0.2, help="total pull on batch-norm scales before slimming")
    parser.add_argument("--sparse-epochs", type=int, default=8)
    parser.add_argument("--val-pictures", type=int, default=0, help="score so many of the val split; 0: all")
    parser.add_argument("--set", action="append", default=[], metavar="KEY=VALUE", help="change a value of the recipe")


def run(args: argparse.Namespace) -> int:
    """Make every cell that is not there yet."""
    from training.yolo.cell import SweepOptions
    from training.yolo.sweep import Sweep
    from training.yolo.weights_file import find_weights

    options = SweepOptions(
        find_weights(args.dense),
        slim=args.slim,
        sparse_epochs=args.sparse_epochs,
        val_pictures=args.val_pictures,
        only=tuple(args.only),
    )
    Sweep(read_recipe(args.recipe, changes_from(args.set)), args.out, options, say).run()
    return 0


COMMAND = Subcommand(help="make the pruning table", add_arguments=add_arguments, run=run)
