"""The command line of the workshop: finds the subcommands, runs one, and turns errors into a sentence."""

from __future__ import annotations

import argparse
import importlib
import logging
import os
import pkgutil
import sys
from collections.abc import Sequence

from training import commands
from training.commands._command import Subcommand
from training.errors import RecipeError, TrainingError

PROGRAM = "gesture-train"
FAILED = 1
MISUSED = 2  # as argparse has it
# What ultralytics says of its own settings, and of the classes that a description is built for here on purpose.
GREETINGS = ("Creating new Ultralytics Settings", "Overriding model.yaml nc=")
INTERRUPTED = 130  # as shells have it
# Of the extra `train`, as they are imported; without them the commands that need none of them still work.
EXTRA = frozenset(
    {"torch", "torchvision", "ultralytics", "torch_pruning", "onnx", "onnxslim", "safetensors", "matplotlib", "yaml"}
)
ADVICE = "install the extra `train`, as README says: pip install -e '.[train]'"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; gives the exit code of the process."""
    keep_to_this_machine()
    args = build_parser().parse_args(arguments)
    command: Subcommand = args.command
    try:
        code = command.run(args)
        sys.stdout.flush()
    except RecipeError as error:
        sys.stderr.write(f"{PROGRAM}: {error}\n")
        return MISUSED
    except TrainingError as error:
        sys.stderr.write(f"{PROGRAM}: {error}\n")
        return FAILED
    except ModuleNotFoundError as error:
        if error.name not in EXTRA:
            raise
        sys.stderr.write(f"{PROGRAM}: This needs {error.name}, which is not installed; {ADVICE}\n")
        return FAILED
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        _forget_output()
        return FAILED
    return code


def _forget_output() -> None:
    """Nobody reads the output any more; Python would complain when it flushes it at exit."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())


def keep_to_this_machine() -> None:
    """Stop ultralytics and OpenVINO, which commands import later, from telling their makers about every run."""
    os.environ.setdefault("YOLO_OFFLINE", "true")
    logging.getLogger("ultralytics").addFilter(_is_no_greeting)
    # WORKAROUND: OpenVINO reports its import unless this package is missing, and None makes it so.
    sys.modules.setdefault("openvino_telemetry", None)  # type: ignore[arg-type]


def _is_no_greeting(record: logging.LogRecord) -> bool:
    """Whether a line of ultralytics is about what one does."""
    return not record.getMessage().startswith(GREETINGS)


def build_parser() -> argparse.ArgumentParser:
    """The parser, with one subparser for each file in training/commands."""
    parser = argparse.ArgumentParser(prog=PROGRAM, description="Train, prune, measure and export gesture networks.")
    subparsers = parser.add_subparsers(required=True, metavar="COMMAND")
    for name, command in subcommands().items():
        subparser = subparsers.add_parser(
            name, help=command.help, description=f"{command.help[0].upper()}{command.help[1:]}."
        )
        command.add_arguments(subparser)
        subparser.set_defaults(command=command)
    return parser


def subcommands() -> dict[str, Subcommand]:
    """Every file of training/commands, by name.

    Raises:
        TypeError: A file does not end in its constant.
    """
    found = {}
    for module in pkgutil.iter_modules(commands.__path__):
        if module.name.startswith("_"):
            continue
        entry = getattr(importlib.import_module(f"{commands.__name__}.{module.name}"), "COMMAND", None)
        if not isinstance(entry, Subcommand):
            raise TypeError(f"{commands.__name__}.{module.name} must end in `COMMAND = Subcommand(...)`.")
        found[module.name] = entry
    return found
