"""Finds out whether this processor trains faster in bfloat16, by trying."""

from __future__ import annotations

import time

import torch
from torch import nn

WORTH_IT = 1.15  # bfloat16 costs digits, so it must save this much time
HOPELESS = 0.5  # emulation is several times slower; a small picture tells, where a large one would take half a minute
SMALL_PX, LARGE_PX = 16, 64
ROUNDS = 6


def bfloat16_helps() -> bool:
    """Whether a convolution runs clearly faster forwards and backwards in bfloat16 than in float32 on this CPU.

    Processors without bfloat16 instructions emulate it and are slower; ones with AMX are about twice as fast.
    """
    return _gain(SMALL_PX) > HOPELESS and _gain(LARGE_PX) > WORTH_IT


def _gain(side_px: int) -> float:
    """How many times as fast as float32 it is: the best of several rounds, as other work only makes it slower."""
    convolution, pixels = nn.Conv2d(64, 64, 3, padding=1), torch.rand(8, 64, side_px, side_px)
    rounds = [[_seconds(convolution, pixels, uses_bfloat16=uses) for uses in (False, True)] for _ in range(ROUNDS)]
    plain_s, short_s = ([times[at] for times in rounds[1:]] for at in (0, 1))  # the first one warms up
    return min(plain_s) / min(short_s)


def _seconds(convolution: nn.Conv2d, pixels: torch.Tensor, *, uses_bfloat16: bool) -> float:
    """How long one pass forwards and backwards takes."""
    start = time.perf_counter()
    with torch.autocast("cpu", torch.bfloat16, enabled=uses_bfloat16):
        convolution(pixels).float().sum().backward()
    return time.perf_counter() - start
