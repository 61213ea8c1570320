"""Whether something grows with time, how fast, and how sure that is."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

HOUR_S = 3600.0
MOST_BLOCKS = 30
FEWEST_BLOCKS = 4  # a line through fewer points has no spread to speak of


@dataclass(frozen=True, slots=True)
class Trend:
    """A straight line through samples."""

    per_hour: float  # in the unit of the samples
    uncertainty: float  # half the width of the 95 % interval of per_hour; infinite for too few samples
    rise: float  # from the first sample to the last

    @property
    def is_rising(self) -> bool:
        """Whether the whole interval lies above zero."""
        return self.per_hour > self.uncertainty


def trend(times_s: Sequence[float], values: Sequence[float]) -> Trend:
    """Fit a line by least squares.

    Neighbouring samples resemble each other, so each counts for less than one. They are averaged into blocks first;
    the spread of those tells how uncertain the line is.
    """
    x, y = _blocks(times_s), _blocks(values)  # (n,) each
    distance = x - x.mean() if x.size else x
    width = float(distance @ distance)
    if x.size < FEWEST_BLOCKS or width == 0:
        return Trend(0.0, math.inf, 0.0)
    slope = float(distance @ (y - y.mean())) / width
    residual = y - y.mean() - slope * distance
    freedom = x.size - 2
    error = math.sqrt(float(residual @ residual) / freedom / width)
    span_s = times_s[-1] - times_s[0]
    return Trend(slope * HOUR_S, _student_t(freedom) * error * HOUR_S, slope * span_s)


def _blocks(values: Sequence[float]) -> np.ndarray:
    """The means of up to MOST_BLOCKS stretches of the same length."""
    count = min(len(values), MOST_BLOCKS)
    return np.array([part.mean() for part in np.array_split(np.asarray(values, float), max(count, 1)) if part.size])


def _student_t(freedom: int) -> float:
    """The 97.5 % quantile of Student's t, by the Cornish-Fisher expansion; 1 % too small at two degrees of freedom."""
    z = 1.959964
    terms = (
        z,
        (z**3 + z) / 4,
        (5 * z**5 + 16 * z**3 + 3 * z) / 96,
        (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / 384,
    )
    return float(sum(term / freedom**power for power, term in enumerate(terms)))
