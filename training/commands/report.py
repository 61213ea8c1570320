"""training report: puts the measured figures into README."""

from __future__ import annotations

import argparse
from pathlib import Path

from training.commands._command import Subcommand, say


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What can be said after the command."""
    parser.add_argument("--report", type=Path, default=Path("assets/reports/detectors.jsonl"))
    parser.add_argument("--evidence", type=Path, default=Path("assets/reports/suite"), help="folder of papers' cells")
    parser.add_argument("--peers", type=Path, default=Path("assets/reports/peers.json"), help="how fast others are")
    parser.add_argument("--readme", type=Path, default=Path("README.md"))


def run(args: argparse.Namespace) -> int:
    """Replace README's tables by the reports' figures."""
    from training.pruning.verdict_tables import markdown as evidence_table
    from training.readme import with_table, write_readme
    from training.yolo.claims import rows
    from training.yolo.table import markdown

    text = args.readme.read_text(encoding="utf-8")
    text = with_table(text, "models", markdown(args.report))
    text = with_table(text, "evidence", evidence_table(args.evidence, rows(args.report, args.peers)))
    write_readme(text, args.readme)
    say(f"{args.readme} shows {args.report} and {args.evidence}")
    return 0


COMMAND = Subcommand(help="put the measured figures into README", add_arguments=add_arguments, run=run)
