"""What the tasks of latent diffusions share: how they learn and how they are written. Loads no torch by itself."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from training.pruning.types import Lesson, Optimizer, Split, TrainingPlan

if TYPE_CHECKING:
    from pathlib import Path

    from torch import Generator, Tensor, nn

    from training.pruning.types import Tell

LATENT = (4, 8, 8)  # planes, height and width of the latents of all tiny ones
TINY_PLAN = TrainingPlan(
    epochs=40, batch=32, learning_rate=2e-3, weight_decay=0.0, optimizer=Optimizer.ADAMW.value, clip=1.0
)
TINY_KEPT = ("vae", "unet.conv_in", "unet.conv_out")


def latent_lesson(shape: tuple[int, int, int]) -> Lesson:
    """How a latent diffusion learns whose latents have so many planes, height and width."""
    return Lesson(_prepare, _pose, partial(_probe, shape))


def export_pipeline(network: nn.Module, folder: Path) -> None:
    """Write a network that was built here as diffusers reads it."""
    from training.pruning.diffusion.saved import export

    export(network, folder)


def _prepare(network: nn.Module, split: Split, seed: int, tell: Tell) -> None:
    """Teach the autoencoder."""
    from training.pruning.diffusion.teach import prepare

    prepare(network, split, seed, tell)


def _pose(network: nn.Module, batch: Split, random: Generator) -> Split:
    """Ask for the noise."""
    from training.pruning.diffusion.teach import pose

    return pose(network, batch, random)


def _probe(shape: tuple[int, int, int], pictures: Tensor) -> Tensor:
    """Ask anything."""
    from training.pruning.diffusion.teach import probe

    return probe(shape, pictures)
