"""Which networks are worth having: the Pareto front, the best under a limit, and those that are smaller but slower."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from enum import Enum
from itertools import groupby

from gesture_app.core.lab.entry import Entry, Family

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
    """What scores may be compared by: those of detectors, which can be put to work, then the one with most networks."""
    judged = [entry for entry in entries if entry.yardstick]
    counts = Counter(entry.yardstick for entry in judged)
    usable = {entry.yardstick for entry in judged if entry.family is Family.DETECTOR}
    return tuple(sorted(counts, key=lambda name: (name not in usable, -counts[name], name)))


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


def main_machine(entries: Iterable[Entry], here: str) -> str:
    """Whose times may be held against each other: this machine's, where there are any, else those of most networks."""
    counts = Counter(entry.timed_on for entry in entries if entry.times)
    return here if here in counts else max(sorted(counts), key=counts.__getitem__, default=here)


def best_under(entries: Iterable[Entry], yardstick: str, limit_ms: float, machine: str) -> Entry | None:
    """The network with the best score of those that take no longer in their fastest engine on this machine."""
    timed = [entry for entry in comparable(entries, yardstick, Axis.TIME) if entry.timed_on == machine]
    return min((entry for entry in timed if (entry.best_ms or 0.0) <= limit_ms), key=_rank, default=None)


def smaller_but_slower(entries: Iterable[Entry]) -> dict[str, Entry]:
    """By the key of every network that is smaller but slower: the largest of those that are larger and faster.

    Both must be for the same, and timed in the same engine of the same machine. This is what pruning can come to: fewer
    channels, but numbers of them that the processor handles badly, or zeros that are multiplied like any other number.
    """
    groups: dict[tuple[str, tuple[object, ...]], list[Entry]] = {}
    for entry in entries:
        for way in entry.times:
            groups.setdefault((way, (entry.family, entry.yardstick, entry.timed_on)), []).append(entry)
    found: dict[str, Entry] = {}
    for (way, _), group in groups.items():
        for entry, larger in _slower_pairs(group, way):
            found[entry.key] = max(found.get(entry.key, larger), larger, key=_weights)
    return found


def _slower_pairs(group: Iterable[Entry], way: str) -> Iterator[tuple[Entry, Entry]]:
    """Of networks that may be compared, each that is smaller but slower in one engine, and the largest that is faster.

    They are gone through from the largest on; of those passed, only one that is faster than all before it can matter.
    """
    passed: list[Entry] = []  # each faster than the one before it
    for _, alike in groupby(sorted(group, key=_weights, reverse=True), key=_weights):
        level = sorted(alike, key=lambda entry: entry.times[way].p50_ms)
        for entry in level:
            limit_ms = (1 - _NOISE) * entry.times[way].p50_ms
            place = bisect_right(passed, -limit_ms, key=lambda one: -one.times[way].p50_ms)
            if place < len(passed) and entry.cost.params is not None:
                yield entry, passed[place]
        if not passed or level[0].times[way].p50_ms < passed[-1].times[way].p50_ms:
            passed.append(level[0])


def _weights(entry: Entry) -> int:
    """Those that count; 0 where nobody counted."""
    return (entry.cost.params if entry.cost.nonzeros is None else entry.cost.nonzeros) or 0


def _rank(entry: Entry) -> float:
    """Less is better."""
    if entry.score is None:
        return float("inf")
    return -entry.score.value if entry.score.is_higher_better else entry.score.value
