"""Several processes that train one network together, started by torchrun on one machine or on many.

    torchrun --nproc-per-node 4 -m training fit training/recipes/yolov5s_hands.toml --out runs/dense

Each process has its own device and paints its own share of the pictures; gradients are averaged, and the first process
validates, writes checkpoints and tells. Processors work, too, but one process uses all cores of a machine already.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import torch
from torch import distributed, nn
from torch.nn.parallel import DistributedDataParallel
from ultralytics.utils import LOCAL_RANK, RANK, WORLD_SIZE

PATIENCE = timedelta(hours=3)  # as ultralytics has it: the others wait while the first one validates


def is_first() -> bool:
    """Whether this process writes what belongs to all; true where there is only one."""
    return RANK in (-1, 0)


def count() -> int:
    """How many processes train together."""
    return int(WORLD_SIZE) if RANK >= 0 else 1


def number() -> int:
    """Which of them this one is, from 0."""
    return max(int(RANK), 0)


def device_number() -> int:
    """Which graphics card of its machine this process uses, unless the recipe names one."""
    return max(int(LOCAL_RANK), 0)


def join(device: torch.device) -> None:
    """Wait until all processes are there."""
    if device.type == "cuda":
        torch.cuda.set_device(device)
    backend = "nccl" if device.type == "cuda" and distributed.is_nccl_available() else "gloo"
    distributed.init_process_group(backend, timeout=PATIENCE, rank=RANK, world_size=WORLD_SIZE)


def leave() -> None:
    """Let go of the others; may be called where there are none."""
    if distributed.is_available() and distributed.is_initialized():
        distributed.destroy_process_group()


class _OnProcessor(DistributedDataParallel):
    """Wraps a network that lies in the memory of a processor."""

    # WORKAROUND: ultralytics always names a graphics card to wrap for, which torch refuses on a processor.
    def __init__(self, network: nn.Module, device_ids: object, **rest: Any) -> None:  # noqa: ARG002
        super().__init__(network, **rest)


@contextmanager
def wrapping_for(device: torch.device) -> Iterator[None]:
    """Let ultralytics wrap a network for this device."""
    wrapper = _OnProcessor if device.type == "cpu" else DistributedDataParallel
    nn.parallel.DistributedDataParallel = wrapper  # type: ignore[misc, assignment]
    try:
        yield
    finally:
        nn.parallel.DistributedDataParallel = DistributedDataParallel  # type: ignore[misc]
