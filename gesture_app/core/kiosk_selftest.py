"""Compares what a clip made the app order with what the clip's script says."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from gesture_app.core.bindings import Bindings
from gesture_app.core.shown import Shown

LATE_S = 0.5  # an order may come so long after the hand began to leave


@dataclass(frozen=True, slots=True)
class Fired:
    """An order that left."""

    gesture: str
    at_s: float  # since the clip's first frame


@dataclass(frozen=True, slots=True)
class Verdict:
    """What came of a self-test."""

    passed: bool
    text: str  # one sentence
    shown: int  # gestures with a command
    obeyed: int  # of those
    strays: int  # orders that nobody meant


def judge(fired: Iterable[Fired], shown: Sequence[Shown], bindings: Bindings) -> Verdict:
    """Whether every gesture that has a command was obeyed while it was shown, and nothing else was."""
    meant = [one for one in shown if bindings.of(one.gesture).command is not None]
    orders = list(fired)
    missed = [one.gesture for one in meant if not any(_belongs(order, one) for order in orders)]
    strays = [order.gesture for order in orders if not any(_belongs(order, one) for one in meant)]
    text = f"{len(meant) - len(missed)} of {len(meant)} gestures of the clip were obeyed"
    if missed:
        text += f", but not {', '.join(missed)}"
    if strays:
        text += f"; {len(strays)} orders were not meant: {', '.join(sorted(set(strays)))}"
    passed = bool(meant) and not missed and not strays
    return Verdict(passed, f"{text}.", len(meant), len(meant) - len(missed), len(strays))


def failed(reason: str) -> Verdict:
    """A self-test that could not be run."""
    return Verdict(passed=False, text=reason, shown=0, obeyed=0, strays=0)


def _belongs(order: Fired, shown: Shown) -> bool:
    return order.gesture == shown.gesture and shown.start_s <= order.at_s <= shown.end_s + LATE_S
