"""What a run computes on, and what its figures were measured on."""

from __future__ import annotations

import platform
from pathlib import Path

import psutil
import torch

from training.errors import RecipeError
from training.yolo import processes


def training_device(wanted: str) -> torch.device:
    """The device of a recipe; if none is named the GPU of this process, where there are GPUs.

    Raises:
        RecipeError: It names several, or one that there is not.
    """
    if "," in wanted:
        raise RecipeError(
            f"The recipe names several devices ({wanted}), but a process uses one; leave `device` empty and start one "
            "process for each: torchrun --nproc-per-node N -m training ..."
        )
    if wanted == "cpu" or (not wanted and not torch.cuda.is_available()):
        return torch.device("cpu")
    if wanted and wanted not in (known := [str(number) for number in range(torch.cuda.device_count())]):
        gpus = f"there are {', '.join(known)}" if known else "PyTorch finds none here"
        raise RecipeError(f"There is no device {wanted!r}; it is cpu or the number of a GPU, and {gpus}.")
    return torch.device(f"cuda:{wanted or processes.device_number()}")


def machine() -> str:
    """What training runs on, for reports."""
    return torch.cuda.get_device_name(0) if torch.cuda.is_available() else processor()


def processor() -> str:
    """The processor and its cores."""
    return f"{_processor_name()}, {psutil.cpu_count(logical=False) or psutil.cpu_count()} cores"


def _processor_name() -> str:
    """The processor as the system calls it."""
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.is_file():
        for line in cpuinfo.read_text(encoding="utf-8").splitlines():
            if line.startswith("model name"):
                return line.split(":", 1)[1].strip()
    return platform.processor() or platform.machine()
