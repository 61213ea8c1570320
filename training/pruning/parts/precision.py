"""Trains in float32 what a network keeps in half the bits: AdamW's steps are smaller than bfloat16 can tell apart."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import torch
from torch import nn

LOW = (torch.bfloat16, torch.float16)


@contextmanager
def trained_in_float32(network: nn.Module) -> Iterator[None]:
    """Keep what asks for gradients in float32 and compute as the network does; afterwards all is as it was.

    A network in float32 is left alone.
    """
    parameters = list(network.parameters())
    low = next((parameter.dtype for parameter in parameters if parameter.dtype in LOW), None)
    if low is None:
        yield
        return
    trained = [parameter for parameter in parameters if parameter.requires_grad and parameter.dtype is low]
    for parameter in trained:
        parameter.data = parameter.data.float()
    try:
        # Without its cache, which would keep the first step's weights until the end of the training.
        with torch.autocast(parameters[0].device.type, low, cache_enabled=False):
            yield
    finally:
        for parameter in trained:
            parameter.data = parameter.data.to(low)
