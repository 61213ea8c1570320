"""What to do about gestures that were not recognised: proposals, each a change of settings that a person may accept."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from statistics import median

from gesture_app.core.bindings import Binding, Bindings
from gesture_app.core.gesture_check import Table
from gesture_app.core.gestures import Gesture, postures
from gesture_app.core.schema import to_text
from gesture_app.core.sections import EngineSettings

OFTEN = 2  # showings that went wrong: once can be anybody's slip
MARGIN = 0.05  # below what was seen, so that the next showing is not missed by a hair
LOWEST_SCORE = 0.40  # lower, and hands that mean nothing give orders
HIGHEST_SCORE = 0.90  # higher, and not even a clear gesture counts every time
# What people do spontaneously comes last: it would give orders that nobody meant.
UNLIKELY_BY_CHANCE = ("ok", "four", "dislike", "like")


class Advice(Enum):
    """What is proposed."""

    LOWER_SCORE = "lower_score"  # the gesture is seen, but never surely enough
    RAISE_SCORE = "raise_score"  # the other gesture shall count only when it is surer than by mistake
    OTHER_GESTURE = "other_gesture"  # the command moves to a gesture that is told apart


@dataclass(frozen=True, slots=True)
class Proposal:
    """One thing that would help."""

    advice: Advice
    gesture: str  # that was asked for
    taken_for: str | None  # None: it was not told at all
    times: int  # that it went wrong
    changes: Mapping[str, str]  # what a person would type, by the setting's key without "bindings."
    other: str = ""  # the gesture to use instead


def proposals(
    table: Table, bindings: Bindings, vocabulary: Mapping[str, Gesture], engine: EngineSettings
) -> tuple[Proposal, ...]:
    """What would help, at most one thing for each gesture, the most frequent mistake first."""
    return tuple(_proposals(table, bindings, vocabulary, engine))


def _proposals(
    table: Table, bindings: Bindings, vocabulary: Mapping[str, Gesture], engine: EngineSettings
) -> Iterator[Proposal]:
    done: set[str] = set()
    taken = {binding.gesture for binding in bindings if binding.command is not None} | set(table.asked)
    taken |= {engine.arming_gesture, engine.disarming_gesture} | {seen for seen in table.seen if seen is not None}
    for (asked, seen), times in table.confusions().items():
        if times < OFTEN or asked in done:
            continue
        found = (
            _lower(table, asked, seen, times)
            or _raise(table, bindings, asked, seen, times)
            or _move(bindings.of(asked), seen, times, [label for label in _free(vocabulary) if label not in taken])
        )
        if found is not None:
            done.add(asked)
            taken.add(found.other)
            yield found


def _lower(table: Table, asked: str, seen: str | None, times: int) -> Proposal | None:
    """A gesture that was seen all the time, but not surely enough."""
    if seen is not None:
        return None
    scores = [one.score for one in table.showings if one.asked == asked and one.seen is None]
    least = round(median(scores) - MARGIN, 2)
    if least < LOWEST_SCORE:
        return None
    return Proposal(Advice.LOWER_SCORE, asked, None, times, {f"{asked}.min_score": to_text(least)})


def _raise(table: Table, bindings: Bindings, asked: str, seen: str | None, times: int) -> Proposal | None:
    """A gesture that does something by mistake, and is surer when it is meant."""
    if seen is None or bindings.of(seen).command is None:
        return None
    meant = [one.score for one in table.showings if one.asked == one.seen == seen]
    mistaken = [one.score for one in table.showings if one.asked != seen and one.seen == seen and one.score > 0]
    if not meant or not mistaken or min(meant) - max(mistaken) < 2 * MARGIN:
        return None
    least = round((min(meant) + max(mistaken)) / 2, 2)
    if least > HIGHEST_SCORE:
        return None
    return Proposal(Advice.RAISE_SCORE, asked, seen, times, {f"{seen}.min_score": to_text(least)})


def _move(binding: Binding, seen: str | None, times: int, free: list[str]) -> Proposal | None:
    """The command on another gesture; one that only arms keeps its place."""
    if binding.command is None or not free:
        return None
    other = free[0]
    changes = {
        f"{binding.gesture}.enabled": to_text(value=False),
        f"{other}.command": to_text(binding.command),
        f"{other}.mode": to_text(binding.mode),
        f"{other}.hold_ms": to_text(binding.hold_ms),
    }
    if binding.amount is not None:
        changes[f"{other}.amount"] = to_text(binding.amount)
    return Proposal(Advice.OTHER_GESTURE, binding.gesture, seen, times, changes, other)


def _free(vocabulary: Mapping[str, Gesture]) -> list[str]:
    """The gestures in the order in which they are offered: those known to be unlikely by chance, then the rest."""
    able = [label for label in postures(vocabulary) if not vocabulary[label].is_idle]
    known = [label for label in UNLIKELY_BY_CHANCE if label in able]
    return known[:2] + [label for label in able if label not in known] + known[2:]
