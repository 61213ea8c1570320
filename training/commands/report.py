"""training report: puts the measured figures into README."""

from __future__ import annotations

import argparse
from pathlib import Path

from training.commands._command import Subcommand, say


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What can be said after the command."""
    parser.add_argument("--report", type=Path, default=Path("assets/reports/detectors.jsonl"))
    parser.add_argument("--readme", type=Path, default=Path("README.md"))


def run(args: argparse.Namespace) -> int:
    """Replace README's table by the report's figures."""
    from training.yolo.table import markdown, with_table

    text = args.readme.read_text(encoding="utf-8")
    part = args.readme.with_suffix(".part")
    part.write_text(with_table(text, markdown(args.report)), encoding="utf-8")
    part.replace(args.readme)
    say(f"{args.readme} shows {args.report}")
    return 0


COMMAND = Subcommand(help="put the measured figures into README", add_arguments=add_arguments, run=run)
