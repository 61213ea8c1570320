"""training fit: trains a recipe from scratch or from other weights."""

from __future__ import annotations

import argparse

from training.commands._command import Subcommand, add_recipe_arguments, changes_from, say
from training.recipe import read_recipe


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What can be said after the command."""
    add_recipe_arguments(parser)
    parser.add_argument("--weights", help="checkpoint to start from; its structure is kept")
    parser.add_argument("--slim", type=float, help="total pull on each batch-norm scale, for slimming (0.2 to 0.5)")


def run(args: argparse.Namespace) -> int:
    """Train, and say where the checkpoint lies."""
    from training.yolo.fit import fit
    from training.yolo.processes import is_first

    changes = dict(changes_from(args.set))
    changes |= {key: value for key in ("weights", "slim") if (value := getattr(args, key)) is not None}
    checkpoint = fit(read_recipe(args.recipe, changes), args.out, resumes=args.resume)
    if is_first():
        say(f"checkpoint: {checkpoint}")
    return 0


COMMAND = Subcommand(help="train a network", add_arguments=add_arguments, run=run)
