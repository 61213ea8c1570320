"""`gesture-app bench`: how fast the line is here, what network suits, how soon a player obeys, what idling costs."""

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
    from gesture_app.core.source import SourceRequest

SECONDS = 10.0
SECONDS_OF_EACH = 2.0  # with --choose, of which there are a dozen and more
SECONDS_OF_REACTIONS = 60.0  # the demo clip gives an order every one or two seconds
TRACKS = 20  # of a player that is started here; each 25 s long, so that there is always a next one


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What to measure, for how long, and whether to choose by it."""
    _options.add_source(parser)
    _options.add_detector(parser)
    parser.add_argument(
        "--seconds",
        type=_options.seconds,
        metavar="N",
        help=f"how long to measure ({SECONDS:g}; with --player {SECONDS_OF_REACTIONS:g}; "
        f"with --choose {SECONDS_OF_EACH:g} for each, twice)",
    )
    instead = parser.add_mutually_exclusive_group()
    instead.add_argument("--player", metavar="P", help="measure how soon this player obeys, in real time: dry_run, ...")
    instead.add_argument("--idle", action="store_true", help="measure what it costs while nobody is there")
    instead.add_argument("--choose", action="store_true", help="measure every network in every engine and choose one")
    parser.add_argument("--save", action="store_true", help="with --choose: write the choice into the settings")
    parser.add_argument(
        "--may-lose", type=_points, default=0.5, metavar="POINTS", help="of mAP50-95 that the choice may lose (0.5)"
    )
    parser.add_argument("--against", metavar="M", default="float", help="the model that it is held against (float)")
    _options.add_json(parser)
    _options.add_set(parser)


def run(args: argparse.Namespace) -> int:
    """Measure on the demo clip, or idle before an empty room, unless a source is named."""
    if args.save and not args.choose:
        raise UsageError("--save keeps what --choose has chosen; name both.")
    settings = _options.settings_from(args)
    if args.choose:
        _choose(args, settings)
        return 0
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
    from gesture_app.commands._speed import measure

    return measure(settings, _as_fast_as_taken(args, settings), args.seconds or SECONDS)


def _as_fast_as_taken(args: argparse.Namespace, settings: Settings) -> SourceRequest:
    """The named film or the demo clip, without end and without a rate of its own."""
    from gesture_app.app import demo_clip, source_request

    request = source_request(settings.source)
    return dataclasses.replace(request, spec=args.source or demo_clip(), is_paced=False, is_looping=True)


def _reactions(args: argparse.Namespace, settings: Settings) -> Reactions:
    from gesture_app.app import demo_clip, demo_tune, source_request
    from gesture_app.commands._reaction import measure_reactions

    source = dataclasses.replace(source_request(settings.source), spec=args.source or demo_clip(), is_looping=True)
    playlist = (demo_tune(),) * TRACKS
    return measure_reactions(settings, source, args.seconds or SECONDS_OF_REACTIONS, playlist)


def _idle(args: argparse.Namespace, settings: Settings) -> Idle:
    from gesture_app.app import source_request
    from gesture_app.commands._idle import ROOM, measure_idle

    source = dataclasses.replace(source_request(settings.source), spec=args.source or ROOM)
    return measure_idle(settings, source, args.seconds or SECONDS)


def _choose(args: argparse.Namespace, settings: Settings) -> None:
    from gesture_app.commands import _choice
    from gesture_app.core.choice import Rule, choose

    rule = Rule(args.against, args.may_lose)
    setups = _choice.wanted_setups(args.model, args.engine)
    source = _as_fast_as_taken(args, settings)
    timings = _choice.time_all(setups, settings, source, args.seconds or SECONDS_OF_EACH, rule)
    chosen = choose(timings, rule)
    if args.save:
        _choice.keep(chosen.setup)
    if args.json:
        say_json(_choice.row(timings, chosen, rule, is_saved=args.save))
        return
    _choice.say_choice(timings, chosen, rule)
    say("The app starts with it from now on." if args.save else "gesture-app bench --choose --save keeps it.")


def _points(text: str) -> float:
    """Points of accuracy for argparse: 0 or more."""
    value = float(text)
    if not 0 <= value < float("inf"):
        raise argparse.ArgumentTypeError(f"{text} is no number of points from 0")
    return value


COMMAND = Subcommand(help="measure how fast the whole line is here", add_arguments=add_arguments, run=run)
