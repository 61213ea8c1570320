"""Splits a recording into training and validation by stretches of time, so that no neighbours part."""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum

VAL_FROM, VAL_TO = 0.6, 0.8  # of the pictures in order of time: neither the beginning, nor when the arm is tired
GAP_S = 0.6  # pictures nearer than this to the other side of a border are left out
LEAST_PICTURES = 10  # of a recording; fewer give no validation that says anything


class Split(Enum):
    """What a picture is used for; the value is the name of its folder."""

    TRAIN = "train"
    VAL = "val"


def split_by_time(times_s: Sequence[float]) -> list[Split | None]:
    """What each picture of one recording is used for; None for those that lie too near to a border.

    One stretch is for validation. Its neighbours are nearly the same pictures, and a network that learned those would
    be praised for remembering.

    Args:
        times_s: When the pictures were taken, in any order; at least three.
    """
    order = sorted(range(len(times_s)), key=lambda index: times_s[index])
    first = round(VAL_FROM * len(order))
    chosen = order[first : max(round(VAL_TO * len(order)), first + 1)]
    begin_s, end_s = times_s[chosen[0]], times_s[chosen[-1]]
    splits: list[Split | None] = []
    for index, at_s in enumerate(times_s):
        if index in chosen:
            splits.append(Split.VAL)
        else:
            is_near = begin_s - GAP_S < at_s < end_s + GAP_S
            splits.append(None if is_near else Split.TRAIN)
    return splits
