"""Pictures made by a denoiser, and how far they are from real ones."""

from __future__ import annotations

from typing import cast

import torch
from torch import Tensor, nn

from training.pruning.diffusion.frechet import features, frechet, learned_judge, small_pixels
from training.pruning.diffusion.latents import draw, sample
from training.pruning.diffusion.vision import vision_features
from training.pruning.networks.denoiser import Denoiser
from training.pruning.types import Split

JUDGED_SEED = 7_000_000  # of the noise that judged pictures start from: the same for every network, no run's own seed


def pictures(network: nn.Module, count: int, seed: int, prompts: Tensor | None = None) -> Tensor:
    """So many pictures from the noise of a seed: (count, channels, height, width), -1 to 1, on the processor."""
    denoiser = cast(Denoiser, network).eval()
    latents = sample(denoiser, draw(denoiser, count, seed, prompts))
    some, size = next(denoiser.parameters()), denoiser.sampling.batch
    return torch.cat([denoiser.decode(part.to(some)).float().cpu() for part in torch.split(latents, size)])


def learned_distance(network: nn.Module, split: Split, learn: Split, classes: int) -> float:
    """The Fréchet distance to real pictures in the features of a classifier that learned from other real ones.

    Args:
        split: The real pictures that it is measured to; as many are made, for the same prompts where there are some.
        learn: Pictures and classes that the classifier learns from.
    """
    judge = learned_judge(learn, classes)
    made = pictures(network, len(split), JUDGED_SEED, _prompts(network, split))
    return frechet(features(judge, made), features(judge, split.inputs[:]))


def pixel_distance(network: nn.Module, split: Split) -> float:
    """The Fréchet distance to real pictures over their pixels, shrunk to a few."""
    made = pictures(network, len(split), JUDGED_SEED, _prompts(network, split))
    return frechet(small_pixels(made), small_pixels(split.inputs[:]))


def feature_distance(network: nn.Module, split: Split, model: str) -> float:
    """The Fréchet distance to real pictures in the features of a vision model: a folder, or a name on the hub."""
    made = pictures(network, len(split), JUDGED_SEED, _prompts(network, split))
    see = vision_features(model)
    return frechet(see(made), see(split.inputs[:]))


def _prompts(network: nn.Module, split: Split) -> Tensor | None:
    """The prompts of examples, for a network that heeds any."""
    return split.targets if cast(Denoiser, network).has_prompts else None
