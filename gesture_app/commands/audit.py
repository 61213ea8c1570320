"""`gesture-app audit`: what hands that mean nothing would have ordered, and by which settings they would not have.

Nothing is controlled. What is seen is kept in memory, without any picture, and decided about again by each choice of
settings. Two figures are given for each: the orders of an app that must be armed first, as it is shipped, and those of
one that is always armed, the worst case.
"""

from __future__ import annotations

import argparse
import contextlib
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

from gesture_app.commands import _options
from gesture_app.commands._command import JsonValue, Subcommand, say, say_json
from gesture_app.commands._options import MINUTE_S

if TYPE_CHECKING:
    from gesture_app.commands._sightings import Tell
    from gesture_app.core.audit import Alarms, Performance, Trial
    from gesture_app.core.moments import Sighting
    from gesture_app.core.settings import Settings

TARGET_PER_HOUR = 1.0


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What is idle, what is meant, and how quiet it must be."""
    parser.add_argument(
        "sources", metavar="SOURCE", nargs="+", help="idle hands: a file, pictures, a camera, `rendered`, a recording"
    )
    parser.add_argument(
        "--gestures", metavar="S", nargs="+", default=[], help="meant gestures: `rendered`, or a clip beside its script"
    )
    parser.add_argument(
        "--minutes",
        type=_options.minutes,
        default=10 * MINUTE_S,
        dest="seconds",
        metavar="N",
        help="of each source (10)",
    )
    parser.add_argument("--seconds", type=_options.seconds, metavar="N", help="instead of --minutes")
    parser.add_argument(
        "--target", type=_options.per_hour, default=TARGET_PER_HOUR, metavar="N", help="fewer orders an hour than this"
    )
    _options.add_detector(parser)
    _options.add_json(parser)
    _options.add_set(parser)


def run(args: argparse.Namespace) -> int:
    """Audit; gives 1 where the settings as they are do not reach the target."""
    from gesture_app.app import load_vocabulary
    from gesture_app.core.audit import propose, trial

    settings, vocabulary = _options.settings_from(args), load_vocabulary()
    idle, meant = _seen(args, settings)
    now = trial(idle, meant, settings, vocabulary)
    is_quiet = now.alarms.per_hour < args.target
    proposed = now if is_quiet else propose(idle, meant, settings, vocabulary, args.target)
    if args.json:
        say_json(_row(now, args.target) | {"proposed": _trial_row(proposed) if proposed else None})
    else:
        _say_audit(now, proposed, args.target)
    return 0 if is_quiet else 1


def _seen(args: argparse.Namespace, settings: Settings) -> tuple[Sequence[Sequence[Sighting]], Sequence[Performance]]:
    """Let the detector look at every source."""
    from gesture_app.app import load_vocabulary, open_detector, open_side_network, source_request
    from gesture_app.commands._asking import AskingDetector
    from gesture_app.commands._sightings import hurried, watch, watch_performance

    request = source_request(settings.source)
    found = open_detector(settings.detector, load_vocabulary())
    # A binding for one hand would order nothing, and so give no false alarm, if nobody said which hand it is.
    with contextlib.closing(AskingDetector(found, open_side_network())) as detector:
        idle = [watch(hurried(request, spec), detector, args.seconds, _progress(spec)) for spec in args.sources]
        meant = [watch_performance(hurried(request, spec), detector, _progress(spec)) for spec in args.gestures]
    return idle, meant


def _progress(spec: str) -> Tell:
    """Keep one line of the terminal up to date, if there is one."""
    if not sys.stderr.isatty():
        return lambda _: None
    return lambda seconds: print(f"\r{spec}: {seconds / MINUTE_S:.1f} min", end="", file=sys.stderr, flush=True)


def _say_audit(now: Trial, proposed: Trial | None, target: float) -> None:
    """Tell a person."""
    from gesture_app.core.audit import HOUR_S, poisson_bound

    say(f"{now.alarms.seconds / MINUTE_S:.1f} idle minutes, {now.recall.shown} meant gestures")
    _say_trial("As set", now)
    if proposed is now:
        needed = poisson_bound(0) * HOUR_S / target / MINUTE_S
        say(f"The settings reach the target of fewer than {target:g} an hour.")
        if now.alarms.at_most_per_hour >= target:
            say(f"That is what was counted; to be 95 % sure of it takes {needed:.0f} idle minutes without any order.")
    elif proposed is None:
        say(f"No choice of thresholds and hold times reaches fewer than {target:g} an hour.")
    else:
        _say_trial("Proposed", proposed)
        say("gesture-app config set KEY VALUE for each of: " + ", ".join(proposed.changes))


def _say_trial(title: str, trial: Trial) -> None:
    say(f"{title}:")
    say(f"  armed first    {_alarm_text(trial.alarms)}; armed {trial.alarms.armed} times")
    say(f"  always armed   {_alarm_text(trial.always_armed)}")
    if trial.recall.shown:
        say(f"  meant gestures {trial.recall.obeyed} of {trial.recall.shown} obeyed, once armed")


def _alarm_text(alarms: Alarms) -> str:
    by_gesture = ", ".join(f"{gesture} {count}" for gesture, count in alarms.orders.items())
    return (
        f"{alarms.per_hour:.1f} orders an hour (95 %: at most {alarms.at_most_per_hour:.1f})"
        f"{': ' if by_gesture else ''}{by_gesture}"
    )


def _row(now: Trial, target: float) -> dict[str, JsonValue]:
    return {"minutes": round(now.alarms.seconds / MINUTE_S, 2), "target_per_hour": target, "as_set": _trial_row(now)}


def _trial_row(trial: Trial) -> dict[str, JsonValue]:
    return {
        "changes": list(trial.changes),
        "armed_first": _alarms_row(trial.alarms),
        "always_armed": _alarms_row(trial.always_armed),
        "shown": trial.recall.shown,
        "obeyed": trial.recall.obeyed,
    }


def _alarms_row(alarms: Alarms) -> dict[str, JsonValue]:
    scale = alarms.per_hour / max(sum(alarms.orders.values()), 1)
    return {
        "per_hour": round(alarms.per_hour, 2),
        "at_most_per_hour": round(alarms.at_most_per_hour, 2),
        "orders": dict(alarms.orders),
        "per_hour_by_gesture": {gesture: round(count * scale, 2) for gesture, count in alarms.orders.items()},
        "armed": alarms.armed,
    }


COMMAND = Subcommand(
    help="count what idle hands would order, and propose settings", add_arguments=add_arguments, run=run
)
