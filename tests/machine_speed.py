"""How slow the machine is at the moment, for limits on processor time: what others do beside stretches that, too."""

from __future__ import annotations

import statistics
import time

NUMBERS = 200_000
USUAL_S = 0.0083  # for squaring them, on two quiet cores of an Intel Xeon, on which the limits hold
ROUNDS = 9
SPREAD = 1.5  # a single measurement on a machine that others share may be out by as much


def slowness() -> float:
    """By which factor the same work may take longer than usual; never less than chance alone may bring about."""
    return SPREAD * max(1.0, statistics.median(_round_s() for _ in range(ROUNDS)) / USUAL_S)


def _round_s() -> float:
    began_s, total = time.thread_time(), 0
    for number in range(NUMBERS):
        total += number * number
    return time.thread_time() - began_s
