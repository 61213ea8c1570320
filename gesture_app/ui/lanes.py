"""The lanes of the inspector's timeline: stretches of time in which something was so, made of single moments."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from gesture_app.core.moments import Moment
from gesture_app.core.types import Decision, GateName, Phase
from gesture_app.ui.gesture_strip import leading

T = TypeVar("T", bound=Hashable)

GAP_S = 0.3  # moments that lie further apart have nothing to do with each other
_UNSURE = frozenset({GateName.SCORE, GateName.VOTE})
_RESTING = frozenset({GateName.COOLDOWN, GateName.RELEASE})


@dataclass(frozen=True, slots=True)
class Stretch(Generic[T]):
    """From when to when something was so."""

    start_s: float
    end_s: float
    value: T


@dataclass(frozen=True, slots=True)
class Voted:
    """What a hand was taken for."""

    gesture: str
    is_won: bool  # else it is still doubted


Curve = tuple[tuple[float, float], ...]  # moments and shares from 0 to 1, without a gap


@dataclass(frozen=True, slots=True)
class Lanes:
    """Everything that the timeline paints about the leading hand."""

    score: tuple[Curve, ...]
    vote: tuple[Stretch[Voted], ...]
    armed: tuple[Stretch[bool], ...]
    hold: tuple[Curve, ...]
    cooldown: tuple[Stretch[bool], ...]


def lanes_of(moments: Sequence[Moment]) -> Lanes:
    """Sort moments, which must come in the order of time, into the lanes."""
    lead = [(moment.at_s, leading(moment.decisions)) for moment in moments]
    return Lanes(
        score=curves((at_s, None if first is None else first.score) for at_s, first in lead),
        vote=stretches((at_s, None if first is None else _voted(first)) for at_s, first in lead),
        armed=stretches((moment.at_s, True if moment.armed_left_s is not None else None) for moment in moments),
        hold=curves((at_s, _held(first)) for at_s, first in lead),
        cooldown=stretches((at_s, _is_resting(first) or None) for at_s, first in lead),
    )


def stretches(values: Iterable[tuple[float, T | None]]) -> tuple[Stretch[T], ...]:
    """Join neighbours of the same value; None is nothing."""
    found: list[Stretch[T]] = []
    is_broken = True
    for at_s, value in values:
        if value is None:
            is_broken = True
            continue
        last = None if is_broken else found[-1]
        if last is not None and value == last.value and at_s - last.end_s <= GAP_S:
            found[-1] = Stretch(last.start_s, at_s, value)
        else:
            found.append(Stretch(at_s, at_s, value))
        is_broken = False
    return tuple(found)


def curves(values: Iterable[tuple[float, float | None]]) -> tuple[Curve, ...]:
    """Join neighbours to lines; None and gaps break them."""
    found: list[list[tuple[float, float]]] = []
    last_s = float("-inf")
    for at_s, value in values:
        if value is not None and at_s - last_s <= GAP_S and found:
            found[-1].append((at_s, value))
        elif value is not None:
            found.append([(at_s, value)])
        last_s = at_s if value is not None else float("-inf")
    return tuple(tuple(line) for line in found)


def nearest(moments: Sequence[Moment], at_s: float, key: Callable[[Moment], float]) -> Moment | None:
    """The moment that lies nearest; None where there is none."""
    return min(moments, key=lambda moment: abs(key(moment) - at_s), default=None)


def _voted(decision: Decision) -> Voted:
    is_unsure = decision.phase is Phase.SEEN and decision.gate is not None and decision.gate.name in _UNSURE
    return Voted(decision.gesture, not is_unsure)


def _held(decision: Decision | None) -> float | None:
    return decision.progress if decision is not None and decision.phase in (Phase.HELD, Phase.FIRED) else None


def _is_resting(decision: Decision | None) -> bool:
    if decision is None or decision.gate is None:
        return False
    return decision.phase is Phase.COOLING or decision.gate.name in _RESTING
