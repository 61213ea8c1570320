"""`gesture-app bench`: how fast the whole line is on this machine."""

from __future__ import annotations

import argparse
import dataclasses

from gesture_app.commands import _options
from gesture_app.commands._command import Subcommand, say, say_json


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What to measure, and for how long."""
    _options.add_source(parser)
    _options.add_detector(parser)
    parser.add_argument("--seconds", type=_options.seconds, default=10.0, metavar="N", help="how long to measure")
    _options.add_json(parser)
    _options.add_set(parser)


def run(args: argparse.Namespace) -> int:
    """Measure on the demo clip unless a source is named."""
    from gesture_app.app import demo_clip, source_request
    from gesture_app.commands._speed import measure

    settings = _options.settings_from(args)
    request = source_request(settings.source)
    source = dataclasses.replace(request, spec=args.source or demo_clip(), is_paced=False, is_looping=True)
    figures = dataclasses.asdict(measure(settings, source, args.seconds))
    if args.json:
        say_json(figures)
        return 0
    for name, value in figures.items():
        say(f"{name:16} {value}")
    return 0


COMMAND = Subcommand(help="measure how fast the whole line is here", add_arguments=add_arguments, run=run)
