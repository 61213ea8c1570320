"""How long looks take: middle, slowest twentieth, and the shape in between, of two detectors on one axis."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

KEPT = 600  # looks: the last ten to forty seconds
BINS = 40
_STEPS = (1.0, 2.0, 5.0)  # where an axis may end, times a power of ten


@dataclass(frozen=True, slots=True)
class Histogram:
    """How the times of one detector spread."""

    shares: tuple[float, ...]  # of the looks, one for each bin; what lies beyond the axis counts in the last
    p50_ms: float
    p95_ms: float
    count: int


@dataclass(frozen=True, slots=True)
class TwoHistograms:
    """Both on the same axis, which begins at 0."""

    end_ms: float  # of the axis
    a: Histogram | None  # None before there is a look
    b: Histogram | None


def histograms(a_s: Sequence[float], b_s: Sequence[float]) -> TwoHistograms:
    """Sort the times of two detectors, in seconds, into the same bins.

    The axis ends where 99 of 100 looks of the slower one do, at a round number.
    """
    longest_ms = max((float(np.percentile(times, 99)) * 1000 for times in (a_s, b_s) if len(times)), default=1.0)
    end_ms = _round_end(longest_ms)
    return TwoHistograms(end_ms, _histogram(a_s, end_ms), _histogram(b_s, end_ms))


def _histogram(times_s: Sequence[float], end_ms: float) -> Histogram | None:
    if not times_s:
        return None
    times_ms = np.asarray(times_s) * 1000  # (n,)
    counts, _ = np.histogram(np.minimum(times_ms, end_ms), BINS, (0.0, end_ms))  # (BINS,)
    p50_ms, p95_ms = np.percentile(times_ms, (50, 95))
    return Histogram(tuple((counts / len(times_ms)).tolist()), float(p50_ms), float(p95_ms), len(times_ms))


def _round_end(longest_ms: float) -> float:
    """The next round number."""
    power = 10.0 ** np.floor(np.log10(max(longest_ms, 1e-3)))
    return float(next((step * power for step in _STEPS if step * power >= longest_ms), 10 * power))
