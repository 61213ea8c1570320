"""`gesture-app render`: draws hands and writes them as training pictures."""

from __future__ import annotations

import argparse
import sys

from gesture_app.commands._command import Subcommand, say
from gesture_app.commands._options import absolute
from gesture_app.core.errors import AppError, UsageError


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Where to, how many, and which."""
    parser.add_argument("out", type=absolute, help="a folder; made if it is not there")
    parser.add_argument("--count", type=int, default=100, metavar="N", help="how many pictures")
    parser.add_argument("--seed", type=int, default=0, metavar="S", help="the same seed gives the same pictures")


def run(args: argparse.Namespace) -> int:
    """Write a folder in YOLO's layout."""
    from gesture_app.hands.dataset import write_yolo_folder

    if args.count < 1 or args.seed < 0:
        raise UsageError("render needs a --count of at least 1 and a --seed of at least 0.")
    try:
        write_yolo_folder(args.out, args.count, args.seed, progress=_show if sys.stderr.isatty() else None)
    except OSError as error:
        raise AppError(f"The pictures cannot be written to {args.out}: {error.strerror}.") from None
    say(f"{args.count} pictures in {args.out}")
    return 0


def _show(done: int, total: int) -> None:
    """Keep one line of the terminal up to date."""
    print(f"\r{done} of {total}", end="\n" if done == total else "", file=sys.stderr, flush=True)


COMMAND = Subcommand(help="draw hands as training pictures", add_arguments=add_arguments, run=run)
