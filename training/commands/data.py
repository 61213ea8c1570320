"""training data check: names every fault of a YOLO-layout folder."""

from __future__ import annotations

import argparse
import dataclasses
import sys
from typing import TYPE_CHECKING

from training.commands._command import Subcommand, counted, print_json

if TYPE_CHECKING:
    from training.data.check import CheckReport


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What can be said after the command."""
    actions = parser.add_subparsers(required=True, metavar="ACTION")
    check = actions.add_parser("check", help="validate pictures and labels")
    check.add_argument("folder", help="YOLO-layout folder, or a name under GESTURE_DATA")
    check.add_argument("--json", action="store_true")


def run(args: argparse.Namespace) -> int:
    """Check a folder; 1 if it has faults."""
    from training.data.check import check_folder
    from training.data.yolo_folder import resolve

    report = check_folder(resolve(args.folder))
    if args.json:
        faults = [{"kind": fault.kind, "path": str(fault.path), "text": fault.text} for fault in report.faults]
        print_json({**dataclasses.asdict(report), "faults": faults})
    else:
        sys.stdout.write(_text(report))
    return 1 if report.faults else 0


def _text(report: CheckReport) -> str:
    """The report for a person."""
    lines = [f"{fault.kind}: {fault.path}: {fault.text}" for fault in report.faults]
    for split, count in report.pictures.items():
        boxes = ", ".join(f"{name} {number}" for name, number in sorted(report.boxes[split].items()))
        lines.append(f"{split}: {counted(count, 'picture')}; {boxes or 'no hands'}")
    lines.append(counted(len(report.faults), "fault") if report.faults else "no faults")
    return "\n".join(lines) + "\n"


COMMAND = Subcommand(help="check a folder of labelled pictures", add_arguments=add_arguments, run=run)
