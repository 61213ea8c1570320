"""What is compared: the networks of one yardstick and those picked; which of them a chart can show, and why not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import Enum

from gesture_app.core.lab.entry import Entry
from gesture_app.core.lab.front import Axis, comparable, main_machine


class Lack(Enum):
    """Why a network has no point in the chart."""

    SCORE = "score"  # nobody judged it
    YARDSTICK = "yardstick"  # it was judged by something else
    COST = "cost"  # nobody counted or timed it


@dataclass(frozen=True, slots=True)
class Comparison:
    """Networks side by side, on one axis."""

    charted: Sequence[Entry]  # which have a point, the cheapest first
    others: Sequence[Entry]  # which have none
    yardstick: str
    axis: Axis
    machine: str  # whose times count; those of another one say nothing about them

    @property
    def listed(self) -> list[Entry]:
        """All, those of the chart first."""
        return [*self.charted, *self.others]

    @property
    def apart(self) -> list[Entry]:
        """Those of the chart that were timed on another machine than the rest."""
        if self.axis is not Axis.TIME:
            return []
        return [entry for entry in self.charted if entry.timed_on != self.machine]

    def lacks(self) -> Counter[Lack]:
        """How many have no point, by the reason."""
        return Counter(_lack(entry, self.yardstick) for entry in self.others)


def comparison(entries: Iterable[Entry], picked: frozenset[str], yardstick: str, axis: Axis, here: str) -> Comparison:
    """Put networks side by side.

    Args:
        picked: Keys of networks that are listed whatever is known of them.
        here: The machine whose times count, where there are any.
    """
    wanted = [entry for entry in entries if entry.key in picked or (yardstick and entry.yardstick == yardstick)]
    charted = comparable(wanted, yardstick, axis)
    known = {entry.key for entry in charted}
    others = [entry for entry in wanted if entry.key not in known]
    return Comparison(charted, others, yardstick, axis, main_machine(charted, here))


def _lack(entry: Entry, yardstick: str) -> Lack:
    if entry.score is None:
        return Lack.SCORE
    return Lack.COST if entry.yardstick == yardstick else Lack.YARDSTICK
