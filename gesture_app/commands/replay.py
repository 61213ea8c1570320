"""`gesture-app replay`: decides about recorded detections again, perhaps by other settings."""

from __future__ import annotations

import argparse

from gesture_app.commands._command import Subcommand, say
from gesture_app.commands._options import absolute, add_set


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The recording and other settings."""
    parser.add_argument("file", type=absolute, help="a recording made with `gesture-app record`")
    add_set(parser)


def run(args: argparse.Namespace) -> int:
    """Print every decision; the user's own settings do not count, so that the same file gives the same bytes."""
    from gesture_app.app import load_vocabulary
    from gesture_app.core.replay import replay_lines
    from gesture_app.core.settings import Settings

    for line in replay_lines(args.file, Settings(), load_vocabulary(), args.set):
        say(line)
    return 0


COMMAND = Subcommand(help="decide about recorded detections again", add_arguments=add_arguments, run=run)
