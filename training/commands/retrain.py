"""training retrain: the whole way from a folder of pictures to a network for the app, gone on with after any end."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from training.commands._command import Subcommand, at_least, changes_from, print_json
from training.commands._terminable import terminable
from training.commands.prune import CRITERIA

if TYPE_CHECKING:
    from training.retrain.request import RetrainRequest


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What can be said after the command."""
    parser.add_argument(
        "folders", nargs="+", metavar="FOLDER", help="pictures in YOLO's layout; nothing in it is changed"
    )
    parser.add_argument(
        "--out", type=Path, help="folder of the run; the same command again goes on where it was stopped"
    )
    parser.add_argument(
        "--from",
        dest="start",
        default="default",
        metavar="WEIGHTS",
        help="default, accurate, battery, dense, scratch or a checkpoint",
    )
    parser.add_argument(
        "--way",
        choices=("auto", "train", "prune", "extend"),
        default="auto",
        help="extend adds new gestures and leaves the old ones as they are; train makes a network of what the folder "
        "names; prune removes channels and trains on what is left; auto extends where the network lacks a gesture",
    )
    parser.add_argument("--rehearse", nargs="*", default=[], metavar="FOLDER", help="old gestures, for extending")
    _add_pruning(parser)
    parser.add_argument("--epochs", type=at_least(0), help="how long to train, and to train on after pruning")
    parser.add_argument("--input-px", type=int, default=416)
    parser.add_argument("--title", default="", help="the network's name for people")
    parser.add_argument("--model", type=Path, help="folder of the network; otherwise `model` in --out")
    parser.add_argument("--set", action="append", default=[], metavar="KEY=VALUE", help="change a value of the recipe")
    parser.add_argument("--plan", action="store_true", help="look at the pictures and say what would be done, only")
    parser.add_argument("--json", action="store_true", help="print one JSON object a line while it goes on")


def _add_pruning(parser: argparse.ArgumentParser) -> None:
    """How much is removed, and what of it."""
    parser.add_argument("--pruning-ratio", type=float, help="share of the channels to remove; 0 removes none")
    parser.add_argument(
        "--under-ms",
        type=float,
        metavar="N",
        help="with --way prune: remove the least with which a picture of 16 to 9 takes less in the fastest engine "
        "here, by the time that one run in ten stays below",
    )
    parser.add_argument(
        "--lose-at-most",
        type=float,
        metavar="P",
        help="with --way prune: remove the most that costs no more, in hundredths of mAP50-95; all that is tried is "
        "trained on for --epochs",
    )
    parser.add_argument(
        "--tries", type=int, default=5, metavar="N", help="how many ratios are tried for such a promise"
    )
    parser.add_argument("--criterion", choices=CRITERIA, default="taylor", help="by which channels are chosen")


def run(args: argparse.Namespace) -> int:
    """Go the whole way, or what is left of it."""
    from training.commands._retrain_events import plan_text, quiet, speaker
    from training.errors import RecipeError

    request = _request(args)
    if args.plan:
        from training.retrain.foresee import foresee

        foreseen = foresee(request)
        if args.json:
            print_json(foreseen)
        else:
            sys.stdout.write(plan_text(foreseen))
        return 0
    if args.out is None:
        raise RecipeError("retrain needs --out FOLDER, where it keeps what is finished.")
    from training.retrain.run import retrain

    with terminable(), quiet():
        retrain(request, speaker(as_json=args.json))
    return 0


def _request(args: argparse.Namespace) -> RetrainRequest:
    """What was asked for."""
    from training.retrain.request import RetrainRequest, Way

    return RetrainRequest(
        folders=tuple(args.folders),
        out=args.out or Path("runs/retrain"),
        start=args.start,
        way=Way(args.way),
        pruning_ratio=args.pruning_ratio,
        under_ms=args.under_ms,
        lose_at_most=args.lose_at_most,
        tries=args.tries,
        criterion=args.criterion,
        epochs=args.epochs,
        input_px=args.input_px,
        title=args.title,
        model=args.model,
        rehearse=tuple(args.rehearse),
        changes=changes_from(args.set),
    )


COMMAND = Subcommand(help="go the whole way from pictures to a network", add_arguments=add_arguments, run=run)
