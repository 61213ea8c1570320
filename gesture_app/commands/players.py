"""`gesture-app players`: the players that can be controlled now."""

from __future__ import annotations

import argparse
import asyncio

from gesture_app.commands._command import Subcommand, say, say_json
from gesture_app.commands._options import add_json


def run(args: argparse.Namespace) -> int:
    """List them with what `--player` takes to choose each."""
    from gesture_app.app import player_kinds
    from gesture_app.workers.actuator import players_there_are

    for info in asyncio.run(players_there_are(player_kinds())):
        if args.json:
            say_json({"spec": info.spec, "title": info.title, "detail": info.detail})
        else:
            say(f"{info.spec:24} {info.title}{f'  ({info.detail})' if info.detail else ''}")
    return 0


COMMAND = Subcommand(help="list the players", add_arguments=add_json, run=run)
