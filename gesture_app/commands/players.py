"""`gesture-app players`: the players that can be controlled now, and the sign-in of those that want one."""

from __future__ import annotations

import argparse
import asyncio

from gesture_app.commands._command import Subcommand, say, say_json
from gesture_app.commands._options import add_json, add_set, settings_from


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Whom to sign in to."""
    parser.add_argument(
        "--sign-in", metavar="P", help="sign in to a player that wants it, in your browser: spotify_web"
    )
    add_set(parser)
    add_json(parser)


def run(args: argparse.Namespace) -> int:
    """List them with what `--player` takes to choose each."""
    from gesture_app.app import player_kinds, sign_in_to_player
    from gesture_app.workers.actuator import players_there_are

    if args.sign_in is not None:
        sign_in_to_player(args.sign_in, settings_from(args), say)
        return 0
    for info in asyncio.run(players_there_are(player_kinds())):
        if args.json:
            say_json({"spec": info.spec, "title": info.title, "detail": info.detail})
        else:
            say(f"{info.spec:24} {info.title}{f'  ({info.detail})' if info.detail else ''}")
    return 0


COMMAND = Subcommand(help="list the players, or sign in to one", add_arguments=add_arguments, run=run)
