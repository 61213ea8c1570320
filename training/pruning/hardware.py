"""What a run computes on and how precisely; how much memory that has, and the sentence for when it was not enough."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import psutil
import torch
from torch import nn

from training.errors import TrainingError
from training.pruning.types import Precision
from training.yolo.device import training_device

SPREAD = "auto"  # the device of a network that lies on all GPUs together
# What torch says of a processor's memory, on Linux and on Windows.
ALLOCATOR_SAYS = ("can't allocate memory", "not enough memory")


DTYPES = {Precision.FLOAT32: torch.float32, Precision.BFLOAT16: torch.bfloat16}
# How far the outputs of a masked and a cut network may lie apart, as a share of the largest.
SAME = {Precision.FLOAT32: 1e-5, Precision.BFLOAT16: 0.05}


@dataclass(frozen=True, slots=True)
class Hardware:
    """Where, and how precisely."""

    device: str = ""  # "cpu", "0", "1"; empty: a GPU if there is one; SPREAD: all of them, as accelerate divides layers
    precision: Precision = Precision.FLOAT32
    micro_batch: int = 0  # rows that go through at once in training, gradients are summed up; 0: the whole batch

    @property
    def is_spread(self) -> bool:
        """Whether layers may lie on different devices."""
        return self.device == SPREAD

    def check(self) -> None:
        """Raises RecipeError for a device that there is not."""
        training_device("" if self.is_spread else self.device)

    @property
    def first(self) -> torch.device:
        """Where inputs go; raises RecipeError for a device that there is not."""
        return training_device("" if self.is_spread else self.device)

    @property
    def dtype(self) -> torch.dtype:
        """Of the weights."""
        return DTYPES[self.precision]

    def rows_at_once(self, batch: int) -> int:
        """How many rows of a batch go through at once in training."""
        return min(self.micro_batch or batch, batch)

    def gather(self, network: nn.Module) -> nn.Module:
        """A network that may be moved in one piece again."""
        if self.is_spread:
            from accelerate.hooks import remove_hook_from_submodules

            remove_hook_from_submodules(network)
        return network

    def free_bytes(self) -> int:
        """What is free now, on all devices that are used together."""
        device = self.first
        if device.type == "cpu":
            return int(psutil.virtual_memory().available)
        devices = range(torch.cuda.device_count()) if self.is_spread else [device]
        return sum(torch.cuda.mem_get_info(one)[0] for one in devices)


@contextmanager
def out_of_memory_told(what: str, advice: str) -> Iterator[None]:
    """Say in one sentence that memory was not enough, and what to do.

    Raises:
        TrainingError: It was not.
    """
    try:
        yield
    except (torch.OutOfMemoryError, MemoryError) as error:
        raise TrainingError(f"{what} ran out of memory; {advice}.") from error
    except RuntimeError as error:
        if not any(words in str(error) for words in ALLOCATOR_SAYS):
            raise
        raise TrainingError(f"{what} ran out of memory; {advice}.") from error
