"""Compares two ways of deciding about the same sightings: which orders stay, which are lost and which are new."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from statistics import fmean

from gesture_app.core.moments import Moment
from gesture_app.core.types import Decision

SAME_WITHIN_S = 1.0  # a longer hold gives the same order later, but nobody shows one gesture twice in a second


@dataclass(frozen=True, slots=True)
class OrderChanges:
    """What another choice of settings does to the orders; each in the order of time."""

    before: tuple[Decision, ...]
    after: tuple[Decision, ...]
    lost: tuple[Decision, ...]  # of `before`
    gained: tuple[Decision, ...]  # of `after`
    later_s: float  # by how much those that stay come later, on average; less than 0: sooner


def compare_orders(before: Iterable[Moment], after: Iterable[Moment]) -> OrderChanges:
    """Pair the orders of both that ask for the same at about the same time; the rest is lost or gained."""
    olds, news = tuple(orders_of(before)), tuple(orders_of(after))
    lost, free, shifts_s = [], list(news), []
    for old in olds:
        partner = next((new for new in free if _is_same(old, new)), None)
        if partner is None:
            lost.append(old)
        else:
            free.remove(partner)
            shifts_s.append(partner.at_s - old.at_s)
    return OrderChanges(olds, news, tuple(lost), tuple(free), fmean(shifts_s) if shifts_s else 0.0)


def orders_of(moments: Iterable[Moment]) -> Iterator[Decision]:
    """Every decision that gave an order."""
    for moment in moments:
        yield from (decision for decision in moment.decisions if decision.order is not None)


def _is_same(old: Decision, new: Decision) -> bool:
    is_alike = old.order is not None and new.order is not None and old.order.command is new.order.command
    return is_alike and abs(old.at_s - new.at_s) <= SAME_WITHIN_S
