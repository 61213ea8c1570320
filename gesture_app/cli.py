"""The command line: finds the subcommands, runs one, and turns errors into a sentence and an exit code."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence

from gesture_app import commands
from gesture_app.commands._command import Subcommand, warn
from gesture_app.core.discover import discover
from gesture_app.core.errors import AppError, UsageError

FAILED = 1
MISUSED = 2  # as argparse has it
INTERRUPTED = 130  # as shells have it


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; gives the exit code of the process."""
    args = build_parser().parse_args(arguments)
    command: Subcommand = args.command
    try:
        code = command.run(args)
        sys.stdout.flush()
    except UsageError as error:
        warn(str(error))
        return MISUSED
    except AppError as error:
        warn(str(error))
        return FAILED
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        _forget_output()
        return FAILED
    return code


def build_parser() -> argparse.ArgumentParser:
    """The parser, with one subparser for each file in gesture_app/commands."""
    parser = argparse.ArgumentParser(
        prog="gesture-app", description="A hand in front of an ordinary webcam controls the media player."
    )
    subparsers = parser.add_subparsers(required=True, metavar="COMMAND")
    for name, command in discover(commands, "COMMAND", Subcommand).items():
        subparser = subparsers.add_parser(
            name, help=command.help, description=f"{command.help[0].upper()}{command.help[1:]}."
        )
        command.add_arguments(subparser)
        subparser.set_defaults(command=command)
    return parser


def _forget_output() -> None:
    """Nobody reads the output any more; Python would complain when it flushes it at exit."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
