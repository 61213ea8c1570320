"""Keeps new gestures from taking the hands of old ones: they are held back until the old ones hardly lose any.

The old gestures' own numbers never change, so a new gesture that is less certain takes fewer of their hands; one that
says nothing takes none. What that costs the new gesture is measured after.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from training.yolo.evaluate import Scores

MOST_LOST = 0.01  # of the share of hands that are rightly named: one point
SILENT = 12.0  # logits; nothing that was taught outweighs them
HALVINGS = 5  # narrows 12 down to 0.4


@dataclass(frozen=True, slots=True)
class Held:
    """How far the new gestures were held back, and how the old ones fare."""

    logits: float
    taught: Scores  # as they were taught
    kept: Scores  # held back


def hold_back_until_harmless(before: Scores, score_held: Callable[[float], Scores]) -> Held:
    """The least that keeps what the old gestures were named rightly, but for MOST_LOST.

    Args:
        before: Of the old gestures, before the new ones were added.
        score_held: The same with the new ones held back by so many logits.
    """

    def is_harmless(scores: Scores) -> bool:
        return round(before.hand_accuracy - scores.hand_accuracy, 6) <= MOST_LOST

    taught = score_held(0.0)
    if is_harmless(taught):
        return Held(0.0, taught, taught)
    low, high = 0.0, SILENT
    kept = score_held(high)
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        scores = score_held(middle)
        if is_harmless(scores):
            high, kept = middle, scores
        else:
            low = middle
    return Held(high, taught, kept)
