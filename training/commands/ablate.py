"""training ablate: measures what helps the fine-tuning of a pruned network, one change at a time."""

from __future__ import annotations

import argparse
from pathlib import Path

from training.commands._command import Subcommand, at_least, changes_from, say
from training.errors import RecipeError


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What can be said after the command."""
    parser.add_argument("recipe", type=Path, help="a recipe with a cut and arms, such as ablation_on_a_cpu.toml")
    parser.add_argument(
        "--dense", required=True, help="checkpoint of the dense network, or its name in training/weights"
    )
    parser.add_argument("--out", type=Path, required=True, help="folder of the cells; finished ones are left alone")
    parser.add_argument("--seeds", type=int, default=3, help="of every arm: the recipe's and those that follow it")
    parser.add_argument(
        "--only", nargs="+", default=[], metavar="ARM", help="processes with arms of their own may share --out"
    )
    parser.add_argument("--val-pictures", type=at_least(0), default=0, help="score so many of the val split; 0: all")
    parser.add_argument("--report", type=Path, default=Path("assets/reports/ablation.jsonl"))
    parser.add_argument("--set", action="append", default=[], metavar="KEY=VALUE", help="change a value for all arms")


def run(args: argparse.Namespace) -> int:
    """Make every cell that is not there yet; then write what is known of all."""
    from training.yolo.ablation import Ablation, AblationOptions
    from training.yolo.ablation_table import markdown, write_report
    from training.yolo.arms import read_arms
    from training.yolo.weights_file import find_weights

    if args.seeds < 1:
        raise RecipeError(f"--seeds must be 1 or more, not {args.seeds}.")
    arms = read_arms(args.recipe, changes_from(args.set))
    options = AblationOptions(
        find_weights(args.dense), seeds=args.seeds, val_pictures=args.val_pictures, only=tuple(args.only)
    )
    Ablation(arms, args.out, options, say).run()
    write_report([arm.name for arm in arms], args.out, args.report)
    say(markdown(args.report))
    return 0


COMMAND = Subcommand(help="measure what helps the tuning of a pruned network", add_arguments=add_arguments, run=run)
