"""training suite target: looks for the amount of pruning that keeps a promise about time or score."""

from __future__ import annotations

import argparse
import sys

from training.commands._suite_events import speaker
from training.commands._suite_options import add_run_arguments, run_request
from training.errors import RecipeError


def add_target_arguments(parser: argparse.ArgumentParser) -> None:
    """What is promised, and how it is run."""
    parser.add_argument("method", metavar="METHOD[:ARM]")
    parser.add_argument("--task", required=True)
    goal = parser.add_mutually_exclusive_group(required=True)
    goal.add_argument("--under-ms", type=float, metavar="N", help="the least pruning with which one input takes less")
    goal.add_argument(
        "--lose-at-most",
        type=float,
        metavar="P",
        help="the most pruning that costs no more: points are hundredths of an accuracy, percent of any other score",
    )
    parser.add_argument("--tries", type=int, default=5, metavar="N", help="how many amounts are run")
    parser.add_argument("--resume", action="store_true", help="what was tried is never run twice; this changes nothing")
    add_run_arguments(parser)


def find_amount(args: argparse.Namespace) -> int:
    """Search, and say what was found.

    Raises:
        RecipeError: An amount was given, or nothing meets the goal.
    """
    if args.pruning_ratio is not None or args.sparsity is not None:
        raise RecipeError("suite target looks for the amount itself; leave out --pruning-ratio and --sparsity.")
    request = run_request(args, args.method, resumes=True)
    from training.pruning.tables import markdown
    from training.pruning.target import Goal, Promise, search

    promise = Promise.LOSE_AT_MOST if args.under_ms is None else Promise.UNDER_MS
    limit = args.lose_at_most if args.under_ms is None else args.under_ms
    trial = search(request, Goal(promise, limit), args.tries, speaker(as_json=args.json))
    if not args.json:
        sys.stdout.write(f"{request.method.effect.value} {trial.amount:g}\n{markdown(list(trial.lines))}")
    return 0
