"""Tells how a retraining goes: JSON lines on stdout for another program, lines on stderr for a person."""

from __future__ import annotations

import json
import logging
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import cast

from training.commands._command import counted
from training.commands._throttle import Throttle
from training.retrain.request import Event, Hear

STEP_WORDS = {
    "check": "check the pictures",
    "split": "choose pictures to score on",
    "train": "train",
    "sparse": "train channels towards zero",
    "search": "look for how much must go",
    "prune": "remove channels",
    "tune": "train what is left",
    "export": "write the network",
}
SHOWN = ("map50", "map50_95", "own_found", "own_false_alarms", "old_hand_accuracy")  # of the scores, to a person


def speaker(*, as_json: bool) -> Hear:
    """Who tells events."""
    return Throttle(_print_event if as_json else _say_event)


@contextmanager
def quiet() -> Iterator[None]:
    """Keep what ultralytics says of a training off the output; warnings are told."""
    logger = logging.getLogger("ultralytics")
    before = logger.level
    logger.setLevel(logging.WARNING)
    try:
        yield
    finally:
        logger.setLevel(before)


def plan_text(foreseen: Mapping[str, object]) -> str:
    """What would be done, for a person."""
    split = cast(Mapping[str, int], foreseen["split"])
    lines = [f"steps: {', '.join(cast(list[str], foreseen['steps']))}"]
    lines.append(f"{counted(split['train'], 'picture')} to train on, {split['val']} to score on")
    return "\n".join([*lines, *cast(list[str], foreseen["notes"])]) + "\n"


def _print_event(event: Event) -> None:
    """One JSON object on one line, at once."""
    sys.stdout.write(f"{json.dumps({'event': event.kind, **event.values})}\n")
    sys.stdout.flush()


def _say_event(event: Event) -> None:
    """A line for a person; progress overwrites itself on a terminal and is silent elsewhere."""
    values = event.values
    if event.kind == "progress":
        if sys.stderr.isatty():
            sys.stderr.write(f"\r\x1b[K{_progress_text(values)}")
        return
    text = _text(event.kind, values)
    if text:
        sys.stderr.write(f"{chr(13) + chr(27) + '[K' if sys.stderr.isatty() else ''}{text}\n")


def _text(kind: str, values: Mapping[str, object]) -> str:
    """What an event other than progress says; empty for what a person need not know."""
    if kind == "started":
        return f"from {values['from']}, in {values['out']}: {', '.join(cast(list[str], values['steps']))}"
    if kind == "note":
        return str(values["text"])
    if kind == "step_started":
        return f"{STEP_WORDS[str(values['step'])]} ..."
    if kind == "step_skipped":
        return f"{STEP_WORDS[str(values['step'])]}: already done"
    if kind == "trial_finished":
        unit = "ms" if values["goal"] == "under-ms" else "points lost"
        return f"  {values['amount']:.1%} removed: {values['value']:.3g} {unit}"
    if kind == "scored":
        return f"  epoch {values['epoch']} of {values['epochs']}:{_scores(values['figures'])}"
    if kind == "finished":
        before = f"before:{_scores(values['before'])}\n" if values["before"] else ""
        return f"{before}after:{_scores(values['after'])}\nthe network: {values['model']}"
    return ""


def _progress_text(values: Mapping[str, object]) -> str:
    """How far a stage is."""
    left_s = values["seconds_left"]
    left = "" if left_s is None else f", about {_time(cast(int, left_s))} left"
    return f"  {STEP_WORDS[str(values['stage'])]} {cast(float, values['done']):4.0%}{left}"


def _time(seconds: int) -> str:
    """A length of time in words."""
    return f"{seconds} s" if seconds < 100 else f"{round(seconds / 60)} min"


def _scores(figures: object) -> str:
    """Scores for a person."""
    known = cast(Mapping[str, float], figures)
    return "".join(f"  {name} {known[name]:.3f}" for name in SHOWN if name in known)
