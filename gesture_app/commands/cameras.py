"""`gesture-app cameras`: the cameras and other sources that can be opened now."""

from __future__ import annotations

import argparse
import shlex

from gesture_app.commands._command import Subcommand, say, say_json
from gesture_app.commands._options import add_json


def run(args: argparse.Namespace) -> int:
    """List them with what `--source` takes to choose each; opens none."""
    from gesture_app.app import source_kinds

    for kind in source_kinds().values():
        for info in kind.available():
            if args.json:
                say_json({"spec": info.spec, "title": info.title, "detail": info.detail, "kind": kind.name})
            else:
                say(f"{shlex.quote(info.spec):32} {info.title}{f'  ({info.detail})' if info.detail else ''}")
    return 0


COMMAND = Subcommand(help="list the cameras and other sources", add_arguments=add_json, run=run)
