"""Tells how a run of the suite goes: JSON lines on stdout for another program, a line on stderr for a person."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from typing import TYPE_CHECKING, cast

from training.commands._command import counted
from training.commands._throttle import Throttle
from training.pruning.footprint import in_words

if TYPE_CHECKING:
    from training.pruning.run import Event, Hear

ALL = 0.99  # as good as all channels
CALIBRATIONS = {
    "far": "repaired with inputs unlike those the network was trained on: look at its score before it is used",
    "unknown": "whether the inputs it was repaired with are like those of its training is unknown, without batch norms",
}


def speaker(*, as_json: bool) -> Hear:
    """Who tells events."""
    return Throttle(_print_event if as_json else _say_event)


def _print_event(event: Event) -> None:
    """One JSON object on one line, at once."""
    sys.stdout.write(f"{json.dumps({'event': event.kind, **event.values})}\n")
    sys.stdout.flush()


def _say_event(event: Event) -> None:
    """A line for a person; progress overwrites itself on a terminal and is silent elsewhere but for its end."""
    values = event.values
    if event.kind == "progress":
        done = cast(float, values["done"])
        text = f"{_where(values)}: {values['stage']} {done:4.0%}{_figures(values)}"
        if sys.stderr.isatty():
            sys.stderr.write(f"\r\x1b[K{text}" + ("\n" if values["done"] == 1.0 else ""))
        elif values["done"] == 1.0:
            sys.stderr.write(f"{text}\n")
    elif event.kind == "started" and "paper" in values:
        sys.stderr.write(f"evidence on {values['paper']}: {values['cells']} cells, report {values['report']}\n")
    elif event.kind == "started":
        jobs = counted(cast(int, values["jobs"]), "job")
        sys.stderr.write(f"{values['method']} on {values['task']}: {jobs}, report {values['report']}\n")
    elif event.kind == "memory":
        needed, free = (in_words(cast(int, values[name])) for name in ("needed_bytes", "free_bytes"))
        sys.stderr.write(f"needs about {needed} of memory; {free} are free\n")
    elif event.kind == "off_the_ratio":
        sys.stderr.write(f"{_where(values)}: {_off_the_ratio(values)}\n")
    elif event.kind == "calibration":
        sys.stderr.write(f"{_where(values)}: {CALIBRATIONS[cast(str, values['quality'])]}\n")
    elif event.kind == "seed_skipped":
        sys.stderr.write(f"{_where(values)}: already there\n")


def _off_the_ratio(values: Mapping[str, object]) -> str:
    """How far what went is from what was asked for, and why where that is known."""
    text = f"{values['reached']:.0%} of the {values['of']} went, and {values['asked']:.0%} were asked for"
    free = cast(float | None, values["free_share"])
    if free is None:
        return f"{text}; {values['whole']} go whole" if values["whole"] else text
    if free > ALL:
        return f"{text}; widths are rounded, and no layer may lose all"
    return f"{text} of those that can go, which are {free:.0%}; the rest is tied to what stays"


def _where(values: Mapping[str, object]) -> str:
    """The seed and arm, of a protocol's run the trial, too."""
    trial = f"{values['trial']}, " if "trial" in values else ""
    return f"{trial}seed {values['seed']} {values['arm']}"


def _figures(values: Mapping[str, object]) -> str:
    """What a stage shows beside its progress."""
    return "".join(f"  {name} {value:g}" for name, value in cast(Mapping[str, float], values["figures"]).items())
