"""The scale of a chart's axis: from values to places, and the round numbers that are written beside it."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

_ROUND = (1.0, 2.0, 5.0, 10.0)
_MARGIN = 0.06  # of the span, so that no point lies on the frame


@dataclass(frozen=True, slots=True)
class Scale:
    """A stretch of values."""

    low: float
    high: float

    @property
    def span(self) -> float:
        """How much lies between both ends; more than nothing."""
        return self.high - self.low

    def share(self, value: float) -> float:
        """Where a value lies: 0 at the low end, 1 at the high one."""
        return (value - self.low) / self.span

    def value(self, share: float) -> float:
        """The value at a place."""
        return self.low + share * self.span

    def zoomed(self, factor: float, around: float) -> Scale:
        """A stretch of this many times the span, in which one value stays where it is."""
        return Scale(around - (around - self.low) * factor, around + (self.high - around) * factor)

    def moved(self, share: float) -> Scale:
        """The same, so much of its span further on."""
        return Scale(self.low + share * self.span, self.high + share * self.span)

    def ticks(self, most: int) -> list[float]:
        """Round numbers on it, at most so many, at least two where there is room for them."""
        rough = self.span / max(most, 1)
        power = 10.0 ** math.floor(math.log10(rough))
        step = next(power * factor for factor in _ROUND if power * factor >= rough * (1 - 1e-9))
        first, last = math.ceil(self.low / step - 1e-9), math.floor(self.high / step + 1e-9)
        return [number * step for number in range(first, last + 1)]


def scale_of(values: Iterable[float]) -> Scale:
    """A scale on which all values lie, with a margin; one from 0 to 1 where there are none."""
    known = list(values)
    if not known:
        return Scale(0.0, 1.0)
    low, high = min(known), max(known)
    margin = _MARGIN * (high - low) or abs(high) * _MARGIN or 1.0
    return Scale(low - margin, high + margin)
