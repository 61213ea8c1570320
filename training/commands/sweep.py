"""training sweep: makes the pruning table, cell by cell."""

from __future__ import annotations

import argparse
from pathlib import Path

from training.commands._command import Subcommand, at_least, changes_from, say
from training.recipe import read_recipe

CLOCKS = ("wall", "processor")
REPORT_FILE = "sweep.jsonl"  # in the folder of the cells, unless --report says otherwise


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What can be said after the command."""
    parser.add_argument("recipe", type=Path, help="the fine-tuning, the same for every cell")
    parser.add_argument(
        "--dense", required=True, help="checkpoint of the dense network, or its name in training/weights"
    )
    parser.add_argument("--out", type=Path, required=True, help="folder of the cells; finished ones are left alone")
    parser.add_argument("--measure", action="store_true", help="train nothing: time all finished cells in turn")
    parser.add_argument("--timing-runs", type=at_least(0), default=0, help="of each network and engine; 0: as usual")
    parser.add_argument("--clock", choices=CLOCKS, default=CLOCKS[0], help="processor: for a machine that is busy")
    parser.add_argument("--report", type=Path, help="the table as JSON lines; its chart goes beside it")
    parser.add_argument("--only", nargs="+", default=[], metavar="CELL", help="such as taylor_50 l1_30")
    parser.add_argument("--slim", type=float, default=0.2, help="total pull on batch-norm scales before slimming")
    parser.add_argument("--sparse-epochs", type=at_least(0), default=8)
    parser.add_argument("--reconstruct", action="store_true", help="make up for each cut by least squares")
    parser.add_argument("--val-pictures", type=at_least(0), default=0, help="score so many of the val split; 0: all")
    parser.add_argument("--set", action="append", default=[], metavar="KEY=VALUE", help="change a value of the recipe")


def run(args: argparse.Namespace) -> int:
    """Make every cell that is not there yet, or time those that are; then write what is known of all."""
    if args.measure:
        from training.yolo.sweep_times import time_cells

        time_cells(args.out, args.timing_runs, args.clock)
    else:
        _train(args)
    _report(args.out, args.report or args.out / REPORT_FILE)
    return 0


def _train(args: argparse.Namespace) -> None:
    """Make every cell that is not there yet."""
    from training.yolo.cell import SweepOptions
    from training.yolo.sweep import Sweep
    from training.yolo.weights_file import find_weights

    options = SweepOptions(
        find_weights(args.dense),
        slim=args.slim,
        sparse_epochs=args.sparse_epochs,
        reconstructs=args.reconstruct,
        val_pictures=args.val_pictures,
        only=tuple(args.only),
    )
    Sweep(read_recipe(args.recipe, changes_from(args.set)), args.out, options, say).run()


def _report(folder: Path, path: Path) -> None:
    """Write the lines and the chart."""
    from training.yolo.sweep_chart import draw_chart
    from training.yolo.sweep_table import read_report, write_report

    write_report(folder, path)
    say(f"{path}, {draw_chart(read_report(path), path.with_suffix('.svg'))}")


COMMAND = Subcommand(help="make the pruning table", add_arguments=add_arguments, run=run)
