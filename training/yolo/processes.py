"""Several processes that train one network together, started by torchrun on one machine or on many.

    torchrun --nproc-per-node 4 -m training fit training/recipes/yolov5s_hands.toml --out runs/dense

Each process has its own device and paints its own share of the pictures; gradients are averaged, and the first process
validates, writes checkpoints and tells. Processors work, too, but one process uses all cores of a machine already.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import torch
from torch import distributed, nn
from torch.nn.parallel import DistributedDataParallel

PATIENCE = timedelta(hours=3)  # as ultralytics has it: the others wait while the first one validates


def is_first() -> bool:
    """Whether this process writes what belongs to all; true where there is only one."""
    return number() == 0


def count() -> int:
    """How many processes train together."""
    return _told("WORLD_SIZE", 1)


def number() -> int:
    """Which of them this one is, from 0."""
    return _told("RANK", 0)


def device_number() -> int:
    """Which graphics card of its machine this process uses, unless the recipe names one."""
    return _told("LOCAL_RANK", 0)


def here() -> int:
    """How many of them are on this machine."""
    return _told("LOCAL_WORLD_SIZE", 1)


def _told(name: str, alone: int) -> int:
    """What torchrun tells each process in its environment; `alone` where nobody does."""
    # Not from ultralytics, which knows it, too: importing that writes files and prints, which not every command wants.
    return int(os.environ.get(name, alone))


def join(device: torch.device) -> None:
    """Wait until all processes are there."""
    if device.type == "cuda":
        torch.cuda.set_device(device)
    backend = "nccl" if device.type == "cuda" and distributed.is_nccl_available() else "gloo"
    distributed.init_process_group(backend, timeout=PATIENCE, rank=number(), world_size=count())


def leave() -> None:
    """Let go of the others; may be called where there are none."""
    if distributed.is_available() and distributed.is_initialized():
        distributed.destroy_process_group()


def end() -> None:
    """End this process at once, if it is one of several, once all that it has to write is written."""
    if count() > 1:
        # WORKAROUND: threads of gloo outlive their group now and then, and abort a process that takes itself down in
        # order ("terminate called without an active exception"); torchrun then calls the whole run a failure.
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(0)


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
