"""What several seeds say together: a mean and where it lies, by Student's t."""

from __future__ import annotations

import math
import statistics
from collections.abc import Sequence
from dataclasses import dataclass

# Two-sided 95 % quantiles of Student's t by degrees of freedom. Between two rows the wider interval is taken.
QUANTILES = {
    1: 12.706, 2: 4.303, 3: 3.182, 4: 2.776, 5: 2.571, 6: 2.447, 7: 2.365, 8: 2.306, 9: 2.262, 10: 2.228,
    12: 2.179, 15: 2.131, 20: 2.086, 30: 2.042, 60: 2.000, 120: 1.980,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Interval:
    """A mean of n values, and half the width of its 95 % interval; None with a single value."""

    mean: float
    half: float | None
    n: int


def interval(values: Sequence[float]) -> Interval:
    """The mean of at least one value with its interval."""
    mean = statistics.fmean(values)
    if len(values) < 2:
        return Interval(mean, None, len(values))
    freedom = max(degrees for degrees in QUANTILES if degrees <= len(values) - 1)
    half = QUANTILES[freedom] * statistics.stdev(values) / math.sqrt(len(values))
    return Interval(mean, half, len(values))
