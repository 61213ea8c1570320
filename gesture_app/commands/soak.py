"""`gesture-app soak`: runs the whole line for long and tells whether memory, open handles or threads grow."""

from __future__ import annotations

import argparse
import dataclasses
import math
import sys
from typing import TYPE_CHECKING

from gesture_app.commands import _options
from gesture_app.commands._command import Subcommand, say, say_json, warn
from gesture_app.commands._options import MINUTE_S

if TYPE_CHECKING:
    from gesture_app.commands._soak import Sample, Tell, Verdict
    from gesture_app.core.growth import Trend

MINUTES = 30


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """How long, and what to run."""
    parser.add_argument(
        "--minutes",
        type=_options.minutes,
        default=MINUTES * MINUTE_S,
        dest="seconds",
        metavar="N",
        help=f"how long ({MINUTES})",
    )
    _options.add_source(parser)
    _options.add_player(parser)
    _options.add_detector(parser)
    _options.add_json(parser)
    _options.add_set(parser)


def run(args: argparse.Namespace) -> int:
    """Run the demo clip in real time, around and around, before a dry run, unless others are named.

    Ctrl-C ends it early, and what there is until then is judged. Gives 1 if something fails or grows.
    """
    from gesture_app.app import demo_clip, headless_parts, source_request
    from gesture_app.commands._soak import Probe, soak, verdict
    from gesture_app.core.player import PlayerRequest
    from gesture_app.workers.headless import HeadlessLine

    settings = _options.settings_from(args)
    source = dataclasses.replace(source_request(settings.source), spec=args.source or demo_clip(), is_looping=True)
    parts = headless_parts(settings, source)
    if args.player is None:
        parts = dataclasses.replace(parts, player=PlayerRequest("dry_run"))
    probe = Probe(args.seconds, (_json_teller if args.json else _text_teller)(args.seconds))
    has_held_out = soak(HeadlessLine(parts), probe, args.seconds, warn)
    result = verdict(probe.samples, probe.frames)
    (_say_json if args.json else _say_text)(result)
    return 0 if has_held_out and result.samples and not result.grows else 1


def _text_teller(whole_s: float) -> Tell:
    """Keep one line of the terminal up to date; without a terminal, write one every minute."""
    if sys.stderr.isatty():
        return lambda sample: print(f"\r{_progress(sample, whole_s)}", end="", file=sys.stderr, flush=True)
    told_min = 0

    def tell(sample: Sample) -> None:
        nonlocal told_min
        if sample.at_s // MINUTE_S > told_min:
            told_min = int(sample.at_s // MINUTE_S)
            warn(_progress(sample, whole_s))

    return tell


def _json_teller(whole_s: float) -> Tell:
    """Print every sample as an object, and the progress as for people."""
    show = _text_teller(whole_s)

    def tell(sample: Sample) -> None:
        say_json(dataclasses.asdict(sample))
        show(sample)

    return tell


def _progress(sample: Sample, whole_s: float) -> str:
    return (
        f"{sample.at_s / MINUTE_S:.1f} of {whole_s / MINUTE_S:g} min: {sample.rss_mb:.1f} MiB, {sample.fps:.0f} fps, "
        f"{sample.dropped} dropped, {sample.handles} handles, {sample.threads} threads, "
        f"{100 * sample.cpu_share:.0f} % of a core"
    )


def _say_text(result: Verdict) -> None:
    if sys.stderr.isatty():
        print(file=sys.stderr)  # leaves the progress standing
    if not result.samples:
        say("There was too little time to take a sample; let it run for longer.")
        return
    minutes = result.seconds / MINUTE_S
    say(f"{result.frames} frames in {minutes:.1f} min, {result.fps:.1f} a second, {result.dropped} dropped")
    say(f"memory   {result.rss_mb:.1f} MiB at the end, {_slope(result.memory)}")
    for name, (before, after) in (("handles", result.handles), ("threads", result.threads)):
        say(f"{name}  {before} at most in the first quarter, {after} in the last")
    say(f"work     {100 * result.cpu_share:.1f} % of one core")
    say(f"Judged are the last {result.judged_s / MINUTE_S:.1f} min: {_judgement(result)}")


def _slope(memory: Trend) -> str:
    if not math.isfinite(memory.uncertainty):
        return "too short to see a trend"
    return f"{memory.per_hour:+.1f} +- {memory.uncertainty:.1f} MiB an hour (95 %)"


def _judgement(result: Verdict) -> str:
    if result.grows:
        return f"{' and '.join(result.grows)} grew."
    if not math.isfinite(result.memory.uncertainty):
        return "too few samples to tell whether memory grows; let it run for longer."
    return "nothing grew."


def _say_json(result: Verdict) -> None:
    memory = result.memory
    is_known = math.isfinite(memory.uncertainty)
    say_json(
        {
            "summary": True,
            "minutes": round(result.seconds / MINUTE_S, 2),
            "judged_minutes": round(result.judged_s / MINUTE_S, 2),
            "samples": result.samples,
            "frames": result.frames,
            "fps": result.fps,
            "dropped": result.dropped,
            "rss_mb": result.rss_mb,
            "rss_mb_per_hour": round(memory.per_hour, 2) if is_known else None,
            "rss_mb_per_hour_uncertainty": round(memory.uncertainty, 2) if is_known else None,
            "handles": list(result.handles),
            "threads": list(result.threads),
            "cpu_share": result.cpu_share,
            "grows": list(result.grows),
        }
    )


COMMAND = Subcommand(
    help="run the whole line for long and tell whether anything grows", add_arguments=add_arguments, run=run
)
