"""training report: puts the measured figures into README, and the verdicts into a file that the app reads."""

from __future__ import annotations

import argparse
import json
from collections.abc import Mapping
from pathlib import Path

from training.commands._command import Subcommand, say

VERDICTS = "verdicts.json"  # in the folder of the cells: a verdict by its method, which the lab shows


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What can be said after the command."""
    parser.add_argument("--report", type=Path, default=Path("assets/reports/detectors.jsonl"))
    parser.add_argument("--evidence", type=Path, default=Path("assets/reports/suite"), help="folder of papers' cells")
    parser.add_argument("--peers", type=Path, default=Path("assets/reports/peers.json"), help="how fast others are")
    parser.add_argument("--sweep", type=Path, default=Path("assets/reports/sweep.jsonl"), help="the pruning table")
    parser.add_argument(
        "--repairs", type=Path, default=Path("assets/reports/repairs.jsonl"), help="what to do after a cut"
    )
    parser.add_argument(
        "--ablation", type=Path, default=Path("assets/reports/ablation.jsonl"), help="what helps after a cut"
    )
    parser.add_argument("--readme", type=Path, default=Path("README.md"))


def run(args: argparse.Namespace) -> int:
    """Replace README's tables by the reports' figures, and write what they say of each method."""
    from training.data.files import write_whole
    from training.pruning.verdict_tables import markdown as evidence_table
    from training.pruning.verdict_tables import overview
    from training.readme import with_table, write_readme
    from training.yolo.ablation_table import markdown as ablation_table
    from training.yolo.claims import rows
    from training.yolo.repairs import markdown as repairs_table
    from training.yolo.sweep_table import markdown as pruning_table
    from training.yolo.table import markdown

    text = args.readme.read_text(encoding="utf-8")
    text = with_table(text, "models", markdown(args.report))
    text = with_table(text, "sweep", pruning_table(args.sweep) if args.sweep.is_file() else "")
    text = with_table(text, "repairs", repairs_table(args.repairs) if args.repairs.is_file() else "")
    text = with_table(text, "ablation", ablation_table(args.ablation) if args.ablation.is_file() else "")
    text = with_table(text, "evidence", evidence_table(args.evidence, rows(args.report, args.peers)))
    write_readme(text, args.readme)
    write_whole(args.evidence / VERDICTS, verdicts_text(overview(args.evidence)))
    say(f"{args.readme} shows {args.report}, {args.sweep} and {args.evidence}")
    return 0


def verdicts_text(verdicts: Mapping[str, str]) -> str:
    """What the file holds."""
    return json.dumps(verdicts, indent=1) + "\n"


COMMAND = Subcommand(help="put the measured figures into README", add_arguments=add_arguments, run=run)
