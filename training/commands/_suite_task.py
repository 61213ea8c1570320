"""training suite task: what an address names, and which methods fit it; prunes nothing."""

from __future__ import annotations

import argparse
import sys

from training.commands._command import print_json
from training.pruning.registry import ADDRESSES, all_methods, find_task, misfit


def add_task_arguments(parser: argparse.ArgumentParser) -> None:
    """Which network."""
    parser.add_argument("task", metavar="TASK", help=f"a task of the suite, or {ADDRESSES}")
    parser.add_argument("--json", action="store_true")


def show_task(args: argparse.Namespace) -> int:
    """Look the network up, which may download it, and tell."""
    task = find_task(args.task)
    fitting = [method.name for method in all_methods().values() if misfit(method, task) is None]
    if args.json:
        facts = {"name": args.task, "title": task.title, "family": task.family.value, "data": task.data}
        print_json({**facts, "methods": fitting})
    else:
        sys.stdout.write(f"{task.title} ({task.family.value}); {task.data}\nfits {', '.join(fitting)}\n")
    return 0
