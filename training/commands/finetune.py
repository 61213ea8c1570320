"""training finetune: trains a pruned network on, with its structure kept."""

from __future__ import annotations

import argparse

from training.commands import fit
from training.commands._command import Subcommand, add_recipe_arguments


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What can be said after the command."""
    add_recipe_arguments(parser)
    parser.add_argument("--weights", required=True, help="the pruned checkpoint")
    parser.set_defaults(slim=None)


COMMAND = Subcommand(help="train a pruned network on", add_arguments=add_arguments, run=fit.run)
