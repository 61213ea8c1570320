"""Which networks are worth having: the Pareto front, the best under a limit, and those that are smaller but slower."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from enum import Enum

from gesture_app.core.lab.entry import Entry

_NOISE = 0.02  # times that lie closer than this are the same


class Axis(Enum):
    """What a network costs; less is better."""

    TIME = "time_ms"
    MACS = "macs"
    PARAMS = "params"
    NONZEROS = "nonzeros"
    BYTES = "file_bytes"


_COSTS: dict[Axis, Callable[[Entry], float | None]] = {
    Axis.TIME: lambda entry: entry.best_ms,
    Axis.MACS: lambda entry: entry.cost.macs,
    Axis.PARAMS: lambda entry: entry.cost.params,
    Axis.NONZEROS: lambda entry: entry.cost.nonzeros,
    Axis.BYTES: lambda entry: entry.cost.file_bytes,
}


def cost_of(entry: Entry, axis: Axis) -> float | None:
    """What an entry costs; None where nobody measured it."""
    return _COSTS[axis](entry)


def yardsticks(entries: Iterable[Entry]) -> tuple[str, ...]:
    """What scores may be compared by, the one with most networks first."""
    counts: dict[str, int] = {}
    for entry in entries:
        if entry.yardstick:
            counts[entry.yardstick] = counts.get(entry.yardstick, 0) + 1
    return tuple(sorted(counts, key=lambda name: (-counts[name], name)))


def comparable(entries: Iterable[Entry], yardstick: str, axis: Axis) -> list[Entry]:
    """The entries that have a score by this yardstick and a cost on this axis, the cheapest first."""
    pairs = [(cost_of(entry, axis), entry) for entry in entries if entry.yardstick == yardstick]
    known = [(cost, entry) for cost, entry in pairs if cost is not None]
    return [entry for _, entry in sorted(known, key=lambda pair: (pair[0], pair[1].key))]


def pareto_front(entries: Sequence[Entry], axis: Axis) -> list[Entry]:
    """Those that no other beats in score without costing more, the cheapest first; of equals the first.

    Args:
        entries: As `comparable` gives them.
    """
    front: list[Entry] = []
    for entry in sorted(entries, key=lambda entry: (cost_of(entry, axis) or 0.0, _rank(entry))):
        if not front or _rank(entry) < _rank(front[-1]):
            front.append(entry)
    return front


def best_under(entries: Iterable[Entry], yardstick: str, limit_ms: float) -> Entry | None:
    """The network with the best score of those that take no longer than this in their fastest engine."""
    fast = [entry for entry in comparable(entries, yardstick, Axis.TIME) if (entry.best_ms or 0.0) <= limit_ms]
    return min(fast, key=_rank, default=None)


def smaller_but_slower(entry: Entry, others: Iterable[Entry]) -> Entry | None:
    """A larger network that is faster in an engine in which both were timed on the same machine; None: there is none.

    This is what pruning can come to: fewer channels, but numbers of them that the processor handles badly, or zeros
    that are multiplied like any other number.
    """
    if entry.cost.params is None:
        return None
    return next((other for other in others if _is_larger(other, entry) and _is_faster(other, entry)), None)


def _is_larger(one: Entry, other: Entry) -> bool:
    """Whether both are for the same and the first has more weights that count."""
    if one.key == other.key or one.yardstick != other.yardstick or one.timed_on != other.timed_on:
        return False
    return (_weights(one) or 0) > (_weights(other) or 0)


def _is_faster(one: Entry, other: Entry) -> bool:
    shared = one.times.keys() & other.times.keys()
    return any(one.times[way].p50_ms < (1 - _NOISE) * other.times[way].p50_ms for way in shared)


def _weights(entry: Entry) -> int | None:
    return entry.cost.params if entry.cost.nonzeros is None else entry.cost.nonzeros


def _rank(entry: Entry) -> float:
    """Less is better."""
    if entry.score is None:
        return float("inf")
    return -entry.score.value if entry.score.is_higher_better else entry.score.value
