"""`gesture-app bench`: how fast the line is on this machine, how soon a player obeys, and what an empty room costs."""

from __future__ import annotations

import argparse
import dataclasses
from typing import TYPE_CHECKING

from gesture_app.commands import _options
from gesture_app.commands._command import Subcommand, say, say_json
from gesture_app.core.errors import UsageError

if TYPE_CHECKING:
    from gesture_app.commands._idle import Idle
    from gesture_app.commands._reaction import Reactions
    from gesture_app.commands._speed import Speed
    from gesture_app.core.settings import Settings

SECONDS = 10.0
SECONDS_OF_REACTIONS = 60.0  # the demo clip gives an order every one or two seconds


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What to measure, and for how long."""
    _options.add_source(parser)
    _options.add_detector(parser)
    parser.add_argument(
        "--seconds",
        type=_options.seconds,
        metavar="N",
        help=f"how long to measure ({SECONDS:g}; with --player {SECONDS_OF_REACTIONS:g})",
    )
    parser.add_argument("--player", metavar="P", help="measure how soon this player obeys, in real time: dry_run, ...")
    parser.add_argument("--idle", action="store_true", help="measure what it costs while nobody is there")
    _options.add_json(parser)
    _options.add_set(parser)


def run(args: argparse.Namespace) -> int:
    """Measure on the demo clip, or idle before an empty room, unless a source is named."""
    if args.idle and args.player:
        raise UsageError("--idle looks at a room where nobody gives orders; leave out --player.")
    settings = _options.settings_from(args)
    measured = (_idle if args.idle else _reactions if args.player else _speed)(args, settings)
    figures = dataclasses.asdict(measured)
    if args.json:
        say_json(figures)
        return 0
    width = max(16, *map(len, figures))
    for name, value in figures.items():
        say(f"{name:{width}} {value}")
    return 0


def _speed(args: argparse.Namespace, settings: Settings) -> Speed:
    from gesture_app.app import demo_clip, source_request
    from gesture_app.commands._speed import measure

    request = source_request(settings.source)
    source = dataclasses.replace(request, spec=args.source or demo_clip(), is_paced=False, is_looping=True)
    return measure(settings, source, args.seconds or SECONDS)


def _reactions(args: argparse.Namespace, settings: Settings) -> Reactions:
    from gesture_app.app import demo_clip, source_request
    from gesture_app.commands._reaction import measure_reactions

    source = dataclasses.replace(source_request(settings.source), spec=args.source or demo_clip(), is_looping=True)
    return measure_reactions(settings, source, args.seconds or SECONDS_OF_REACTIONS)


def _idle(args: argparse.Namespace, settings: Settings) -> Idle:
    from gesture_app.app import source_request
    from gesture_app.commands._idle import ROOM, measure_idle

    source = dataclasses.replace(source_request(settings.source), spec=args.source or ROOM)
    return measure_idle(settings, source, args.seconds or SECONDS)


COMMAND = Subcommand(help="measure how fast the whole line is here", add_arguments=add_arguments, run=run)
