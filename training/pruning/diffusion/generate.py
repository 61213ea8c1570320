"""Pictures made by a denoiser, and how far they are from real ones."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import cast

import torch
from torch import Tensor, nn

from training.pruning.diffusion.frechet import features, frechet, learned_judge, small_pixels
from training.pruning.diffusion.latents import Draw, draw, sample
from training.pruning.diffusion.vision import vision_features
from training.pruning.networks.denoiser import Denoiser
from training.pruning.types import Split

REAL_AT_ONCE = 32  # pictures that are looked at together
JUDGED_SEED = 7_000_000  # of the noise that judged pictures start from: the same for every network, no run's own seed


def pictures(network: nn.Module, count: int, seed: int, prompts: Tensor | None = None) -> Tensor:
    """So many pictures from the noise of a seed: (count, channels, height, width), -1 to 1, on the processor."""
    return torch.cat(list(_batches(network, count, seed, prompts)))


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
    return _distance(network, split, small_pixels)


def feature_distance(network: nn.Module, split: Split, model: str) -> float:
    """The Fréchet distance to real pictures in the features of a vision model: a folder, or a name on the hub."""
    return _distance(network, split, vision_features(model))


def _distance(network: nn.Module, split: Split, see: Callable[[Tensor], Tensor]) -> float:
    """The Fréchet distance to real pictures in the features of a look; of pictures there are only a few at a time."""
    made = torch.cat([see(few) for few in _batches(network, len(split), JUDGED_SEED, _prompts(network, split))])
    begins = range(0, len(split), REAL_AT_ONCE)
    real = torch.cat([see(split.inputs[begin : min(begin + REAL_AT_ONCE, len(split))]) for begin in begins])
    return frechet(made, real)


def _batches(network: nn.Module, count: int, seed: int, prompts: Tensor | None = None) -> Iterator[Tensor]:
    """The pictures, as many at a time as are sampled together."""
    denoiser = cast(Denoiser, network).eval()
    start = draw(denoiser, count, seed, prompts)
    device = next(denoiser.parameters()).device
    for begin in range(0, count, denoiser.sampling.batch):
        few = slice(begin, begin + denoiser.sampling.batch)
        latents = sample(denoiser, Draw(start.noise[few], start.prompts[few]))
        yield denoiser.decode(latents.to(device)).cpu()


def _prompts(network: nn.Module, split: Split) -> Tensor | None:
    """The prompts of examples, for a network that heeds any."""
    return split.targets if cast(Denoiser, network).has_prompts else None
