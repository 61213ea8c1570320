"""training prune: cuts channels out of a checkpoint and repairs what is left: batch norms, or all by least squares."""

from __future__ import annotations

import argparse
import copy
from pathlib import Path

from training.channels.criterion import Criterion
from training.commands._command import Subcommand, changes_from, print_json
from training.recipe import read_recipe

CRITERIA = tuple(criterion.value for criterion in Criterion)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What can be said after the command."""
    parser.add_argument("checkpoint", help="a checkpoint, or the name of one in training/weights")
    parser.add_argument("--recipe", type=Path, required=True, help="names the pictures for scores and calibration")
    parser.add_argument("--out", type=Path, required=True, help="the pruned checkpoint")
    parser.add_argument(
        "--criterion",
        choices=CRITERIA,
        default=Criterion.TAYLOR.value,
        help="slimming and group_norm want a checkpoint that was trained with slim or group_sparsity in its recipe",
    )
    parser.add_argument("--pruning-ratio", type=float, required=True, help="share of the channels to remove")
    parser.add_argument("--reconstruct", action="store_true", help="make up for the cut by least squares")
    parser.add_argument("--set", action="append", default=[], metavar="KEY=VALUE", help="change a value of the recipe")


def run(args: argparse.Namespace) -> int:
    """Prune, and print what is left as JSON."""
    from training.yolo.calibration import calibration_batches
    from training.yolo.checkpoint import load_network, save_network
    from training.yolo.device import training_device
    from training.yolo.prune import prune, recalibrate
    from training.yolo.reconstruct import reconstruct
    from training.yolo.sizes import sizes
    from training.yolo.weights_file import find_weights

    recipe = read_recipe(args.recipe, changes_from(args.set))
    network = load_network(find_weights(args.checkpoint)).to(training_device(recipe.device))
    before = sizes(network)
    batches = calibration_batches(recipe)
    whole = copy.deepcopy(network)
    prune(network, Criterion(args.criterion), args.pruning_ratio, batches)
    if args.reconstruct:
        reconstruct(whole, network, batches)
    else:
        recalibrate(network, batches)
    save_network(network, args.out)
    after = sizes(network)
    print_json({"checkpoint": str(args.out), "before": before, "after": after, "macs": after["macs"] / before["macs"]})
    return 0


COMMAND = Subcommand(help="remove channels from a network", add_arguments=add_arguments, run=run)
