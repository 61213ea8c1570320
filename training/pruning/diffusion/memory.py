"""How much memory the work on a denoiser takes, said before it begins; and a sentence where it was not enough."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import torch
from torch import Tensor, nn

from training.errors import RecipeError, TrainingError
from training.guard import OUT_OF_MEMORY
from training.pruning.networks.denoiser import Denoiser

TRAINED_BYTES = 4 * 4  # of each weight while it is trained: itself, its gradient, the two averages of AdamW, in float32
# Denoisers beside the dense one: the pruned one, and two that are compared in the end; before, those that are judged.
TWINS = 3
GIB = 1024**3


def estimate_bytes(denoiser: Denoiser, rows: Tensor, batches: tuple[int, int]) -> int:
    """About how many bytes scoring and recovery take, the weights and all that is compared included.

    Args:
        rows: One question, as a batch of one.
        batches: How many are asked at once while scoring, and while training; 0: there is no training.
    """
    scoring, training = batches
    outputs, largest = _outputs(denoiser, rows)
    weights = held_bytes(denoiser) + TWINS * held_bytes(denoiser.unet)
    learned = TRAINED_BYTES * sum(value.numel() for value in denoiser.unet.parameters()) - held_bytes(denoiser.unet)
    trained = learned + outputs * training if training else 0
    return weights + max(trained, 4 * largest * scoring)


def held_bytes(module: nn.Module) -> int:
    """What its weights take, and the conditions of its prompts."""
    return sum(value.numel() * value.element_size() for value in (*module.parameters(), *module.buffers()))


def refuse_too_large(needed: int, free: int) -> None:
    """Raises RecipeError where an estimate exceeds what is free."""
    if needed > free:
        raise RecipeError(
            f"This takes about {needed / GIB:.1f} GiB of memory and {free / GIB:.1f} GiB are free; lower "
            "settings.batch or training.batch, take --precision bfloat16 with --timing-runs 0, or leave the recovery "
            "out (settings.recover=0)."
        )


def refuse_unloadable(folder: Path, free: int) -> None:
    """Raises RecipeError where the weights of a pipeline alone exceed what is free."""
    needed = sum(file.stat().st_size for file in folder.glob("*/*.safetensors"))
    if needed > free:
        raise RecipeError(
            f"The weights at {folder} take {needed / GIB:.1f} GiB and {free / GIB:.1f} GiB of memory are free; close "
            "other programs or take a machine with more."
        )


def free_bytes(device: torch.device) -> int:
    """What is free where the network is."""
    if device.type == "cuda":
        return torch.cuda.mem_get_info(device)[0]
    return int(psutil.virtual_memory().available)


@contextmanager
def told_when_full(what: str) -> Iterator[None]:
    """Say in a sentence that memory ran out.

    Raises:
        TrainingError: It did.
    """
    try:
        yield
    except (MemoryError, RuntimeError) as error:  # torch.OutOfMemoryError is a RuntimeError
        is_full = isinstance(error, MemoryError | torch.OutOfMemoryError)
        if not is_full and not any(words in str(error) for words in OUT_OF_MEMORY):
            raise
        raise TrainingError(
            f"The memory was not enough for {what}; lower settings.batch or training.batch, or take --precision "
            "bfloat16 with --timing-runs 0."
        ) from None


@torch.no_grad()
def _outputs(denoiser: Denoiser, rows: Tensor) -> tuple[int, int]:
    """Bytes that all layers give for one question, and the largest of these."""
    sizes: list[int] = []

    def note(_module: nn.Module, _inputs: object, output: object) -> None:
        if isinstance(output, Tensor):
            sizes.append(output.numel() * output.element_size())

    leaves = [module for module in denoiser.unet.modules() if not list(module.children())]
    handles = [leaf.register_forward_hook(note) for leaf in leaves]
    denoiser(rows)
    for handle in handles:
        handle.remove()
    return sum(sizes), max(sizes)
