"""`gesture-app bench`: how fast the whole line is on this machine, and which network and engine suit it."""

from __future__ import annotations

import argparse
import dataclasses
from typing import TYPE_CHECKING

from gesture_app.commands import _options
from gesture_app.commands._command import Subcommand, say, say_json
from gesture_app.core.errors import UsageError

if TYPE_CHECKING:
    from gesture_app.core.settings import Settings
    from gesture_app.core.source import SourceRequest

SECONDS = 10.0
SECONDS_OF_EACH = 2.0  # there are a dozen and more


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What to measure, for how long, and whether to choose by it."""
    _options.add_source(parser)
    _options.add_detector(parser)
    parser.add_argument(
        "--seconds",
        type=_options.seconds,
        metavar="N",
        help=f"how long to measure ({SECONDS:g}; with --choose {SECONDS_OF_EACH:g} for each, twice)",
    )
    parser.add_argument("--choose", action="store_true", help="measure every network in every engine and choose one")
    parser.add_argument("--save", action="store_true", help="with --choose: write the choice into the settings")
    parser.add_argument(
        "--may-lose", type=_points, default=0.5, metavar="POINTS", help="of mAP50-95 that the choice may lose (0.5)"
    )
    parser.add_argument("--against", metavar="M", default="float", help="the model that it is held against (float)")
    _options.add_json(parser)
    _options.add_set(parser)


def run(args: argparse.Namespace) -> int:
    """Measure on the demo clip unless a source is named."""
    from gesture_app.app import demo_clip, source_request

    if args.save and not args.choose:
        raise UsageError("--save keeps what --choose has chosen; name both.")
    settings = _options.settings_from(args)
    request = source_request(settings.source)
    source = dataclasses.replace(request, spec=args.source or demo_clip(), is_paced=False, is_looping=True)
    (_choose if args.choose else _measure)(args, settings, source)
    return 0


def _measure(args: argparse.Namespace, settings: Settings, source: SourceRequest) -> None:
    from gesture_app.commands._speed import measure

    figures = dataclasses.asdict(measure(settings, source, args.seconds or SECONDS))
    if args.json:
        say_json(figures)
        return
    for name, value in figures.items():
        say(f"{name:16} {value}")


def _choose(args: argparse.Namespace, settings: Settings, source: SourceRequest) -> None:
    from gesture_app.commands import _choice
    from gesture_app.core.choice import Rule, choose

    rule = Rule(args.against, args.may_lose)
    setups = _choice.wanted_setups(args.model, args.engine)
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
