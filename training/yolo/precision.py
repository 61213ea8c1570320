"""Finds out whether this processor trains faster in bfloat16, by trying."""

from __future__ import annotations

import time

import torch
from torch import nn

WORTH_IT = 1.15  # bfloat16 costs digits, so it must save this much time
TRIES = 3


def bfloat16_helps() -> bool:
    """Whether a convolution runs clearly faster forwards and backwards in bfloat16 than in float32 on this CPU.

    Processors without bfloat16 instructions emulate it and are slower; ones with AMX are about twice as fast.
    """
    convolution, pixels = nn.Conv2d(64, 64, 3, padding=1), torch.rand(8, 64, 64, 64)
    return _seconds(convolution, pixels, uses_bfloat16=False) > WORTH_IT * _seconds(
        convolution, pixels, uses_bfloat16=True
    )


def _seconds(convolution: nn.Conv2d, pixels: torch.Tensor, *, uses_bfloat16: bool) -> float:
    """The best of a few tries, after one to warm up."""
    times = []
    for _ in range(TRIES + 1):
        start = time.perf_counter()
        with torch.autocast("cpu", torch.bfloat16, enabled=uses_bfloat16):
            convolution(pixels).float().sum().backward()
        times.append(time.perf_counter() - start)
    return min(times[1:])
